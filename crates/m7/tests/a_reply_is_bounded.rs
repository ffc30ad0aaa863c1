//! A reply that is longer than the limit is given up, whether it announces its length or not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use m7::{Error, ErrorKind, Outcome};
use scripted_server::{Answer, ScriptedServer};

const MIB: usize = 1024 * 1024;

async fn flooded(length: &str, bytes: usize, limit: Option<u64>) -> (Error, usize) {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{length}\r\n");
    let server = ScriptedServer::answering(Answer::Flood { head, bytes }).await;
    let builder = server.builder();
    let builder = match limit {
        Some(limit) => builder.body_limit(limit),
        None => builder,
    };
    let error = builder
        .build()
        .unwrap()
        .sip()
        .create("2004", "pass-word")
        .await
        .unwrap_err();
    // What the network's buffers hold counts as taken, so the figure is an upper bound.
    (error, server.flooded())
}

fn assert_too_large(error: &Error, limit: u64) {
    assert_eq!(error.kind(), ErrorKind::InvalidReply);
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(
        error.to_string(),
        format!(
            "sip_create 2004: the reply is longer than {limit} bytes, the limit that is set (HTTP 200)"
        )
    );
}

#[tokio::test]
async fn a_hundred_megabytes_are_refused_by_default() {
    let bytes = 100_000_000;
    let (error, taken) = flooded("", bytes, None).await;
    assert_too_large(&error, 64 * 1024 * 1024);
    assert!(taken < 80 * MIB, "{taken} bytes were taken");
    assert!(error.body().unwrap().len() <= 8 * 1024 + 3);
}

#[tokio::test]
async fn what_is_announced_as_too_long_is_not_read() {
    let bytes = 100_000_000;
    let (error, taken) = flooded(&format!("content-length: {bytes}\r\n"), bytes, None).await;
    assert_too_large(&error, 64 * 1024 * 1024);
    assert!(taken < 16 * MIB, "{taken} bytes were taken");
    assert_eq!(error.body(), None);
}

#[tokio::test]
async fn the_limit_can_be_set() {
    let (error, taken) = flooded("", 50_000_000, Some(4096)).await;
    assert_too_large(&error, 4096);
    assert!(taken < 16 * MIB, "{taken} bytes were taken");
}

#[tokio::test]
async fn a_reply_of_exactly_the_limit_is_read() {
    // Blanks are no JSON, so this error shows that the body was read to its end.
    let (error, _) = flooded("content-length: 4096\r\n", 4096, Some(4096)).await;
    assert!(
        error.to_string().contains("the reply is an empty body"),
        "{error}"
    );
}
