//! What a client did instead of signing as documented, found out by doing the same.
//!
//! A wrong sign says nothing by itself. But there are few mistakes, and most clients make one of
//! them: whoever knows the secret makes each in turn, and sees whether it gives that sign.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::tag::TAG_LENGTH;
use crate::{Credentials, PresentedHeaders};

/// What stands around what was signed, where a client may have taken too much from.
#[derive(Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// The request's path, as it was sent.
    pub path: &'a str,
    /// The request's body.
    pub body: &'a [u8],
    /// Accounts whose secrets may have been mixed up with the right one.
    pub others: &'a [Credentials],
}

/// What a client did instead of what is documented. Neither it nor its texts hold a secret or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// Which one.
    pub kind: MistakeKind,
    /// What was signed, if that was another text than the canonical one and isn't long.
    pub signed: Option<String>,
    /// The first character, counted from 1, in which it differs from the canonical text.
    pub differs_at: Option<usize>,
}

/// The mistakes that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MistakeKind {
    /// The parts are signed in another order.
    Order,
    /// Something stands between the parts.
    Separator,
    /// The timestamp is signed in milliseconds.
    Milliseconds,
    /// The nonce is signed as a number, without its leading zeros.
    NonceWithoutZeros,
    /// The timestamp that is signed is some seconds off the one that is sent.
    OtherTimestamp,
    /// A part isn't signed.
    PartMissing,
    /// The path is signed, too.
    PathSigned,
    /// The body is signed, too.
    BodySigned,
    /// The secret is followed or surrounded by what isn't part of it: a line break, blanks, quotes.
    PaddedSecret,
    /// The secret is decoded from base64 before it signs.
    DecodedSecret,
    /// The secret of another account signs.
    OtherSecret,
    /// Secret and message have changed places.
    KeyAndMessageSwapped,
    /// It is a hash of secret and message, no HMAC.
    PlainHash,
    /// The sign is right and written in hex.
    Hex,
    /// The sign is right and written in the URL-safe alphabet.
    UrlSafe,
    /// The sign is right and written without its padding.
    Unpadded,
    /// The sign is right, written in hex, and that in base64.
    HexInBase64,
}

impl MistakeKind {
    /// Its name for programs. A name that was given stays.
    pub fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Separator => "separator",
            Self::Milliseconds => "milliseconds",
            Self::NonceWithoutZeros => "nonce-without-zeros",
            Self::OtherTimestamp => "other-timestamp",
            Self::PartMissing => "part-missing",
            Self::PathSigned => "path-signed",
            Self::BodySigned => "body-signed",
            Self::PaddedSecret => "padded-secret",
            Self::DecodedSecret => "decoded-secret",
            Self::OtherSecret => "other-secret",
            Self::KeyAndMessageSwapped => "key-and-message-swapped",
            Self::PlainHash => "plain-hash",
            Self::Hex => "hex",
            Self::UrlSafe => "url-safe",
            Self::Unpadded => "unpadded",
            Self::HexInBase64 => "hex-in-base64",
        }
    }
}

impl fmt::Display for MistakeKind {
    /// What the client did, and what to do instead.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Order => "the parts are signed in another order: sign appkey, timestamp, nonce",
            Self::Separator => "something stands between the parts: sign one right after the other",
            Self::Milliseconds => {
                "the timestamp is signed in milliseconds: sign the ten digits that are sent"
            }
            Self::NonceWithoutZeros => {
                "the nonce is signed as a number: sign its six digits, leading zeros too"
            }
            Self::OtherTimestamp => {
                "the timestamp that is signed isn't the one that is sent: take the time once"
            }
            Self::PartMissing => "a part isn't signed: sign appkey, timestamp and nonce",
            Self::PathSigned => "the path is signed, too: sign appkey, timestamp and nonce only",
            Self::BodySigned => "the body is signed, too: sign appkey, timestamp and nonce only",
            Self::PaddedSecret => {
                "the secret key has a line break, a blank or quotes around it: take them off"
            }
            Self::DecodedSecret => {
                "the secret key is decoded from base64: take its characters as they are"
            }
            Self::OtherSecret => "another account's secret key signs: take this account's",
            Self::KeyAndMessageSwapped => {
                "key and message have changed places: the secret key is the HMAC's key"
            }
            Self::PlainHash => "it is a plain SHA-256: take HMAC-SHA256 with the secret key as key",
            Self::Hex => "the sign is right but written in hex: write its 32 bytes in base64",
            Self::UrlSafe => "the sign is right but in the URL-safe alphabet: take + and /",
            Self::Unpadded => "the sign is right but has lost the = at its end: keep the padding",
            Self::HexInBase64 => {
                "the sign is right but its hex was written in base64: write its 32 bytes in base64"
            }
        })
    }
}

