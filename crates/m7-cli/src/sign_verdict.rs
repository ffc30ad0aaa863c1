//! What there is to say of a captured request's sign.

use std::time::{Duration, SystemTime};

use m7_auth::{
    Credentials, Malformation, Mistake, PresentedHeaders, Refusal, Surroundings, Timestamp,
    Verifier, WINDOW, diagnose, header,
};

use crate::{
    captured::{Captured, Judged},
    duration,
};

/// How much of a body is looked at for whether it was signed, too.
const BODY: usize = 64 * 1024;

/// What a request's sign is worth.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// It is right, and as fresh as it has to be.
    Right,
    /// It is right, but the timestamp is so many seconds ahead of the time that it is verified for.
    OutsideWindow { seconds: i64 },
    /// It is wrong, or missing.
    Wrong(Wrong),
    /// What was captured doesn't tell.
    Unverifiable { why: String },
}

/// The first thing that is wrong.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    /// Its name for programs.
    pub(crate) kind: String,
    pub(crate) reason: String,
    /// What was signed instead of the right text, if that is known.
    pub(crate) signed: Option<String>,
    /// The first character, counted from 1, in which it differs.
    pub(crate) differs_at: Option<usize>,
}

/// For when a request is verified.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    At(SystemTime),
    /// The time doesn't matter.
    Whenever,
}

impl Verdict {
    /// Judges a request as the service would that has these credentials.
    pub(crate) fn of(captured: &Captured, credentials: &Credentials, when: When) -> Self {
        if let Some(why) = &captured.doubt {
            return Self::Unverifiable { why: why.clone() };
        }
        if let Some(name) = captured.repeated() {
            return Self::wrong(
                "repeated",
                format!("the header {name} is there more than once, with different values"),
            );
        }
        let timestamp: Option<Timestamp> = captured
            .header(header::TIMESTAMP)
            .and_then(|text| text.parse().ok());
        match (is_blanked(captured), &captured.judged) {
            (true, Some(Judged::Accepted)) => {}
            (true, Some(Judged::Refused { kind, message })) => {
                return Self::wrong(kind, format!("the sandbox says: {message}"));
            }
            (true, None) => {
                if let Some(wrong) = first_wrong_beside_the_sign(captured, credentials, timestamp) {
                    return Self::Wrong(wrong);
                }
                return Self::Unverifiable {
                    why: format!("{} is blanked out in what was captured", header::SIGN),
                };
            }
            (false, _) => {
                if let Some(wrong) = first_wrong(captured, credentials, timestamp) {
                    return Self::Wrong(wrong);
                }
            }
        }
        match (timestamp, when) {
            (Some(timestamp), When::At(at)) => in_window(timestamp, at),
            _ => Self::Right,
        }
    }

    fn wrong(kind: &str, reason: String) -> Self {
        Self::Wrong(Wrong::new(kind, reason))
    }

    /// Its name for programs.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::OutsideWindow { .. } => "outside-window",
            Self::Wrong(_) => "wrong",
            Self::Unverifiable { .. } => "unverifiable",
        }
    }

    /// In a sentence. `at` is what the time that it is verified for is called.
    pub(crate) fn words(&self, at: &str) -> String {
        match self {
            Self::Right => "the sign is right".to_owned(),
            Self::OutsideWindow { seconds } => {
                let apart = apart(seconds.unsigned_abs());
                let (made, refused) = if *seconds < 0 {
                    (format!("it was made {apart} before {at}"), "too old")
                } else {
                    (format!("it is dated {apart} after {at}"), "too far ahead")
                };
                let made = if at == "now" && *seconds < 0 {
                    format!("it was made {apart} ago")
                } else {
                    made
                };
                format!(
                    "the sign is right; {made}, and would be refused as {refused}: {} min are allowed",
                    WINDOW.as_secs() / 60
                )
            }
            Self::Wrong(wrong) => wrong.reason.clone(),
            Self::Unverifiable { why } => format!("it can't be verified: {why}"),
        }
    }
}

impl Wrong {
    fn new(kind: &str, reason: impl Into<String>) -> Self {
        Self {
            kind: kind.to_owned(),
            reason: reason.into(),
            signed: None,
            differs_at: None,
        }
    }

    fn of_mistake(mistake: Mistake) -> Self {
        Self {
            signed: mistake.signed,
            differs_at: mistake.differs_at,
            ..Self::new(
                mistake.kind.name(),
                format!("the header {} is wrong: {}", header::SIGN, mistake.kind),
            )
        }
    }
}

