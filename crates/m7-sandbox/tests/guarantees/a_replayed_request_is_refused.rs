use std::time::{Duration, SystemTime};

use m7_auth::{Clock as _, Credentials};
use m7_sandbox::{Sandbox, SandboxClock};
use serde_json::json;

use crate::caller::{CREATE, Caller, DELETE, LIST, fresh};

#[tokio::test]
async fn a_replayed_request_is_refused() {
    let clock = SandboxClock::stopped_at(SystemTime::now());
    let sandbox = Sandbox::builder()
        .clock(clock.clone())
        .start()
        .await
        .unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let headers = caller.signed(timestamp, nonce);
    let body = r#"{"number":"2004","password":"123456"}"#;

    assert_eq!(caller.send(CREATE, &headers, body).status, 200);
    // With the same body, another one, and for another operation: none of them is signed.
    for (path, body) in [
        (CREATE, body),
        (CREATE, &body.replace('4', "5")),
        (LIST, "{}"),
    ] {
        let reply = caller.send(path, &headers, body);
        assert!(reply.refusal(401).contains("accepted before"));
    }
    clock.advance(Duration::from_secs(290));
    let reply = caller.send(LIST, &headers, "{}");
    assert!(reply.refusal(401).contains("accepted before"));
    clock.advance(Duration::from_secs(20));
    let reply = caller.send(LIST, &headers, "{}");
    assert!(reply.refusal(401).contains("behind this clock"));

    clock.set(SystemTime::now());
    assert_eq!(caller.list(&json!({})).len(), 1);
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_new_request_a_replay() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_616_572_018);
    let clock = SandboxClock::stopped_at(start);
    let builder = Sandbox::builder().clock(clock.clone());
    let sandbox = builder.start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.call_at(start, LIST, &json!({})).data();
    clock.advance(Duration::from_secs(360));
    // What came before is forgotten with this.
    let ahead = caller.signed_at(clock.now());
    caller.send(LIST, &ahead, "{}").data();
    clock.set(start);
    for _ in 0..3 {
        caller.call_at(start, LIST, &json!({})).data();
    }
    // What isn't forgotten is a replay as ever, as soon as it could be let in.
    clock.set(start + Duration::from_secs(60));
    let reply = caller.send(LIST, &ahead, "{}");
    assert!(reply.refusal(401).contains("accepted before"));
}

#[tokio::test]
async fn a_nonce_is_free_in_another_second_and_another_account() {
    let (one, other) = (
        Credentials::new("1", "a secret").unwrap(),
        Credentials::new("2", "a secret").unwrap(),
    );
    let builder = Sandbox::builder()
        .account(one.clone())
        .account(other.clone());
    let sandbox = builder.start().await.unwrap();
    let (timestamp, nonce) = fresh();
    for credentials in [&one, &other] {
        let caller = Caller::with(&sandbox, credentials);
        for seconds in 0..3 {
            let timestamp = (timestamp.unix_seconds() - seconds)
                .to_string()
                .parse()
                .unwrap();
            caller
                .send(LIST, &caller.signed(timestamp, nonce), "{}")
                .data();
        }
    }
}

#[tokio::test]
async fn a_request_that_was_refused_for_its_sign_does_not_block_the_right_one() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let right = caller.signed(timestamp, nonce);
    let wrong = Caller::with(
        &sandbox,
        &Credentials::new(sandbox.credentials().appkey(), "wrong").unwrap(),
    );
    wrong
        .send(LIST, &wrong.signed(timestamp, nonce), "{}")
        .refusal(401);
    caller.send(LIST, &right, "{}").data();
}

#[tokio::test]
async fn a_request_that_was_let_in_is_remembered_though_it_was_refused() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for (path, body, status) in [
        (LIST, "[]", 400),
        (DELETE, r#"{"sipId":"5fc9d54105fd0161a498c503"}"#, 404),
    ] {
        let (timestamp, nonce) = fresh();
        let headers = caller.signed(timestamp, nonce);
        caller.send(path, &headers, body).refusal(status);
        let reply = caller.send(LIST, &headers, "{}");
        assert!(reply.refusal(401).contains("accepted before"));
    }
}
