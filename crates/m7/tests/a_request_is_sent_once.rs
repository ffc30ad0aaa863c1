//! Nothing below the caller sends a request again, nor sends it elsewhere.

mod scripted_server;

use std::collections::HashSet;
use std::time::Duration;

use m7::{ErrorKind, Outcome};
use scripted_server::{Answer, ScriptedServer, json};

#[tokio::test]
async fn a_broken_connection_does_not_repeat_it() {
    for answer in [
        Answer::BytesThenReset(Vec::new()),
        Answer::Bytes(Vec::new()),
    ] {
        let server = ScriptedServer::answering(answer).await;
        server
            .client()
            .sip()
            .create("2004", "a-password")
            .await
            .unwrap_err();
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_broken_connection_that_was_used_before_does_not_repeat_it() -> Result<(), m7::Error> {
    let server = ScriptedServer::start(|request| {
        if request.head.starts_with("POST /openapi/v1/call/sip/list") {
            Answer::KeepAlive(json(200, r#"{"success":true,"data":[]}"#))
        } else {
            Answer::Bytes(Vec::new())
        }
    })
    .await;
    let m7 = server.client();
    m7.sip().list().await?;
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.seen().len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_costs_nothing() -> Result<(), m7::Error> {
    let answer = Answer::Bytes(json(200, r#"{"success":true,"data":[]}"#));
    let server = ScriptedServer::answering(answer).await;
    let m7 = server.client();
    for _ in 0..3 {
        m7.sip().list().await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(server.seen().len(), 3);
    Ok(())
}

#[tokio::test]
async fn a_redirect_is_refused_with_where_it_leads() {
    let elsewhere = ScriptedServer::answering(Answer::Bytes(json(200, "{}"))).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/login?token=hunter2", elsewhere.base_url());
        let server = ScriptedServer::answering(Answer::Bytes(
            format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n")
                .into(),
        ))
        .await;
        let error = server
            .client()
            .sip()
            .create("2004", "a-password")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert_eq!(
            error.to_string(),
            format!(
                "sip_create 2004: the server redirected it to {}, which isn't followed (HTTP {status})",
                elsewhere.base_url()
            )
        );
        assert!(error.hint().contains("base URL"), "{}", error.hint());
        assert_eq!(server.seen().len(), 1);
    }
    assert_eq!(elsewhere.seen().len(), 0);
}

#[tokio::test]
async fn a_server_that_wants_it_later_does_not_get_it_later() {
    let server = ScriptedServer::answering(Answer::Bytes(
        b"HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n".to_vec(),
    ))
    .await;
    server.client().sip().list().await.unwrap_err();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn every_request_has_a_sign_of_its_own_and_no_other_header_than_needed() {
    let server = ScriptedServer::answering(Answer::KeepAlive(json(
        200,
        r#"{"success":true,"data":[]}"#,
    )))
    .await;
    let m7 = server.client();
    for _ in 0..50 {
        m7.sip().list().await.unwrap();
    }
    let mut signs = HashSet::new();
    for request in server.seen() {
        let mut lines = request.head.lines();
        assert_eq!(
            lines.next(),
            Some("POST /openapi/v1/call/sip/list HTTP/1.1")
        );
        let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(": ")).collect();
        let mut names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "accept",
                "content-length",
                "content-type",
                "host",
                "m7-appkey",
                "m7-nonce",
                "m7-sign",
                "m7-timestamp",
                "user-agent",
            ]
        );
        let sign = headers
            .iter()
            .find(|(name, _)| *name == "m7-sign")
            .unwrap()
            .1;
        assert!(signs.insert(sign.to_owned()), "a sign was used twice");
    }
    assert_eq!(signs.len(), 50);
}
