//! What the server does decides what a call's error says became of it, for every operation.

mod scripted_server;

use std::time::Duration;

use m7::{Error, ErrorKind, Outcome, Sip};
use scripted_server::{Answer, ScriptedServer, html, json, reply};

const SIP_ID: &str = "605aeef6b3cf63101b8f7fd4";

/// What is done, what that means, and how it is described.
type Row = (Answer, ErrorKind, Outcome, &'static str);

fn rows() -> Vec<Row> {
    use Answer::{Bytes, BytesThenReset, BytesThenSilence};
    use ErrorKind as Kind;

    let refused = r#"{"success":false,"code":"409","message":"exists","data":""}"#;
    let done_badly = r#"{"success":true,"code":"200","message":"requestSuccess","data":"soon"}"#;
    vec![
        // Something read and nothing said.
        (
            BytesThenReset(Vec::new()),
            Kind::Interrupted,
            Outcome::Ambiguous,
            "broke before all of the reply",
        ),
        (
            Bytes(Vec::new()),
            Kind::Interrupted,
            Outcome::Ambiguous,
            "broke before all of the reply",
        ),
        (
            BytesThenSilence(Vec::new()),
            Kind::Timeout,
            Outcome::Ambiguous,
            "no whole reply arrived within 400ms",
        ),
        // A reply that stops in the middle.
        (
            Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{\"success\":true".to_vec()),
            Kind::Interrupted,
            Outcome::Ambiguous,
            "broke before all of the reply",
        ),
        (
            BytesThenSilence(
                b"HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{\"success\":false".to_vec(),
            ),
            Kind::Timeout,
            Outcome::Ambiguous,
            "no whole reply",
        ),
        (
            Bytes(b"HTTP/1.1 429 Slow\r\ncontent-length: 60\r\n\r\n{\"suc".to_vec()),
            Kind::RateLimited,
            Outcome::Rejected,
            "broke before all of the reply",
        ),
        // A status of success and a body that doesn't say what became of it.
        (
            Bytes(html(200)),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is HTML",
        ),
        (
            Bytes(json(200, "")),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is an empty body",
        ),
        (
            Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is an empty body",
        ),
        (
            Bytes(json(200, r#"{"success":true,"data":{"sip"#)),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is JSON that is cut off",
        ),
        (
            Bytes(json(200, r#"{"success":"true"}"#)),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is JSON without a readable `success`",
        ),
        (
            Bytes(reply(200, "text/plain", "OK")),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is something that isn't JSON",
        ),
        // It was done, and the reply is of no use.
        (
            Bytes(json(200, done_badly)),
            Kind::InvalidReply,
            Outcome::Applied,
            "the server did it, but its reply isn't what the contract says",
        ),
        (
            Bytes(json(200, r#"{"success":true,"code":"200","message":""}"#)),
            Kind::InvalidReply,
            Outcome::Applied,
            "the server did it, but its reply has no data",
        ),
        // It was refused.
        (
            Bytes(json(200, refused)),
            Kind::Conflict,
            Outcome::Rejected,
            "refused it: exists",
        ),
        (
            Bytes(json(409, refused)),
            Kind::Conflict,
            Outcome::Rejected,
            "refused it: exists",
        ),
        (
            Bytes(json(200, r#"{"success":false}"#)),
            Kind::Rejected,
            Outcome::Rejected,
            "refused it (HTTP 200)",
        ),
        (
            Bytes(json(
                200,
                r#"{"success":false,"code":[4],"message":null,"data":7}"#,
            )),
            Kind::Rejected,
            Outcome::Rejected,
            "refused it (code [4], HTTP 200)",
        ),
        (
            Bytes(json(403, r#"{"data":"","message":"no","success":false}"#)),
            Kind::Authentication,
            Outcome::Rejected,
            "refused it: no (HTTP 403)",
        ),
        // It failed, or somebody on the way did.
        (
            Bytes(html(502)),
            Kind::Server,
            Outcome::Ambiguous,
            "failed, with HTML",
        ),
        (
            Bytes(b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n".to_vec()),
            Kind::Server,
            Outcome::Ambiguous,
            "failed, with an empty body (HTTP 503)",
        ),
        (
            Bytes(json(500, refused)),
            Kind::Server,
            Outcome::Ambiguous,
            "failed: exists",
        ),
        (
            Bytes(json(
                200,
                r#"{"success":false,"code":"504","message":"no answer"}"#,
            )),
            Kind::Server,
            Outcome::Ambiguous,
            "failed: no answer (code 504, HTTP 200)",
        ),
        (
            Bytes(json(500, r#"{"success":true,"data":{"sipId":"x"}}"#)),
            Kind::Server,
            Outcome::Ambiguous,
            "failed, with",
        ),
        (
            Bytes(html(400)),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is HTML",
        ),
        (
            Bytes(html(401)),
            Kind::Authentication,
            Outcome::Rejected,
            "is HTML",
        ),
        (
            Bytes(html(403)),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is HTML",
        ),
        // Not `NotFound`, which would say that there is no such SIP number.
        (
            Bytes(html(404)),
            Kind::InvalidReply,
            Outcome::Rejected,
            "is HTML",
        ),
        (
            Bytes(html(407)),
            Kind::InvalidReply,
            Outcome::Rejected,
            "a proxy on the way",
        ),
        (
            Bytes(html(408)),
            Kind::InvalidReply,
            Outcome::Ambiguous,
            "is HTML",
        ),
        (
            Bytes(html(429)),
            Kind::RateLimited,
            Outcome::Rejected,
            "is HTML",
        ),
        (
            Bytes(html(302)),
            Kind::Redirect,
            Outcome::Ambiguous,
            "isn't followed",
        ),
        (
            Bytes(html(308)),
            Kind::Redirect,
            Outcome::Rejected,
            "isn't followed",
        ),
    ]
}

#[tokio::test]
async fn every_failure_has_its_outcome_whatever_the_operation() {
    for (answer, kind, outcome, what) in rows() {
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
