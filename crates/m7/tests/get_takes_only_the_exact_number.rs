//! `get` is a list of which only what is equal is taken.

mod scripted_server;

use m7::{ErrorKind, Outcome};
use scripted_server::{Answer, ScriptedServer, json};

/// A service that takes `number` for a part of what it lists.
async fn listing(items: &str) -> (ScriptedServer, m7::Sip) {
    let body =
        format!(r#"{{"success":true,"code":"200","message":"requestSuccess","data":{items}}}"#);
    let server = ScriptedServer::answering(Answer::Bytes(json(200, &body))).await;
    let sip = server.client().sip();
    (server, sip)
}

#[tokio::test]
async fn a_longer_number_is_not_taken_for_it() -> Result<(), m7::Error> {
    let (server, sip) = listing(
        r#"[{"number":"20041","sipId":"a","registerStatus":0},
            {"number":"2004","sipId":"b","registerStatus":1}]"#,
    )
    .await;
    assert_eq!(sip.get("2004").await?.data.sip_id, "b");
    assert_eq!(server.seen()[0].body, r#"{"number":"2004"}"#);
    Ok(())
}

#[tokio::test]
async fn a_number_that_is_not_there_is_not_found() {
    let (_server, sip) = listing(r#"[{"number":"20041","sipId":"a","registerStatus":0}]"#).await;
    let error = sip.get("2004").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(
        error.to_string(),
        "sip_list 2004: there is no such SIP number"
    );
    assert!(error.call().is_some());
}

#[tokio::test]
async fn a_number_that_may_be_unreadable_is_not_said_to_be_missing() {
    let (_server, sip) = listing(r#"[{"number":2004,"sipId":"a","registerStatus":0}]"#).await;
    let error = sip.get("2004").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidReply);
    assert!(
        error.to_string().contains("1 of the items couldn't"),
        "{error}"
    );
}
