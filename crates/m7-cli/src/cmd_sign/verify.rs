//! `m7 sign verify`: whether the sign of a captured request is right, and what is wrong otherwise.

use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use m7_auth::{Clock as _, Credentials, SystemClock, Timestamp, header};
use m7_envelope::redact::{redact, redact_value};
use serde::Serialize;

use crate::{
    captured::{self, Captured, MOST, MOST_OF_HAR, Nothing},
    cli::{Global, sign::VerifyArgs},
    connection,
    exit::Exit,
    failure::Failure,
    input,
    output::{Column, Row, or_dash},
    print,
    sign_verdict::{Verdict, When},
    times,
};

/// How much of a text from the capture is shown, in characters.
const SHOWN: usize = 200;

/// What is said of one request.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Told {
    request: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    appkey: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    verdict: &'static str,
    accepted: bool,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mistake: Option<String>,
    /// What is to be signed, where something else was.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    differs_at: Option<usize>,
    /// The timestamp minus the time that it is verified for.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<i64>,
}

impl Row for Told {
    const FIELDS: &'static [&'static str] = &[
        "request",
        "method",
        "path",
        "appkey",
        "timestamp",
        "nonce",
        "verdict",
        "accepted",
        "reason",
        "mistake",
        "message",
        "signed",
        "differsAt",
        "seconds",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("request", "REQUEST", |it| it.request.to_string()),
            Column::of("path", "PATH", |it| or_dash(it.path.as_ref())),
            Column::of("verdict", "VERDICT", |it| it.verdict.to_owned()),
            Column::of("reason", "REASON", |it| it.reason.clone()),
        ]
    }
}

pub(super) async fn run(args: VerifyArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let name = match &args.file {
        Some(path) if path != Path::new("-") => path.display().to_string(),
        _ => "stdin".to_owned(),
    };
    // First, so that nobody pastes a request for nothing.
    let (credentials, _) = connection::credentials_as(global, None).await?;
    let file = args.file.clone();
    let bytes = input::blocking(move || read(file)).await?;
    let (when, at) = match (args.at, args.ignore_time) {
        (_, true) => (When::Whenever, String::new()),
        (Some(at), false) => (When::At(at), shown_time(at)),
        (None, false) => (When::At(SystemClock.now()), "now".to_owned()),
    };
    // A big file takes a while, which can be interrupted.
    let (verdicts, told) = input::blocking(move || {
        let requests = captured::read(&bytes).map_err(|why| nothing(why, &name))?;
        let verdicts = requests.iter().zip(1..).map(|(captured, number)| {
            let verdict = Verdict::of(captured, &credentials, when);
            let told = tell(captured, &verdict, &credentials, number, &at);
            (verdict, told)
        });
        Ok(verdicts.unzip::<_, _, Vec<_>, Vec<_>>())
    })
    .await?;
    if printer.is_for_people() {
        told.iter().try_for_each(show)?;
    } else {
        printer.list(&told)?;
    }
    end(&verdicts)
}

/// Reads what there is, and a little more than may be, so that too much is seen to be.
fn read(file: Option<PathBuf>) -> Result<Vec<u8>, Failure> {
    let most = MOST_OF_HAR as u64 + 1;
    let mut bytes = Vec::new();
    if let Some(path) = file.filter(|path| path != Path::new("-")) {
        let name = path.display().to_string();
        let file = File::open(path)
            .map_err(|error| Failure::usage(format!("can't open {name}: {error}")))?;
        file.take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| input::failed(&name, &error))?;
    } else {
        if io::stdin().is_terminal() {
            print::note("paste the request, and end with Ctrl-D on a line of its own");
        }
        io::stdin()
            .lock()
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| input::failed("stdin", &error))?;
    }
    Ok(bytes)
}

