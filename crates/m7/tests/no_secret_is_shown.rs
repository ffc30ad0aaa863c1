//! Whatever a server makes of what it was sent, nothing that this crate prints holds a password, a
//! secret key or a sign: no `Debug`, no `Display`, no source of an error, no trace.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use std::error::Error as _;
use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use m7::{Error, SipPassword};
use proptest::prelude::*;
use scripted_server::{Answer, ScriptedServer, Seen, html, json, reply};
use tracing_subscriber::fmt::MakeWriter;

/// The ways in which a server may send back what it was sent.
fn echoes(seen: &Seen, way: u8) -> Answer {
    let sign = header(seen, "m7-sign");
    // What the page shows: the body as JSON, and the headers beside it.
    let info = serde_json::json!({
        "requestId": "1c8eb9708c7511ebadd101dc5c1e7708",
        "body": serde_json::from_str::<serde_json::Value>(&seen.body).unwrap(),
        "headers": { "m7-sign": sign, "m7-nonce": header(seen, "m7-nonce") },
    });
    let password = info["body"]["password"].as_str().unwrap_or_default();
    let refusal = |message: &str| {
        serde_json::json!({
            "success": false, "code": password, "message": message, "data": "", "requestInfo": info,
        })
        .to_string()
    };
    match way {
        0 => Answer::Bytes(json(200, &refusal("no"))),
        1 => Answer::Bytes(json(500, &refusal(&format!("{password} isn't {sign}")))),
        2 => Answer::Bytes(json(200, &refusal(&seen.body))),
        3 => Answer::Bytes(json(
            200,
            &serde_json::json!({
                "success": true, "data": { "sipId": [seen.body] }, "requestInfo": info,
            })
            .to_string(),
        )),
        4 => Answer::Bytes(json(
            200,
            &serde_json::json!({ "success": true, "data": { "sipId": "a" }, "requestInfo": info })
                .to_string(),
        )),
        5 => Answer::Bytes(reply(
            502,
            "text/html",
            &format!("<pre>{}\n{}</pre>", seen.head, seen.body),
        )),
        6 => Answer::BytesThenReset(
            format!(
                "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{}",
                seen.body
            )
            .into(),
        ),
        7 => Answer::Bytes(
            format!(
                "HTTP/1.1 302 Found\r\nlocation: /login/{password}?p={password}\r\nm7-sign: {sign}\r\n\
                 content-length: 0\r\n\r\n"
            )
            .into(),
        ),
        8 => Answer::BytesThenSilence(format!("HTTP/1.1 200 OK\r\nx-echo: {sign}\r\n").into()),
        // Not HTTP at all.
        9 => Answer::Bytes(seen.body.clone().into_bytes()),
        // As servers in other languages spell what they quote.
        10..=13 => {
            let encode = ENCODINGS[usize::from(way - 10)];
            let quoted = format!("pin: {}, key: {}", encode(password), encode(&sign));
            Answer::Bytes(reply(
                200,
                "application/json",
                &format!(
                    r#"{{"success":false,"message":{}}}"#,
                    ascii_json(&format!("no: {quoted}"))
                ),
            ))
        }
        14..=17 => {
            let encode = ENCODINGS[usize::from(way - 14)];
            Answer::Bytes(reply(
                500,
                "text/html",
                &format!("<p>{} / {}</p>", encode(password), encode(&sign)),
            ))
        }
        _ => Answer::Bytes(html(200)),
    }
}

const WAYS: u8 = 18;

const ENCODINGS: [fn(&str) -> String; 4] = [in_a_url, in_a_form, in_html, ascii_json];

/// `%C3%A4`, in upper case, as RFC 3986 §2.1 recommends.
fn in_a_url(text: &str) -> String {
    percent(text, |byte| format!("%{byte:02X}"))
}

/// `%c3%a4`, and `+` for a space.
fn in_a_form(text: &str) -> String {
    percent(text, |byte| format!("%{byte:02x}")).replace("%20", "+")
}

fn percent(text: &str, encode: impl Fn(u8) -> String) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            byte => encode(byte),
        })
        .collect()
}

/// As Go's templates do, and with all that isn't ASCII as numbers.
fn in_html(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&#34;".to_owned(),
            '\'' => "&#39;".to_owned(),
            c if c.is_ascii() => c.to_string(),
            c => format!("&#x{:X};", u32::from(c)),
        })
        .collect()
}

