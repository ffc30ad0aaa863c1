//! What can't be right is refused where it can still be named, and the server never sees it.

use std::time::Duration;

use m7::{Error, ErrorKind, Outcome};

use crate::scripted_server::{Answer, ScriptedServer, html};

#[tokio::test]
async fn bad_input_is_named_and_not_sent() {
    let server = ScriptedServer::answering(Answer::Bytes(html(200))).await;
    let sip = server.client().sip();
    let refused: Vec<(Result<(), Error>, &str)> = vec![
        (
            sip.create("", "pw").await.map(drop),
            "sip_create: the number is empty",
        ),
        (
            sip.create("20 04", "pw").await.map(drop),
            "sip_create: the number \"20 04\" holds a space",
        ),
        (
            sip.create("2004\n", "pw").await.map(drop),
            "sip_create: the number \"2004\\n\" holds a line break",
        ),
        (
            sip.create("2004", "").await.map(drop),
            "sip_create: the password is empty",
        ),
        (
            sip.create("2004", "hunter2\n").await.map(drop),
            "sip_create: the password ends in a line break, as one read from a file or a pipe does",
        ),
        (
            sip.create("2004", "pw").codec("opus").await.map(drop),
            "sip_create: \"opus\" is no codec that the service knows: it knows G711A, G711U, GSM, \
             G729, VP8, ILBC",
        ),
        (
            sip.create("2004", "pw").agent("a b").await.map(drop),
            "sip_create: the agentId \"a b\" holds a space",
        ),
        (
            sip.list().number(" ").await.map(drop),
            "sip_list: the number \" \" holds a space",
        ),
        (sip.get("").await.map(drop), "sip_list: the number is empty"),
        (
            sip.update("").await.map(drop),
            "sip_update: the sipId is empty",
        ),
        (
            sip.update("a").await.map(drop),
            "sip_update: there is nothing to change: say what it is to have",
        ),
        (
            sip.update("a").number("").await.map(drop),
            "sip_update: the number is empty",
        ),
        (
            sip.update("a").password("").await.map(drop),
            "sip_update: the password is empty",
        ),
        (
            sip.delete("").await.map(drop),
            "sip_delete: the sipId is empty",
        ),
        (
            sip.bind("", "agent").await.map(drop),
            "sip_update: the sipId is empty",
        ),
        (
            sip.bind("a", "").await.map(drop),
            "sip_update: the agentId is empty",
        ),
        (
            sip.unbind("a\t").await.map(drop),
            "sip_update: the sipId \"a\\t\" holds a tab",
        ),
        (
            sip.list().timeout(Duration::ZERO).await.map(drop),
            "sip_list: the timeout is zero",
        ),
    ];
    for (result, says) in refused {
        let error = result.unwrap_err();
        assert_eq!(error.to_string(), says);
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(error.call().is_none());
    }
    assert_eq!(server.seen().len(), 0);
}
