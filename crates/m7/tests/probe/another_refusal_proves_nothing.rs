use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use m7::{Evidence, Outcome, Probe, RequestId};

use crate::scripted_server::{Answer, ScriptedServer, json};
use crate::{look, quick};

/// A reply that tells the time.
fn dated(status: u16, body: &str) -> Answer {
    let reply = String::from_utf8(json(status, body)).unwrap();
    let now = httpdate::fmt_http_date(SystemTime::now());
    let reply = reply.replacen("\r\n", &format!("\r\ndate: {now}\r\n"), 1);
    Answer::Bytes(reply.into_bytes())
}

/// A list of nothing that tells the service's own time, by its request id.
pub(crate) fn timed_list() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let millis = u64::try_from(since.unwrap().as_millis()).unwrap();
    let id = RequestId::v1(millis, 0, 1, [1; 6]);
    format!(r#"{{"success":true,"data":[],"requestInfo":{{"requestId":"{id}"}}}}"#)
}

/// A client of a server that breaks off the first write, and answers like this to the next.
async fn refusing(status: u16, body: &'static str) -> (m7::Client, ScriptedServer) {
    let writes = AtomicUsize::new(0);
    let server = ScriptedServer::start(move |request| {
        if request.head.contains("/list") {
            Answer::Bytes(json(200, &timed_list()))
        } else if writes.fetch_add(1, Ordering::Relaxed) == 0 {
            Answer::Bytes(Vec::new())
        } else {
            dated(status, body)
        }
    })
    .await;
    let builder = server.builder().probe(Probe::on()).retry(quick());
    let m7 = builder.reconcile(look()).build().unwrap();
    m7.sip().list().await.unwrap();
    (m7, server)
}

fn writes(server: &ScriptedServer) -> usize {
    let seen = server.seen();
    let is_write = |request: &&crate::scripted_server::Seen| !request.head.contains("/list");
    seen.iter().filter(is_write).count()
}

#[tokio::test]
async fn so_a_create_stays_ambiguous_and_is_not_sent_a_third_time() {
    for (status, body, kind) in [
        (
            200,
            r#"{"success":false,"code":"409","message":"2004 exists"}"#,
            "conflict",
        ),
        (
            200,
            r#"{"success":false,"code":"400","message":"no"}"#,
            "rejected",
        ),
        (
            200,
            r#"{"success":false,"code":"404","message":"no"}"#,
            "not_found",
        ),
        (
            200,
            r#"{"success":false,"code":"429","message":"no"}"#,
            "rate_limited",
        ),
        (429, "", "rate_limited"),
        // A proxy's, and no word of the service's.
        (401, "<html>who are you?</html>", "authentication"),
    ] {
        let (m7, server) = refusing(status, body).await;
        let error = m7.sip().create("2004", "a-password").await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{status} {body}");
        assert!(error.is_write() && !error.is_conflict(), "{error}");
        let words = format!(
            "it is not listed; sent again as it was, it was refused ({kind}), which proves nothing"
        );
        assert_eq!(error.evidence(), Some(&*words));
        assert_eq!(error.call().unwrap().attempts(), 2);
        assert_eq!(writes(&server), 2);
    }
}

#[tokio::test]
async fn nor_one_for_the_timestamp() {
    // The server's clock was set while the first was on its way, and tells so by its reply.
    let (m7, server) = refusing(
        200,
        r#"{"success":false,"code":"401","message":"no","requestInfo":{"requestId":"60f5d0b08c7511ebadd101dc5c1e7708"}}"#,
    )
    .await;
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(writes(&server), 2, "{error}");
}

#[tokio::test]
async fn but_a_number_that_is_no_more_is_removed() {
    let body = r#"{"success":false,"code":"404","message":"no such number"}"#;
    let (m7, server) = refusing(200, body).await;
    let gone = m7.sip().delete("605aeef6b3cf63101b8f7fd4").await.unwrap();
    assert_eq!(gone.call.evidence(), Evidence::GoneFromList);
    assert_eq!((gone.call.attempts(), writes(&server)), (2, 2));
}

#[tokio::test]
async fn and_a_success_whose_data_is_of_no_use_is_one() {
    let (m7, server) = refusing(200, r#"{"success":true,"data":7}"#).await;
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Applied, "{error}");
    assert_eq!(writes(&server), 2);
}

#[tokio::test]
async fn what_may_be_repeated_is_after_a_wait_that_the_server_asks_for() {
    let (m7, server) = refusing(429, "").await;
    let id = "605aeef6b3cf63101b8f7fd4";
    let error = m7.sip().update(id).password("another").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.call().unwrap().attempts(), 5);
    assert_eq!(writes(&server), 5);
}