/// As PHP does.
fn ascii_json(text: &str) -> String {
    let inner: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' | '/' => format!("\\{c}"),
            c if c.is_ascii() => c.to_string(),
            c => {
                let units = c.encode_utf16(&mut [0; 2]).to_vec();
                let escape = |unit| format!("\\u{unit:04x}");
                units.into_iter().map(escape).collect()
            }
        })
        .collect();
    format!("\"{inner}\"")
}

fn header(seen: &Seen, name: &str) -> String {
    seen.head
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .unwrap()
        .to_owned()
}

proptest! {
    // Each case makes some eighty calls over connections of its own.
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn no_secret_is_shown(
        // Visible, so that it may stand in a header, and long enough not to be there by chance.
        password in "pw-[!-~ äß号😀\"/+&']{8,24}[!-~ä]",
        secret_key in "sk-[!-~]{8,24}",
    ) {
        let shown = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(all_that_is_shown(&password, &secret_key));
        for (secret, text) in shown {
            let quoted = [format!("{secret:?}"), format!("{:?}", format!("{secret:?}"))];
            let encoded = ENCODINGS.map(|encode| encode(&secret));
            let nested = ENCODINGS.map(|encode| ascii_json(&encode(&secret)));
            let forms = std::iter::once(secret).chain(quoted).chain(encoded).chain(nested);
            for form in forms {
                let form = form.trim_matches(['"', '\\']);
                let line = text.lines().find(|line| line.contains(form));
                prop_assert_eq!(line, None, "{} is shown", form);
            }
        }
    }
}

/// Each secret, beside everything that was printed in its presence.
async fn all_that_is_shown(password: &str, secret_key: &str) -> Vec<(String, String)> {
    let traces = Traces::install();
    traces.take();
    let mut texts = Vec::new();
    let mut signs = Vec::new();
    for way in 0..=WAYS {
        let server = ScriptedServer::start(move |seen| echoes(seen, way)).await;
        let builder = server.builder().secret_key(secret_key);
        texts.push(debug(&builder));
        let m7 = builder.build().unwrap();
        let sip = m7.sip();
        let patience = Duration::from_millis(150);
        let password = SipPassword::new(password);
        let create = sip.create("2004", password.clone()).timeout(patience);
        let update = sip.update("a").password(password).timeout(patience);
        let list = sip.list().timeout(patience);
        texts.extend([
            debug(&m7),
            debug(&sip),
            debug(&m7.raw()),
            debug(&create),
            debug(&update),
        ]);
        texts.push(result(create.await));
        texts.push(result(update.await));
        texts.push(result(list.await));
        texts.push(result(sip.delete("a").timeout(patience).await));
        signs.extend(server.seen().iter().map(|seen| header(seen, "m7-sign")));
    }
    texts.push(traces.take());
    let text = texts.join("\n");
    assert!(text.contains("[redacted]"), "nothing was redacted: {text}");
    assert!(text.contains("sip_create"), "nothing was traced: {text}");
    signs.extend([password.to_owned(), secret_key.to_owned()]);
    signs
        .into_iter()
        .map(|secret| (secret, text.clone()))
        .collect()
}

fn debug(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

fn result<T: Debug>(result: Result<T, Error>) -> String {
    let error = match result {
        Ok(reply) => return debug(&reply),
        Err(error) => error,
    };
    let mut texts = vec![
        debug(&error),
        error.to_string(),
        error.hint().into_owned(),
        error.body().unwrap_or_default().to_owned(),
        error.message().unwrap_or_default().to_owned(),
        error.code().unwrap_or_default().to_owned(),
    ];
    let mut source = error.source();
    while let Some(error) = source {
        texts.extend([error.to_string(), format!("{error:?}")]);
        source = error.source();
    }
    texts.join("\n")
}

/// Everything that is traced or logged in this process, at `TRACE`.
#[derive(Clone, Default)]
struct Traces(Arc<Mutex<Vec<u8>>>);

impl Traces {
    fn install() -> Self {
        static TRACES: std::sync::OnceLock<Traces> = std::sync::OnceLock::new();
        TRACES
            .get_or_init(|| {
                let traces = Self::default();
                // This takes in what is logged through the crate `log` too.
                tracing_subscriber::fmt()
                    .with_max_level(tracing::Level::TRACE)
                    .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
                    .with_writer(traces.clone())
                    .init();
                traces
            })
            .clone()
    }

    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Traces {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
