//! `Client::request`: what the facade promises of a call holds for one of any path and body.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use m7::testing::{Fault, Sandboxed};
use m7::{Client, ErrorKind, Evidence, Outcome, RawJson, Reconcile, RetryPolicy};
use scripted_server::{Answer, ScriptedServer, json};

const LIST: &str = "/openapi/v1/call/sip/list";
const CREATE: &str = "/openapi/v1/call/sip/create";
const AGENTS: &str = "/openapi/v1/call/query/agent";

fn body(text: &str) -> RawJson {
    RawJson::from_text(text.to_owned()).unwrap()
}

/// A client that does what it does by default, but doesn't wait long.
fn eager(server: &ScriptedServer) -> Client {
    let quick = std::time::Duration::from_millis(2);
    let retry = RetryPolicy::default().with_base(quick).with_cap(quick);
    let builder = server.builder().retry(retry);
    builder.reconcile(Reconcile::default()).build().unwrap()
}

#[tokio::test]
async fn it_is_signed_and_its_whole_answer_is_there() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.client();
    let made = m7
        .request(
            CREATE,
            body(r#"{"number": "2004", "password": "a-password"}"#),
        )
        .await
        .unwrap();
    assert_eq!(made.data.code, "200");
    assert!(made.data.data.unwrap().as_str().contains("sipId"));
    assert!(made.data.info.unwrap().as_str().contains(CREATE));
    assert!(made.call.request_id().is_some());
    assert_eq!(m7.sip().list().await.unwrap().data.len(), 1);
}

#[tokio::test]
async fn a_path_that_nobody_knows_is_sent_once_unless_nothing_was_done() {
    let server = ScriptedServer::answering(Answer::Bytes(json(502, ""))).await;
    let m7 = eager(&server);
    let error = m7.request(AGENTS, body("{}")).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.operation(), Some("unlisted"));
    assert_eq!(error.subject(), Some(AGENTS));
    assert!(error.is_write());
    assert!(!error.hint().contains("numbers"), "{}", error.hint());
    assert_eq!(server.seen().len(), 1, "it may have been done");

    let server = ScriptedServer::answering(Answer::Bytes(json(429, ""))).await;
    let error = eager(&server)
        .request(AGENTS, body("{}"))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(server.seen().len() > 1, "nothing was done");
    assert!(
        server.seen()[0]
            .head
            .starts_with(&format!("POST {AGENTS} "))
    );
}

#[tokio::test]
async fn a_read_of_the_contract_is_repeated() {
    let server = ScriptedServer::answering(Answer::Bytes(json(502, ""))).await;
    let error = eager(&server).request(LIST, body("{}")).await.unwrap_err();
    assert_eq!(error.operation(), Some("sip_list"));
    assert!(server.seen().len() > 1);
}

#[tokio::test]
async fn a_create_of_the_contract_is_looked_for() {
    let test = Sandboxed::start().await.unwrap();
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    let m7 = test.client();
    let made = m7
        .request(
            CREATE,
            body(r#"{"number": "2004", "password": "a-password"}"#),
        )
        .await
        .unwrap();
    assert_eq!(made.call.evidence(), Evidence::FoundByList);
    let number = m7.sip().get("2004").await.unwrap().data;
    assert!(
        made.data
            .data
            .unwrap()
            .as_str()
            .contains(number.sip_id.as_str())
    );
    assert_eq!(test.requests("sip_create").len(), 1);
}

#[tokio::test]
async fn what_is_refused_says_so_without_the_body_s_secrets() {
    let test = Sandboxed::start().await.unwrap();
    let with = |path: &str, text: &str| test.client().request(path, body(text)).send();
    let error = with("/openapi/v1/nothing", "{}").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::NotFound, Outcome::Rejected)
    );
    let error = with(CREATE, r#"{"number": "x", "password": "hunter2-4711"}"#)
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    let shown = format!("{error} {error:?} {:?}", error.body());
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn no_path_leads_away_from_the_base_url() {
    let server = ScriptedServer::answering(Answer::Bytes(json(200, "{}"))).await;
    for path in ["@127.0.0.1/", "/../secret", "/a?b", "a"] {
        let error = server.client().request(path, body("{}")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{path}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_call_tells_the_request_that_it_sends() {
    let server = ScriptedServer::answering(Answer::Bytes(json(400, ""))).await;
    let sip = server.client().sip();
    let id = m7::SipId::from("62d92d8e61da1b5c1a3e5f6b");
    let create = sip.create("2004", "a-password").codec("G711A");
    let update = sip.update(&id).password("another").behind_nat(true);
    let (bind, unbind, delete) = (sip.bind(&id, "an-agent"), sip.unbind(&id), sip.delete(&id));
    let told = [
        create.request(),
        update.request(),
        bind.request(),
        unbind.request(),
        delete.request(),
    ]
    .map(Result::unwrap);
    create.send().await.unwrap_err();
    update.send().await.unwrap_err();
    bind.send().await.unwrap_err();
    unbind.send().await.unwrap_err();
    delete.send().await.unwrap_err();
    let sent = server.seen();
    assert_eq!(sent.len(), told.len());
    for (told, sent) in told.iter().zip(&sent) {
        assert_eq!(told.body().as_str(), sent.body);
        let line = format!("POST {} HTTP/1.1", told.path());
        assert!(sent.head.starts_with(&line), "{}", sent.head);
    }
    assert!(!format!("{told:?}").contains("a-password"));
}

#[tokio::test]
async fn what_a_call_would_refuse_to_send_is_no_request() {
    let server = ScriptedServer::answering(Answer::Bytes(json(400, ""))).await;
    let sip = server.client().sip();
    let id = m7::SipId::from("62d92d8e61da1b5c1a3e5f6b");
    for refused in [
        sip.create("", "a-password").request(),
        sip.update(&id).request(),
        sip.update(&id).agent("").request(),
        sip.bind(&id, "").request(),
        sip.delete(m7::SipId::from("")).request(),
    ] {
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}