/// A length of time in a few words, also one of years.
fn apart(seconds: u64) -> String {
    const DAY: u64 = 86_400;
    if seconds < 2 * DAY {
        duration::shown(Duration::from_secs(seconds))
    } else {
        format!("{} days", seconds / DAY)
    }
}

/// What is wrong whenever it was sent.
fn first_wrong(
    captured: &Captured,
    credentials: &Credentials,
    timestamp: Option<Timestamp>,
) -> Option<Wrong> {
    let presented = captured.presented();
    let refusal = refusal(&presented, credentials, timestamp)?;
    let body = captured.body.as_bytes();
    let surroundings = Surroundings {
        path: captured.target.as_deref().unwrap_or_default(),
        body: &body[..body.len().min(BODY)],
        others: &[],
    };
    if let Some(mistake) = diagnose(credentials, &presented, surroundings) {
        return Some(Wrong::of_mistake(mistake));
    }
    Some(of_refusal(refusal, captured, credentials))
}

/// The same of a request whose sign nobody knows.
fn first_wrong_beside_the_sign(
    captured: &Captured,
    credentials: &Credentials,
    timestamp: Option<Timestamp>,
) -> Option<Wrong> {
    let presented = PresentedHeaders {
        sign: Some(b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ..captured.presented()
    };
    let refusal = refusal(&presented, credentials, timestamp)?;
    (refusal != Refusal::WrongSign).then(|| of_refusal(refusal, captured, credentials))
}

/// Why it would be refused at the time that it is dated: by that, it isn't old.
fn refusal(
    presented: &PresentedHeaders<'_>,
    credentials: &Credentials,
    timestamp: Option<Timestamp>,
) -> Option<Refusal> {
    let own = timestamp.unwrap_or(Timestamp::MIN);
    Verifier::new(credentials)
        .verify(presented, own.into())
        .err()
}

fn of_refusal(refusal: Refusal, captured: &Captured, credentials: &Credentials) -> Wrong {
    match refusal {
        Refusal::Missing { .. } => Wrong::new("missing", refusal.to_string()),
        Refusal::Malformed {
            header: name,
            reason,
        } => {
            let hint = match reason {
                Malformation::Milliseconds => milliseconds(captured),
                _ if name == header::SIGN => captured.header(name).and_then(other_digest),
                _ => None,
            };
            let kind = match reason {
                Malformation::Milliseconds => "milliseconds",
                _ => "malformed",
            };
            let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
            Wrong::new(kind, format!("{refusal}{hint}"))
        }
        Refusal::UnknownAppkey => Wrong::new(
            "other-appkey",
            format!(
                "the header {} is another account than {}, whose secret key it is verified with",
                header::APPKEY,
                credentials.appkey()
            ),
        ),
        Refusal::WrongSign => Wrong::new(
            "wrong-sign",
            format!(
                "the header {} is wrong, and no usual mistake explains it: most likely another \
                 secret key signed it",
                header::SIGN
            ),
        ),
        other => Wrong::new("refused", other.to_string()),
    }
}

/// What a timestamp in milliseconds is in seconds.
fn milliseconds(captured: &Captured) -> Option<String> {
    let seconds = captured.header(header::TIMESTAMP)?.get(..10)?;
    Some(format!("send and sign {seconds}"))
}

/// Which other hash makes as many bytes as this sign stands for.
fn other_digest(sign: &str) -> Option<String> {
    let is_hex = sign.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = match (is_hex, sign.len()) {
        (true, 32) | (false, 24) => "MD5",
        (true, 40) | (false, 28) => "SHA-1",
        (true, 96) | (false, 64) => "SHA-384",
        (true, 128) | (false, 88) => "SHA-512",
        _ => return None,
    };
    Some(format!("it is as long as one of {name}: take HMAC-SHA256"))
}

/// Whether whoever captured it took the sign out.
fn is_blanked(captured: &Captured) -> bool {
    captured.header(header::SIGN).is_some_and(|sign| {
        let word = sign.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_word = ["redacted", "hidden", "masked", "filtered", "removed"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known));
        let is_stars = sign.chars().count() >= 3 && sign.chars().all(|c| "*.…xX•".contains(c));
        is_word || is_stars
    })
}

fn in_window(timestamp: Timestamp, at: SystemTime) -> Verdict {
    let signed: i64 = timestamp.unix_seconds().cast_signed();
    let at = match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => since.as_secs().cast_signed(),
        Err(before) => before.duration().as_secs().cast_signed().saturating_neg(),
    };
    let seconds = signed.saturating_sub(at);
    if seconds.unsigned_abs() <= WINDOW.as_secs() {
        Verdict::Right
    } else {
        Verdict::OutsideWindow { seconds }
    }
}
