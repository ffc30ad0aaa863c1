//! Each effect has its time, a client may set it, and a call may have its own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use std::time::{Duration, Instant};

use m7::{Error, ErrorKind, Outcome, Timeouts};
use scripted_server::{Answer, ScriptedServer};

const SHORT: Duration = Duration::from_millis(100);
const SIP_ID: &str = "605aeef6b3cf63101b8f7fd4";

/// Makes the call, and asserts that it timed out after `time`.
async fn assert_times_out<T: std::fmt::Debug>(
    call: impl IntoFuture<Output = Result<T, Error>>,
    time: Duration,
) {
    let started = Instant::now();
    let error = call.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_timeout());
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(
        error.to_string().contains(&format!("within {time:?}")),
        "{error}"
    );
    assert!(started.elapsed() >= time, "{:?}", started.elapsed());
    assert!(
        started.elapsed() < time + Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn each_effect_has_its_time() {
    let server = ScriptedServer::answering(Answer::BytesThenSilence(Vec::new())).await;
    let m7 = server
        .builder()
        .timeouts(
            Timeouts::default()
                .with_read(SHORT)
                .with_create(2 * SHORT)
                .with_replace(3 * SHORT)
                .with_remove(4 * SHORT),
        )
        .build()
        .unwrap();
    let sip = m7.sip();
    assert_times_out(sip.list(), SHORT).await;
    assert_times_out(sip.get("2004"), SHORT).await;
    assert_times_out(sip.create("2004", "a-password"), 2 * SHORT).await;
    assert_times_out(sip.update(SIP_ID).number("2005"), 3 * SHORT).await;
    assert_times_out(sip.bind(SIP_ID, "agent"), 3 * SHORT).await;
    assert_times_out(sip.unbind(SIP_ID), 3 * SHORT).await;
    assert_times_out(sip.delete(SIP_ID), 4 * SHORT).await;
}

#[tokio::test]
async fn a_call_may_have_its_own() {
    let server = ScriptedServer::answering(Answer::BytesThenSilence(Vec::new())).await;
    let m7 = server.client();
    assert_times_out(m7.sip().delete(SIP_ID).timeout(SHORT), SHORT).await;
}

#[tokio::test]
async fn a_reply_that_trickles_does_not_outlast_it() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"success\":".to_vec();
    let server = ScriptedServer::answering(Answer::BytesThenSilence(head)).await;
    let m7 = server.client();
    assert_times_out(m7.sip().list().timeout(SHORT), SHORT).await;
}
