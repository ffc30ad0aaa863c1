//! Operation, what happened, the server's message, code, status and request id, and nothing that
//! another line says.

mod scripted_server;

use std::error::Error as _;

use m7::Client;
use scripted_server::{Answer, ScriptedServer, json};

#[tokio::test]
async fn a_refusal_names_all_there_is_to_know() {
    let body = r#"{"success":false,"code":1409,"message":"号码已存在","data":"",
        "requestInfo":{"requestId":"676ed0b08c7511ebadd101dc5c1e7708"}}"#;
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;
    let error = server
        .client()
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "sip_create 2004: the server refused it: 号码已存在 (code 1409, HTTP 200, request \
         676ed0b08c7511ebadd101dc5c1e7708)"
    );
    assert_eq!(error.operation(), Some("sip_create"));
    assert_eq!(error.subject(), Some("2004"));
    assert_eq!(error.code(), Some("1409"));
    assert_eq!(error.message(), Some("号码已存在"));
    assert_eq!(error.http_status(), Some(200));
    assert_eq!(error.body(), Some(body));
    assert_eq!(
        error.hint(),
        "The server did nothing; its message says why."
    );
}

#[tokio::test]
async fn a_server_can_neither_break_the_line_nor_drive_the_terminal() {
    let body = r#"{"success":false,"code":"4\n2","message":"\u001b[2Jgone\r\nOK",
        "requestInfo":{"requestId":"a\u0007b"}}"#;
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;
    let error = server.client().sip().list().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "sip_list: the server refused it:  [2Jgone  OK (code 4 2, HTTP 200, request a b)"
    );
}

#[tokio::test]
async fn what_is_unusable_is_named_and_a_success_is_not_quoted() {
    let body = r#"{"success":true,"code":"200","message":"requestSuccess","data":"soon"}"#;
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;
    let sip = server.client().sip();
    for (error, what) in [
        (
            sip.list().await.unwrap_err(),
            "sip_list: the server answered",
        ),
        (
            sip.delete("a").await.unwrap_err(),
            "sip_delete a: the server did it",
        ),
    ] {
        assert_eq!(
            error.to_string(),
            format!(
                "{what}, but its reply isn't what the contract says: its `data` is a string (code \
                 200, HTTP 200)"
            )
        );
        assert_eq!(error.message(), Some("requestSuccess"));
    }
}

#[tokio::test]
async fn its_cause_is_its_source_and_not_repeated() {
    let body = r#"{"success":true,"code":"200","message":"requestSuccess","data":{"sipId":7}}"#;
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;
    let error = server.client().sip().delete("a").await.unwrap_err();
    let source = error.source().unwrap().to_string();
    assert!(source.contains("expected a string"), "{source}");
    assert!(!error.to_string().contains(&source), "{error}");

    let refused = Client::builder()
        .appkey("2000113")
        .secret_key("not-a-real-secret")
        .base_url("http://127.0.0.1:1")
        .build()
        .unwrap();
    let error = refused.sip().list().await.unwrap_err();
    let source = error.source().unwrap().to_string();
    assert!(!error.to_string().contains(&source), "{error}");
}

#[tokio::test]
async fn a_message_that_goes_on_and_on_is_shortened() {
    let body = format!(r#"{{"success":false,"message":"{}"}}"#, "号".repeat(10_000));
    let server = ScriptedServer::answering(Answer::Bytes(json(200, &body))).await;
    let error = server.client().sip().list().await.unwrap_err();
    assert_eq!(error.message().unwrap().chars().count(), 501);
}

#[tokio::test]
async fn it_names_the_number_or_the_id() {
    let server = ScriptedServer::answering(Answer::Bytes(json(200, r#"{"success":false}"#))).await;
    let sip = server.client().sip();
    for (error, subject) in [
        (sip.create("2004", "pw").await.unwrap_err(), Some("2004")),
        (sip.get("2004").await.unwrap_err(), Some("2004")),
        (sip.list().number("2004").await.unwrap_err(), Some("2004")),
        (sip.list().await.unwrap_err(), None),
        (
            sip.update("id").number("2005").await.unwrap_err(),
            Some("id"),
        ),
        (sip.bind("id", "agent").await.unwrap_err(), Some("id")),
        (sip.unbind("id").await.unwrap_err(), Some("id")),
        (sip.delete("id").await.unwrap_err(), Some("id")),
        // The message names what is wrong with it.
        (sip.delete("a b").await.unwrap_err(), None),
    ] {
        assert_eq!(error.subject(), subject, "{error}");
        if let Some(subject) = subject {
            let operation = error.operation().unwrap();
            let begins = format!("{operation} {subject}: the server refused it");
            assert!(error.to_string().starts_with(&begins), "{error}");
        }
    }
}
