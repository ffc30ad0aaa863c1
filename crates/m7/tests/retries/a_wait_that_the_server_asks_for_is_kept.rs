use std::time::{Duration, Instant, SystemTime};

use m7_sandbox::{Fault, FaultBody, Moment};

use crate::scripted_server::{Answer, ScriptedServer, json};
use crate::{arrived, faulty, first, quick};

fn asking(code: u16, seconds: u32) -> Fault {
    Fault::Status {
        code,
        when: Moment::BeforeCommit,
        body: FaultBody::Envelope,
        retry_after_seconds: Some(seconds),
    }
}

#[tokio::test]
async fn in_seconds() {
    for code in [429, 503] {
        let (m7, sandbox) = faulty(first(1, asking(code, 1)).operation("sip_delete")).await;
        let id = m7
            .sip()
            .create("2004", "a-password")
            .await
            .unwrap()
            .data
            .sip_id;
        let begun = Instant::now();
        let reply = m7.sip().delete(id).await.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1));
        assert_eq!(reply.call.attempts(), 2);
        assert_eq!(arrived(&sandbox), 3);
    }
}

#[tokio::test]
async fn until_a_date_by_the_server_s_own_clock() {
    let server = ScriptedServer::start(|_| {
        Answer::Bytes(
            b"HTTP/1.1 429 Slow\r\ndate: Thu, 04 Mar 2021 12:00:00 GMT\r\n\
              retry-after: Thu, 04 Mar 2021 12:30:00 GMT\r\ncontent-length: 0\r\n\r\n"
                .to_vec(),
        )
    })
    .await;
    let m7 = server.builder().retry(quick()).build().unwrap();
    let error = m7.sip().list().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1800)));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn until_a_date_by_this_clock_if_the_server_shows_none() {
    let soon = SystemTime::now() + Duration::from_secs(3600);
    let reply = format!(
        "HTTP/1.1 503 Busy\r\nretry-after: {}\r\ncontent-length: 0\r\n\r\n",
        httpdate::fmt_http_date(soon)
    );
    let server = ScriptedServer::answering(Answer::Bytes(reply.into_bytes())).await;
    let m7 = server.builder().retry(quick()).build().unwrap();
    let wait = m7.sip().list().await.unwrap_err().retry_after().unwrap();
    assert!(
        wait > Duration::from_secs(3500) && wait <= Duration::from_secs(3600),
        "{wait:?}"
    );
}

#[tokio::test]
async fn one_that_is_longer_than_the_deadline_is_told_at_once() {
    let (m7, sandbox) = faulty(first(9, asking(429, 60))).await;
    let begun = Instant::now();
    let error = m7
        .sip()
        .create("2004", "a-password")
        .deadline(Duration::from_secs(30))
        .await
        .unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert!(error.is_rate_limited());
    assert!(error.to_string().contains("the deadline of 30s"), "{error}");
    assert!(error.hint().contains("in 60 s"), "{}", error.hint());
    assert_eq!(arrived(&sandbox), 1);
}

#[tokio::test]
async fn a_success_that_asks_for_one_isn_t_kept_waiting() {
    let body = r#"{"success":true,"data":[]}"#;
    let reply = String::from_utf8(json(200, body)).unwrap();
    let reply = reply.replacen("\r\n", "\r\nretry-after: 3600\r\n", 1);
    let server = ScriptedServer::answering(Answer::Bytes(reply.into_bytes())).await;
    server.client().sip().list().await.unwrap();
}

#[tokio::test]
async fn it_is_no_advice_for_a_write_that_was_done() {
    let reply = String::from_utf8(json(200, r#"{"success":true,"data":7}"#)).unwrap();
    let reply = reply.replacen("\r\n", "\r\nretry-after: 9\r\n", 1);
    let server = ScriptedServer::answering(Answer::Bytes(reply.into_bytes())).await;
    let sip = server.client().sip();
    let error = sip.create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), m7::Outcome::Applied);
    assert!(
        error.hint().contains("don't send it again"),
        "{}",
        error.hint()
    );
    assert!(!error.hint().contains("in 9 s"), "{}", error.hint());
}