/// Finds out what a client did whose sign is wrong or malformed: of the mistakes that are known, the
/// first that gives its sign. `None` if none does, if a header is missing, or if nothing is wrong.
///
/// It takes up to half a millisecond, so it is nothing for a request that waits for its answer. Signs
/// are compared in constant time. Whoever is told the result learns which mistake he made, and so
/// something about his own sign only.
///
/// ```
/// use m7_auth::{Credentials, MistakeKind, PresentedHeaders, Surroundings, diagnose};
///
/// let credentials = Credentials::new("2000113", "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3")?;
/// let presented = PresentedHeaders {
///     appkey: Some(b"2000113"),
///     timestamp: Some(b"1616408549"),
///     nonce: Some(b"025513"),
///     // The right one, but without the = at its end.
///     sign: Some(b"NZbm8h9akeBjk40xnRomPCKzp2B3c2s1TfguHA73TXM"),
/// };
/// let mistake = diagnose(&credentials, &presented, Surroundings::default());
/// assert_eq!(mistake.map(|mistake| mistake.kind), Some(MistakeKind::Unpadded));
/// # Ok::<(), m7_auth::CredentialsError>(())
/// ```
pub fn diagnose(
    credentials: &Credentials,
    presented: &PresentedHeaders<'_>,
    surroundings: Surroundings<'_>,
) -> Option<Mistake> {
    let text = |value: Option<&[u8]>| String::from_utf8(value?.to_vec()).ok();
    let parts = Parts {
        appkey: text(presented.appkey)?,
        timestamp: text(presented.timestamp)?,
        nonce: text(presented.nonce)?,
    };
    let canonical = parts.canonical();
    let secret = credentials.expose_secret_key().as_bytes();
    for (tag, spelling) in tags(presented.sign?) {
        if is_mac(secret, canonical.as_bytes(), &tag) {
            return spelling.map(|kind| Mistake {
                kind,
                signed: None,
                differs_at: None,
            });
        }
        let found = wrong_message(secret, &parts, surroundings, &tag)
            .or_else(|| wrong_key(secret, &canonical, surroundings.others, &tag))
            .or_else(|| wrong_second(secret, &parts, &tag));
        if found.is_some() {
            return found;
        }
    }
    None
}

struct Parts {
    appkey: String,
    timestamp: String,
    nonce: String,
}

impl Parts {
    fn canonical(&self) -> String {
        format!("{}{}{}", self.appkey, self.timestamp, self.nonce)
    }
}

/// The bytes that a sign may stand for, and how it is spelled if that isn't as documented.
fn tags(sign: &[u8]) -> Vec<([u8; TAG_LENGTH], Option<MistakeKind>)> {
    let decoded = |engine: &GeneralPurpose| engine.decode(sign).ok();
    let spellings = [
        (decoded(&STANDARD), None),
        (decoded(&URL_SAFE), Some(MistakeKind::UrlSafe)),
        (decoded(&STANDARD_NO_PAD), Some(MistakeKind::Unpadded)),
        (from_hex(sign), Some(MistakeKind::Hex)),
        (
            decoded(&STANDARD).and_then(|text| from_hex(&text)),
            Some(MistakeKind::HexInBase64),
        ),
    ];
    let tags = spellings.into_iter().filter_map(|(bytes, spelling)| {
        let tag: [u8; TAG_LENGTH] = bytes?.try_into().ok()?;
        Some((tag, spelling))
    });
    let mut tags: Vec<_> = tags.collect();
    // The same sign spelled in two ways is one.
    tags.dedup_by_key(|(tag, _)| *tag);
    tags
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (pairs, []) = text.as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|[high, low]| u8::try_from(digit(*high)? * 16 + digit(*low)?).ok())
        .collect()
}

/// The right key, and another text.
fn wrong_message(
    secret: &[u8],
    parts: &Parts,
    surroundings: Surroundings<'_>,
    tag: &[u8; TAG_LENGTH],
) -> Option<Mistake> {
    let Parts {
        appkey,
        timestamp,
        nonce,
    } = parts;
    let canonical = parts.canonical();
    let orders = [
        [appkey, nonce, timestamp],
        [timestamp, appkey, nonce],
        [timestamp, nonce, appkey],
        [nonce, appkey, timestamp],
        [nonce, timestamp, appkey],
    ];
    let separators = ["\n", "&", ",", ":", "|", "-", "_", ".", " ", ";", "+"];
    let number = nonce.trim_start_matches('0');
    let number = if number.is_empty() { "0" } else { number };
    let mut texts: Vec<_> = orders
        .map(|[a, b, c]| (MistakeKind::Order, format!("{a}{b}{c}")))
        .into();
    texts.push((
        MistakeKind::NonceWithoutZeros,
        format!("{appkey}{timestamp}{number}"),
    ));
    texts.extend(separators.map(|between| {
        let text = format!("{appkey}{between}{timestamp}{between}{nonce}");
        (MistakeKind::Separator, text)
    }));
    texts.extend(
        [(appkey, timestamp), (appkey, nonce), (timestamp, nonce)]
            .map(|(a, b)| (MistakeKind::PartMissing, format!("{a}{b}"))),
    );
    let path = surroundings.path;
    let body = String::from_utf8_lossy(surroundings.body);
    for (kind, more) in [
        (MistakeKind::PathSigned, path),
        (MistakeKind::BodySigned, &body),
    ] {
        if !more.is_empty() {
            texts.push((kind, format!("{canonical}{more}")));
            texts.push((kind, format!("{more}{canonical}")));
        }
    }
    texts.push((MistakeKind::BodySigned, format!("{path}{canonical}{body}")));
    texts.push((MistakeKind::BodySigned, format!("{canonical}{path}{body}")));
    texts
        .into_iter()
        .filter(|(_, text)| *text != canonical)
        .find(|(_, text)| is_mac(secret, text.as_bytes(), tag))
        .map(|(kind, text)| mistake(kind, &text, &canonical))
}

