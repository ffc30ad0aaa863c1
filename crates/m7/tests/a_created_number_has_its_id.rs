//! A number that was created without telling its id can't be managed by its reply: that is an
//! error, and one that says that the number is there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use m7::{ErrorKind, Outcome};
use scripted_server::{Answer, ScriptedServer, json};

#[tokio::test]
async fn an_empty_id_is_no_id() {
    for id in ["", " "] {
        let body = format!(
            r#"{{"success":true,"code":"200","message":"requestSuccess","data":{{"sipId":"{id}"}},
            "requestInfo":{{"requestId":"676ed0b08c7511ebadd101dc5c1e7708"}}}}"#
        );
        let server = ScriptedServer::answering(Answer::Bytes(json(200, &body))).await;
        let sip = server.client().sip();
        let error = sip.create("2004", "a-password").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidReply);
        assert_eq!(error.outcome(), Outcome::Applied);
        assert_eq!(
            error.to_string(),
            "sip_create 2004: the server did it, but its reply isn't what the contract says: its \
             `sipId` is empty (HTTP 200, request 676ed0b08c7511ebadd101dc5c1e7708)"
        );
        // Whoever updates or deletes knows the id.
        sip.delete("605aeef6b3cf63101b8f7fd4").await.unwrap();
    }
}
