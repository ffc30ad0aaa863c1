//! Whatever a server makes of what it was sent, nothing that this crate prints holds a password, a
//! secret key or a sign: no `Debug`, no `Display`, no source of an error, no trace.

use std::time::Duration;

use m7::{RetryPolicy, SipPassword};
use proptest::prelude::*;

use crate::printed::{Traces, debug, result};
use crate::scanner::{ENCODINGS, ascii_json, find};
use crate::scripted_server::{Answer, ScriptedServer, Seen, html, json, reply};

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
    fn nothing_that_a_server_echoes(
        // Visible, so that it may stand in a header, and long enough not to be there by chance.
        password in "pw-[!-~ äß号😀\"/+&']{8,24}[!-~ä]",
        secret_key in "sk-[!-~]{8,24}",
    ) {
        let shown = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(all_that_is_shown(&password, &secret_key));
        prop_assert_eq!(find(&shown.text, &shown.secrets), None);
    }
}

/// Everything that was printed, and the secrets that were there.
struct Shown {
    text: String,
    secrets: Vec<String>,
}

async fn all_that_is_shown(password: &str, secret_key: &str) -> Shown {
    let traces = Traces::listen();
    let mut texts = Vec::new();
    let mut signs = Vec::new();
    for way in 0..=WAYS {
        let server = ScriptedServer::start(move |seen| echoes(seen, way)).await;
        let builder = server.builder().secret_key(secret_key).retry(
            RetryPolicy::default()
                .with_base(Duration::from_millis(1))
                .with_max_attempts(2),
        );
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
    Shown {
        text,
        secrets: signs,
    }
}
