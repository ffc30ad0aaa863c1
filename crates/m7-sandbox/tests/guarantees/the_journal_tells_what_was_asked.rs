//! Every request to the documented API is in the journal, with what became of it, and without its
//! secrets.

use std::io::Write as _;
use std::net::Shutdown;

use m7_auth::Credentials;
use m7_sandbox::{Journal, JournalEntry, Sandbox};
use serde_json::json;

use super::caller::{CREATE, Caller, LIST};
use super::control;
use super::wire;

const SECRET_KEY: &str = "secret-key-of-this-test";
const PASSWORD: &str = "password-of-this-test";

async fn sandbox() -> Sandbox {
    let account = Credentials::new("2000113", SECRET_KEY).unwrap();
    Sandbox::builder().account(account).start().await.unwrap()
}

/// The one entry that there is.
fn only(journal: &Journal) -> JournalEntry {
    let mut entries = journal.entries_after(0);
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.remove(0)
}

#[tokio::test]
async fn a_request_that_was_done() {
    let sandbox = sandbox().await;
    let reply =
        Caller::new(&sandbox).call(CREATE, &json!({"number": "2004", "password": PASSWORD}));
    let entry = only(&sandbox.journal());
    assert_eq!(entry.seq, 1);
    assert_eq!(
        entry.request_id.unwrap(),
        reply.json["requestInfo"]["requestId"]
    );
    assert!(entry.client.unwrap().ip().is_loopback());
    assert_eq!((&*entry.method, &*entry.path), ("POST", CREATE));
    assert_eq!(entry.operation, Some("sip_create"));
    assert_eq!(entry.appkey.as_deref(), Some("2000113"));
    assert_eq!(entry.status, Some(200));
    assert_eq!(entry.code.as_deref(), Some("200"));
    assert_eq!(entry.message.as_deref(), Some("requestSuccess"));
    assert!(entry.committed && entry.refusal.is_none() && entry.fault.is_none());
    let body = entry.request.body.unwrap();
    assert_eq!(body, r#"{"number":"2004","password":"[redacted]"}"#);
    let header = |name: &str| {
        let found = entry.request.headers.iter().find(|(sent, _)| sent == name);
        found.unwrap().1.clone()
    };
    assert_eq!(header("m7-appkey"), "2000113");
    assert_eq!(header("m7-sign"), "[redacted]");
    let sip_id = reply.data()["sipId"].as_str().unwrap();
    assert!(entry.reply.body.unwrap().contains(sip_id));
}

#[tokio::test]
async fn a_read_commits_nothing_and_neither_does_a_refused_write() {
    let sandbox = sandbox().await;
    let caller = Caller::new(&sandbox);
    caller.create("2004");
    caller.call(LIST, &json!({}));
    caller.call(CREATE, &json!({"number": "2004", "password": PASSWORD}));
    let entries = sandbox.journal().entries_after(0);
    let committed: Vec<_> = entries.iter().map(|entry| entry.committed).collect();
    assert_eq!(committed, [true, false, false]);
    let refusal = entries[2].refusal.as_ref().unwrap();
    assert_eq!(refusal.kind, "duplicate-number");
    assert_eq!(Some(&refusal.message), entries[2].message.as_ref());
    assert_eq!(entries[2].status, Some(409));
}

#[tokio::test]
async fn a_request_that_is_none_of_the_api_s_or_never_arrives_whole() {
    let sandbox = sandbox().await;
    let head = b"POST /openapi/v1/call/sip/nothing?password=hunter2 HTTP/1.1\r\nhost: h\r\n\
                 content-length: 9\r\n\r\n{}";
    let mut stream = wire::connect(sandbox.address());
    stream.write_all(head).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    wire::read_to_end(stream);
    let entry = only(&sandbox.journal());
    assert_eq!(
        entry.path,
        "/openapi/v1/call/sip/nothing?password=[redacted]"
    );
    assert_eq!(entry.refusal.unwrap().kind, "unknown-path");
    assert_eq!(entry.request.body, None);
}

#[tokio::test]
async fn why_a_sign_was_refused() {
    let sandbox = sandbox().await;
    let caller = Caller::new(&sandbox);
    let refusal = |change: fn(&mut Vec<(String, String)>)| {
        sandbox.journal().clear();
        caller.call_changed("{}", change).refusal(401);
        only(&sandbox.journal()).refusal.unwrap()
    };
    let missing = refusal(|headers| drop(headers.remove(1)));
    assert_eq!(
        (missing.kind, missing.header),
        ("missing-header", Some("m7-nonce"))
    );
    assert_eq!(missing.canonical, None);

    let old = refusal(|headers| headers[3].1 = "1616408549".to_owned());
    assert_eq!(old.kind, "outside-window");
    assert!(old.seconds.unwrap() < -1_000_000);
    assert_eq!(old.allowed_seconds, Some(300));
    assert!(old.canonical.unwrap().starts_with("20001131616408549"));

    let unpadded = refusal(|headers| headers[2].1.truncate(43));
    assert_eq!(
        (unpadded.kind, unpadded.header),
        ("malformed-header", Some("m7-sign"))
    );
    assert_eq!(unpadded.mistake.unwrap().kind, "unpadded");

    // Signed with another timestamp than the one that is sent.
    let twice = refusal(|headers| {
        let seconds: u64 = headers[3].1.parse().unwrap();
        headers[3].1 = (seconds + 1).to_string();
    });
    assert_eq!(twice.kind, "wrong-sign");
    let canonical = twice.canonical.unwrap();
    let mistake = twice.mistake.unwrap();
    assert_eq!(mistake.kind, "other-timestamp");
    let signed = mistake.signed.unwrap();
    let at = mistake.differs_at.unwrap() - 1;
    assert_eq!(signed[..at], canonical[..at]);
    assert_ne!(signed[at..=at], canonical[at..=at]);
    // An unknown one is no reason to guess.
    assert_eq!(
        refusal(|headers| headers[1].1 = "000000".to_owned()).mistake,
        None
    );
}

#[tokio::test]
async fn no_secret_wherever_it_was_put() {
    let sandbox = sandbox().await;
    let caller = Caller::new(&sandbox);
    let mut signs = Vec::new();
    for header in 0..4 {
        caller.call_changed("{}", |headers| {
            signs.push(headers[2].1.clone());
            headers[header].1 = SECRET_KEY.to_owned();
        });
    }
    caller.call_changed("{}", |headers| {
        signs.push(headers[2].1.clone());
        headers[1].1 = headers[2].1.clone();
        headers.push(("authorization".to_owned(), SECRET_KEY.to_owned()));
        headers.push(("x-note".to_owned(), SECRET_KEY.to_owned()));
    });
    for body in [
        json!({"number": "2004", "password": PASSWORD, "agentId": PASSWORD}),
        json!({"number": PASSWORD, "password": PASSWORD}),
        json!({"number": "2004", "password": [PASSWORD], "isNAT": PASSWORD}),
        json!({"number": "2004", "password": PASSWORD, "codingFormat": [SECRET_KEY]}),
    ] {
        caller.call(CREATE, &body);
    }
    let target = format!("{LIST}?secretKey={SECRET_KEY}&x={SECRET_KEY}");
    caller.call(&target, &json!({}));
    let entries = sandbox.journal().entries_after(0);
    assert_eq!(entries.len(), 10);
    let journal = control::get(&sandbox, "/_sandbox/journal").ok();
    let state = control::get(&sandbox, "/_sandbox/state").ok();
    let shown = format!("{entries:?} {journal} {state} {:?}", sandbox.journal());
    for secret in [SECRET_KEY, PASSWORD] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(signs.iter().all(|sign| !shown.contains(sign)), "{shown}");
}

#[tokio::test]
async fn a_reason_stays_whole_whatever_the_secret_is() {
    let sandbox = sandbox().await;
    let caller = Caller::new(&sandbox);
    for body in [
        json!({"number": "56", "password": [1]}),
        json!({"number": "2004x", "password": "number"}),
        json!({"number": "2004", "password": "codecs", "codingFormat": ["MP3"]}),
    ] {
        sandbox.journal().clear();
        let reply = caller.call(CREATE, &body);
        let entry = only(&sandbox.journal());
        assert_eq!(entry.message.as_deref(), Some(reply.refusal(400)));
        assert_eq!(entry.refusal.unwrap().message, reply.refusal(400));
        assert!(!entry.request.body.unwrap().contains(": \"number\""));
    }
    // What a reason quotes is what was sent, and may be anything.
    for (codec, shown) in [
        ("hunter2", "[redacted]"),
        ("x hunter2 y", "x [redacted] y"),
        ("password=other", "password=[redacted]"),
    ] {
        sandbox.journal().clear();
        let body = json!({"number": "2004", "password": "hunter2", "codingFormat": [codec]});
        caller.call(CREATE, &body).refusal(400);
        let entry = only(&sandbox.journal());
        let reason = entry.refusal.unwrap().message;
        assert_eq!(
            reason.split(": ").next().unwrap(),
            format!("codingFormat {shown:?}")
        );
        assert!(reason.contains(": the codecs are "), "{reason}");
        assert_eq!(entry.message.as_ref(), Some(&reason));
    }
    // A quote that is cut ends within the secret.
    let secret = "s3cret".repeat(20);
    for before in ["", "x-"] {
        sandbox.journal().clear();
        let codec = format!("{before}{secret}");
        let body = json!({"number": "2004", "password": secret, "codingFormat": [codec]});
        caller.call(CREATE, &body).refusal(400);
        let entry = only(&sandbox.journal());
        let told = format!("{:?} {:?}", entry.message, entry.refusal);
        assert!(!told.contains("s3cr"), "{told}");
    }
}

#[tokio::test]
async fn a_large_body_is_kept_in_part() {
    let sandbox = sandbox().await;
    let caller = Caller::new(&sandbox);
    caller.call(
        LIST,
        &json!({"padding": "x".repeat(100_000), "password": PASSWORD}),
    );
    let entry = only(&sandbox.journal());
    assert!(entry.request.truncated && entry.reply.truncated);
    assert_eq!(entry.request.body.unwrap().len(), 16 * 1024);
    assert_eq!(entry.code.as_deref(), Some("200"));
}

#[tokio::test]
async fn it_is_followed_and_cleared_over_the_control_api() {
    let sandbox = sandbox().await;
    let caller = Caller::new(&sandbox);
    for _ in 0..5 {
        caller.call(LIST, &json!({}));
    }
    let get = |query: &str| control::get(&sandbox, &format!("/_sandbox/journal?{query}")).ok();
    let page = get("limit=2");
    assert_eq!((&page["next"], &page["dropped"]), (&json!(2), &json!(0)));
    let rest = get("after=2");
    let seqs: Vec<_> = rest["entries"].as_array().unwrap().iter().collect();
    assert_eq!(
        seqs.iter().map(|e| &e["seq"]).collect::<Vec<_>>(),
        [3, 4, 5]
    );
    assert_eq!(seqs[0]["operation"], "sip_list");
    assert_eq!(get("after=5")["next"], 5);

    let cleared = control::delete(&sandbox, "/_sandbox/journal").ok();
    assert_eq!(cleared["entries"], json!([]));
    assert_eq!(
        (&cleared["next"], &cleared["dropped"]),
        (&json!(5), &json!(0))
    );
    caller.call(LIST, &json!({}));
    assert_eq!(get("after=0")["entries"][0]["seq"], 6);
    assert_eq!(get("after=0")["dropped"], 0);
    // Numbers of another sandbox lead back to this one's.
    assert_eq!(get("after=1000")["next"], 6);
    for wrong in ["limit=0", "limit=1001", "after=-1", "after=x", "limt=1"] {
        control::get(&sandbox, &format!("/_sandbox/journal?{wrong}")).error(400);
    }
}

#[tokio::test]
async fn the_oldest_give_way() {
    let sandbox = Sandbox::builder()
        .journal_capacity(3)
        .start()
        .await
        .unwrap();
    let caller = Caller::new(&sandbox);
    for _ in 0..5 {
        caller.call(LIST, &json!({}));
    }
    let page = sandbox.journal().page_after(1, 100);
    let seqs: Vec<_> = page.entries.iter().map(|entry| entry.seq).collect();
    assert_eq!((seqs, page.dropped, page.next), (vec![3, 4, 5], 1, 5));

    let without = Sandbox::builder()
        .journal_capacity(0)
        .start()
        .await
        .unwrap();
    Caller::new(&without).call(LIST, &json!({}));
    assert!(without.journal().entries_after(0).is_empty());
}
