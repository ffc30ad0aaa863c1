//! One item that isn't what the contract says costs nothing but itself.

mod scripted_server;

use scripted_server::{Answer, ScriptedServer, json};

#[tokio::test]
async fn a_bad_item_is_kept_aside_with_its_place_and_its_fault() -> Result<(), m7::Error> {
    let body = r#"{"success":true,"code":"200","message":"requestSuccess","data":[
        {"number":"2004","sipId":"a","registerStatus":0},
        {"number":"2005","sipId":"b","registerStatus":"soon","password":"hunter2"},
        {"number":"2006","sipId":"c","registerStatus":"1","agent":""}],
        "requestInfo":{"requestId":"1c8eb9708c7511ebadd101dc5c1e7708"}}"#;
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;

    let reply = server.client().sip().list().await?;
    let numbers: Vec<&str> = reply.data.iter().map(|item| item.number.as_str()).collect();
    assert_eq!(numbers, ["2004", "2006"]);
    assert_eq!(reply.data.rejected[0].index, 1);
    assert!(reply.call.request_id().is_some());
    assert!(!format!("{reply:?}").contains("hunter2"));
    Ok(())
}