/// The right text, and another key or another way to use it.
fn wrong_key(
    secret: &[u8],
    canonical: &str,
    others: &[Credentials],
    tag: &[u8; TAG_LENGTH],
) -> Option<Mistake> {
    let message = canonical.as_bytes();
    let around: [(&[u8], &[u8]); 7] = [
        (b"", b"\n"),
        (b"", b"\r\n"),
        (b"", b" "),
        (b" ", b""),
        (b"\"", b"\""),
        (b"'", b"'"),
        (b"", b"\0"),
    ];
    let padded = |(before, after): (&[u8], &[u8])| Zeroizing::new([before, secret, after].concat());
    let hashed = |first: &[u8], second: &[u8]| {
        let hash: [u8; TAG_LENGTH] = Sha256::new()
            .chain_update(first)
            .chain_update(second)
            .finalize()
            .into();
        all_equal(&hash, tag)
    };
    let kind = if around
        .into_iter()
        .any(|pair| is_mac(&padded(pair), message, tag))
    {
        MistakeKind::PaddedSecret
    } else if STANDARD
        .decode(secret)
        .is_ok_and(|key| is_mac(&Zeroizing::new(key), message, tag))
    {
        MistakeKind::DecodedSecret
    } else if others
        .iter()
        .any(|other| is_mac(other.expose_secret_key().as_bytes(), message, tag))
    {
        MistakeKind::OtherSecret
    } else if is_mac(message, secret, tag) {
        MistakeKind::KeyAndMessageSwapped
    } else if hashed(secret, message) || hashed(message, secret) {
        MistakeKind::PlainHash
    } else {
        return None;
    };
    Some(Mistake {
        kind,
        signed: None,
        differs_at: None,
    })
}

/// The time was taken twice, or in milliseconds: of the latter only the last three digits are unknown.
fn wrong_second(secret: &[u8], parts: &Parts, tag: &[u8; TAG_LENGTH]) -> Option<Mistake> {
    const OFF: u64 = 10;
    let Parts {
        appkey,
        timestamp,
        nonce,
    } = parts;
    let canonical = parts.canonical();
    let seconds: u64 = timestamp.parse().ok()?;
    let near = seconds.saturating_sub(OFF)..=seconds.saturating_add(OFF);
    let others = near.filter(|near| *near != seconds).map(|near| {
        (
            MistakeKind::OtherTimestamp,
            format!("{appkey}{near}{nonce}"),
        )
    });
    let millis = (0..1000).map(|millis| {
        let text = format!("{appkey}{timestamp}{millis:03}{nonce}");
        (MistakeKind::Milliseconds, text)
    });
    others
        .chain(millis)
        .find(|(_, text)| is_mac(secret, text.as_bytes(), tag))
        .map(|(kind, text)| mistake(kind, &text, &canonical))
}

fn mistake(kind: MistakeKind, signed: &str, canonical: &str) -> Mistake {
    const SHOWN: usize = 256;
    let pairs = signed.chars().zip(canonical.chars());
    let same = pairs
        .take_while(|(signed, canonical)| signed == canonical)
        .count();
    // A body may hold anything, a password too.
    let is_shown = kind != MistakeKind::BodySigned && signed.len() <= SHOWN;
    Mistake {
        kind,
        signed: is_shown.then(|| signed.to_owned()),
        differs_at: Some(same + 1),
    }
}

/// Whether this is the HMAC-SHA256 of a message under a key.
fn is_mac(key: &[u8], message: &[u8], tag: &[u8; TAG_LENGTH]) -> bool {
    let mac = Hmac::<Sha256>::new_from_slice(key);
    mac.is_ok_and(|mac| mac.chain_update(message).verify(tag.into()).is_ok())
}

/// Compares all bytes, wherever the first difference is.
fn all_equal(one: &[u8; TAG_LENGTH], other: &[u8; TAG_LENGTH]) -> bool {
    one.iter()
        .zip(other)
        .fold(0, |differing, (one, other)| differing | (one ^ other))
        == 0
}