fn nothing(why: Nothing, name: &str) -> Failure {
    match why {
        Nothing::Empty => Failure::usage(format!("{name} is empty")),
        Nothing::TooLong => Failure::usage(format!(
            "{name} is longer than {} MiB, or {} MiB for a HAR file",
            MOST / 1024 / 1024,
            MOST_OF_HAR / 1024 / 1024
        )),
        Nothing::NoRequest => Failure::usage(format!("{name} holds no request to the API")),
    }
    .hint(
        "give it the lines `m7-appkey: …`, `m7-nonce: …`, `m7-timestamp: …` and `m7-sign: …`, a curl \
         command, JSON with these headers, or a HAR file",
    )
}

fn tell(
    captured: &Captured,
    verdict: &Verdict,
    credentials: &Credentials,
    request: usize,
    at: &str,
) -> Told {
    // Somebody may have pasted the secret key anywhere.
    let hide = |text: &str| redact_value(text, credentials.expose_secret_key()).into_owned();
    let clean = |text: &str| shortened(&print::visible(&redact(&hide(text))));
    let header = |name| captured.header(name).map(clean);
    let wrong = match verdict {
        Verdict::Wrong(wrong) => Some(wrong),
        _ => None,
    };
    let signed = wrong.and_then(|wrong| wrong.signed.as_deref());
    let message = signed.map(|_| {
        let parts = [header::APPKEY, header::TIMESTAMP, header::NONCE];
        parts
            .map(|name| captured.header(name).unwrap_or_default())
            .concat()
    });
    Told {
        request,
        method: captured.method.as_deref().map(clean),
        path: captured.path().map(clean),
        appkey: header(header::APPKEY),
        timestamp: header(header::TIMESTAMP),
        nonce: header(header::NONCE),
        verdict: verdict.name(),
        accepted: matches!(verdict, Verdict::Right),
        reason: print::visible(&hide(&verdict.words(at))).into_owned(),
        mistake: wrong.map(|wrong| clean(&wrong.kind)),
        message: message.as_deref().map(clean),
        signed: signed.map(clean),
        differs_at: wrong.and_then(|wrong| wrong.differs_at),
        seconds: match verdict {
            Verdict::OutsideWindow { seconds } => Some(*seconds),
            _ => None,
        },
    }
}

fn show(told: &Told) -> Result<(), Failure> {
    if told.request > 1 {
        print::line("")?;
    }
    let words = [told.method.as_deref(), told.path.as_deref()];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    let request = format!("{} {}", told.request, words.join(" "));
    let time = told.timestamp.as_deref().map(|text| {
        let civil = |timestamp: Timestamp| {
            let seconds = timestamp.unix_seconds();
            format!(
                "  {} UTC, {} UTC+8",
                times::utc(seconds),
                times::utc8(seconds)
            )
        };
        let civil = text.parse().map(civil).unwrap_or_default();
        format!("{text}{civil}")
    });
    let lines = [
        ("request", Some(request.trim_end())),
        ("appkey", told.appkey.as_deref()),
        ("timestamp", time.as_deref()),
        ("nonce", told.nonce.as_deref()),
        ("to sign", told.message.as_deref()),
        ("signed", told.signed.as_deref()),
        ("verdict", Some(told.reason.as_str())),
    ];
    for (name, text) in lines {
        if let Some(text) = text {
            print::line(&format!("{name:9}  {text}"))?;
        }
    }
    Ok(())
}

