//! A reply that begins with a byte order mark is read as if it didn't.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use scripted_server::{Answer, ScriptedServer, json};

#[tokio::test]
async fn a_success_is_one() {
    let body = "\u{feff}{\"success\":true,\"code\":\"200\",\"data\":{\"sipId\":\"a\"}}";
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;
    let reply = server.client().sip().create("2004", "a-password").await;
    assert_eq!(reply.unwrap().data.sip_id.as_str(), "a");
}
