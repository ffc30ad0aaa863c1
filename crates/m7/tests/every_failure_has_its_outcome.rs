//! What the server does decides what a call's error says became of it, for every operation.

mod scripted_server;

use std::time::Duration;

use m7::ErrorKind as Kind;
use m7::Outcome::{Ambiguous, Applied, Rejected};
use m7::{Error, ErrorKind, Outcome, Sip};
use scripted_server::Answer::{Bytes, BytesThenReset, BytesThenSilence};
use scripted_server::{Answer, ScriptedServer, html, json, reply};

const SIP_ID: &str = "605aeef6b3cf63101b8f7fd4";

/// What is done, what that means, and how it is described.
type Row = (Answer, ErrorKind, Outcome, &'static str);

/// The request is read, and nothing is said.
fn silence() -> Vec<Row> {
    let broke = "broke before all of the reply";
    vec![
        (
            BytesThenReset(Vec::new()),
            Kind::Interrupted,
            Ambiguous,
            broke,
        ),
        (Bytes(Vec::new()), Kind::Interrupted, Ambiguous, broke),
        (
            BytesThenSilence(Vec::new()),
            Kind::Timeout,
            Ambiguous,
            "no whole reply arrived within 400ms",
        ),
    ]
}

/// The reply stops in the middle.
fn half_a_reply() -> Vec<Row> {
    let half = |status: u16, body: &str| {
        format!("HTTP/1.1 {status} X\r\ncontent-length: 60\r\n\r\n{body}").into_bytes()
    };
    let broke = "broke before all of the reply";
    vec![
        (
            Bytes(half(200, r#"{"success":true"#)),
            Kind::Interrupted,
            Ambiguous,
            broke,
        ),
        (
            BytesThenReset(half(200, r#"{"success":false"#)),
            Kind::Interrupted,
            Ambiguous,
            broke,
        ),
        (
            BytesThenSilence(half(200, r#"{"success":false"#)),
            Kind::Timeout,
            Ambiguous,
            "no whole reply",
        ),
        (Bytes(half(502, "<html>")), Kind::Server, Ambiguous, broke),
        // This status says by itself that nothing was done.
        (
            Bytes(half(429, r#"{"suc"#)),
            Kind::RateLimited,
            Rejected,
            broke,
        ),
    ]
}

/// A status of success, and a body that doesn't say what became of it.
fn unreadable() -> Vec<Row> {
    let no_content = b"HTTP/1.1 204 No Content\r\n\r\n".to_vec();
    [
        (html(200), "is HTML"),
        (json(200, ""), "is an empty body"),
        (no_content, "is an empty body"),
        (
            json(200, r#"{"success":true,"data":{"sip"#),
            "is JSON that is cut off",
        ),
        (
            json(200, r#"{"success":"true"}"#),
            "is JSON without a readable `success`",
        ),
        (
            json(200, r#"{"code":"200"}"#),
            "is JSON without a readable `success`",
        ),
        (
            reply(200, "text/plain", "OK"),
            "is something that isn't JSON",
        ),
    ]
    .map(|(bytes, what)| (Bytes(bytes), Kind::InvalidReply, Ambiguous, what))
    .into()
}

/// It was done, and the reply is of no use.
fn done_badly() -> Vec<Row> {
    [
        (
            r#"{"success":true,"data":"soon"}"#,
            "but its reply isn't what the contract says: its `data` is a string",
        ),
        (
            r#"{"success":true,"data":null}"#,
            "but its reply isn't what the contract says: it has no `data`",
        ),
        (
            r#"{"success":true,"code":"200","message":""}"#,
            "but its reply isn't what the contract says: it has no `data`",
        ),
        (
            r#"{"success":true,"code":{},"data":7}"#,
            "but its reply isn't what the contract says: its `data` is a number",
        ),
    ]
    .map(|(body, what)| (Bytes(json(200, body)), Kind::InvalidReply, Applied, what))
    .into()
}

/// The server says `success: false`.
fn refused() -> Vec<Row> {
    let exists = r#"{"success":false,"code":"409","message":"exists","data":""}"#;
    let bare = r#"{"success":false}"#;
    let odd = r#"{"success":false,"code":[4],"message":null,"data":7}"#;
    let late = r#"{"data":"","message":"no","success":false}"#;
    let no_answer = r#"{"success":false,"code":"504","message":"no answer"}"#;
    let broken = r#"{"success":false,"code":500,"message":"system error"}"#;
    let late_answer = r#"{"success":false,"code":"408","message":"timeout"}"#;
    let marked = "\u{feff}{\"success\":false,\"message\":\"no\"}";
    vec![
        (
            Bytes(json(200, marked)),
            Kind::Rejected,
            Rejected,
            "refused it: no (HTTP 200)",
        ),
        (
            Bytes(json(200, exists)),
            Kind::Conflict,
            Rejected,
            "refused it: exists (code 409, HTTP 200)",
        ),
        (
            Bytes(json(409, exists)),
            Kind::Conflict,
            Rejected,
            "refused it: exists (code 409, HTTP 409)",
        ),
        (
            Bytes(json(200, bare)),
            Kind::Rejected,
            Rejected,
            "refused it (HTTP 200)",
        ),
        (
            Bytes(json(200, odd)),
            Kind::Rejected,
            Rejected,
            "refused it (code [4], HTTP 200)",
        ),
        (
            Bytes(json(403, late)),
            Kind::Authentication,
            Rejected,
            "refused it: no (HTTP 403)",
        ),
        (
            Bytes(json(500, exists)),
            Kind::Server,
            Ambiguous,
            "failed: exists",
        ),
        (
            Bytes(json(200, no_answer)),
            Kind::Server,
            Ambiguous,
            "failed: no answer (code 504, HTTP 200)",
        ),
        (
            Bytes(json(200, broken)),
            Kind::Server,
            Ambiguous,
            "failed: system error (code 500, HTTP 200)",
        ),
        (
            Bytes(json(200, late_answer)),
            Kind::Server,
            Ambiguous,
            "failed: timeout (code 408, HTTP 200)",
        ),
    ]
}

/// The server, or somebody on the way to it, says so by its status alone.
fn by_status() -> Vec<Row> {
    let busy = b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n".to_vec();
    let contradiction = json(500, r#"{"success":true,"data":{"sipId":"x"}}"#);
    let found_and_not = json(404, r#"{"success":true,"data":{"sipId":"x"}}"#);
    vec![
        (
            Bytes(html(502)),
            Kind::Server,
            Ambiguous,
            "failed, with HTML",
        ),
        (
            Bytes(busy),
            Kind::Server,
            Ambiguous,
            "failed, with an empty body (HTTP 503)",
        ),
        (
            Bytes(contradiction),
            Kind::Server,
            Ambiguous,
            "its status says otherwise",
        ),
        (
            Bytes(found_and_not),
            Kind::InvalidReply,
            Ambiguous,
            "its status says otherwise (HTTP 404)",
        ),
        (Bytes(html(400)), Kind::InvalidReply, Ambiguous, "is HTML"),
        (Bytes(html(401)), Kind::Authentication, Rejected, "is HTML"),
        (Bytes(html(403)), Kind::InvalidReply, Ambiguous, "is HTML"),
        // Not `NotFound`, which would say that there is no such SIP number.
        (Bytes(html(404)), Kind::InvalidReply, Rejected, "is HTML"),
        (
            Bytes(html(407)),
            Kind::InvalidReply,
            Rejected,
            "a proxy on the way",
        ),
        (Bytes(html(408)), Kind::InvalidReply, Ambiguous, "is HTML"),
        (Bytes(html(429)), Kind::RateLimited, Rejected, "is HTML"),
        (
            Bytes(html(302)),
            Kind::Redirect,
            Ambiguous,
            "isn't followed",
        ),
        (Bytes(html(308)), Kind::Redirect, Rejected, "isn't followed"),
    ]
}

#[tokio::test]
async fn every_failure_has_its_outcome_whatever_the_operation() {
    let rows = [
        silence(),
        half_a_reply(),
        unreadable(),
        done_badly(),
        refused(),
        by_status(),
    ];
    for (answer, kind, outcome, what) in rows.into_iter().flatten() {
        let server = ScriptedServer::answering(answer.clone()).await;
        let m7 = server.client();
        for error in errors(&m7.sip()).await {
            let told = format!("{answer:?}: {error}");
            assert_eq!(error.kind(), kind, "{told}");
            assert_eq!(error.outcome(), outcome, "{told}");
            assert!(error.to_string().contains(what), "{told}");
            assert_eq!(
                error.call().map(m7::CallReport::attempts),
                Some(1),
                "{told}"
            );
        }
        assert_eq!(
            server.seen().len(),
            4,
            "{answer:?} had something sent again"
        );
    }
}

/// The error of each operation.
async fn errors(sip: &Sip) -> [Error; 4] {
    let patience = Duration::from_millis(400);
    let error = [
        sip.list().timeout(patience).await.map(drop),
        sip.create("2004", "a-password")
            .timeout(patience)
            .await
            .map(drop),
        sip.update(SIP_ID)
            .number("2005")
            .timeout(patience)
            .await
            .map(drop),
        sip.delete(SIP_ID).timeout(patience).await.map(drop),
    ];
    error.map(Result::unwrap_err)
}