/// How it ends, by all verdicts.
fn end(verdicts: &[Verdict]) -> Result<(), Failure> {
    let count = |is: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| is(verdict)).count();
    let wrong = count(|verdict| matches!(verdict, Verdict::Wrong(_)));
    let late = count(|verdict| matches!(verdict, Verdict::OutsideWindow { .. }));
    let unknown = count(|verdict| matches!(verdict, Verdict::Unverifiable { .. }));
    let all = verdicts.len();
    let of_all = |some: usize, one: &str, many: &str| match all {
        1 => one.to_owned(),
        _ => format!("{some} of {all} {many}"),
    };
    if wrong > 0 {
        return Err(Failure::of(
            Exit::Auth,
            of_all(
                wrong,
                "the request is signed wrong",
                "requests are signed wrong",
            ),
        )
        .hint("`m7 sign explain` shows how it is to be signed, step by step"));
    }
    if late > 0 {
        return Err(Failure::of(
            Exit::Auth,
            of_all(
                late,
                "the sign is right, but the request would be refused for its time",
                "requests are signed right, but would be refused for their time",
            ),
        )
        .hint("--at TIME verifies for another time, --ignore-time for any"));
    }
    if unknown > 0 {
        return Err(Failure::usage(of_all(
            unknown,
            "the request can't be verified",
            "requests can't be verified",
        ))
        .hint("capture what is sent, e.g. with `curl -v`, and keep the four headers as they are"));
    }
    Ok(())
}

fn shown_time(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    format!(
        "{} UTC",
        times::utc(since.unwrap_or(Duration::ZERO).as_secs())
    )
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "not-a-real-secret-4711";

    /// All that is said of what was captured, whatever it is.
    fn said(bytes: &[u8]) -> String {
        let credentials = Credentials::new("2000113", SECRET).unwrap();
        let requests = match captured::read(bytes) {
            Ok(requests) => requests,
            Err(why) => return nothing(why, "stdin").to_string(),
        };
        let mut said = String::new();
        for (captured, number) in requests.iter().zip(1..) {
            for when in [When::At(SystemTime::UNIX_EPOCH), When::Whenever] {
                let verdict = Verdict::of(captured, &credentials, when);
                let told = tell(captured, &verdict, &credentials, number, "now");
                said += &serde_json::to_string(&told).unwrap();
                let _ = end(&[verdict]).map_err(|failure| said += &failure.to_string());
            }
        }
        said
    }

    /// Pieces of which all forms are made, the secret key among them.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "curl ",
            "-H ",
            "--header=",
            "m7-appkey",
            "m7-nonce",
            "m7-timestamp",
            "m7-sign",
            ": ",
            "=",
            "2000113",
            "025513",
            "1616408549",
            "1616408549000",
            "ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=",
            SECRET,
            "'",
            "\"",
            "$'",
            "\\",
            "\n",
            "\r\n",
            " ",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "> ",
            "< ",
            "POST /openapi/v1/x HTTP/1.1",
            "http://a/openapi/v1/",
            "\"log\"",
            "\"entries\"",
            "\"request\"",
            "\"headers\"",
            "\"name\"",
            "\"value\"",
            "\"url\"",
            "\"seq\": 1",
            "\"refusal\"",
            "\"message\"",
            "[redacted]",
            "号",
            "\u{1b}[2J",
            "^",
            "$SIGN",
            "null",
            "-d ",
            "?password=",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_bytes_are_given_it_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            said(&bytes);
        }

        #[test]
        fn whatever_is_given_it_never_prints_the_secret(text in pieces()) {
            let said = said(text.as_bytes());
            prop_assert!(!said.contains(SECRET), "{}", said);
        }

        #[test]
        fn whatever_stands_in_a_header_it_never_prints_the_secret(
            name in prop::sample::select(vec!["m7-appkey", "m7-nonce", "m7-timestamp", "m7-sign"]),
            before in ".{0,3}", after in ".{0,3}",
        ) {
            for text in [
                format!("POST /openapi/{SECRET} HTTP/1.1\n{name}: {before}{SECRET}{after}\n"),
                format!("curl -H '{name}: {before}{SECRET}{after}' http://a/openapi/{SECRET}"),
                serde_json::json!({name: format!("{before}{SECRET}{after}"), "url": SECRET}).to_string(),
            ] {
                let said = said(text.as_bytes());
                prop_assert!(!said.contains(SECRET), "{}", said);
            }
        }
    }
}
