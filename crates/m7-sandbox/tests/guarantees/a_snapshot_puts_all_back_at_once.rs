//! A snapshot puts agents, numbers and registrations back as they were, for all requests at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use m7_sandbox::{Agent, Error, SEEDED_AGENTS, Sandbox, Seed, SeedNumber};
use serde_json::{Value, json};

use super::caller::{Caller, DELETE, UPDATE};
use super::control;

#[tokio::test]
async fn numbers_bindings_and_registrations_are_as_they_were() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let sip_id = caller.create("2004");
    caller.create("2005");
    sandbox
        .register("2004", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    caller.bind(&sip_id, &SEEDED_AGENTS[0].id).data();
    let state = || control::get(&sandbox, "/_sandbox/state").ok()["accounts"].clone();
    let before = state();
    let listed = caller.list(&json!({}));
    let taken = control::post_nothing(&sandbox, "/_sandbox/snapshots");
    assert_eq!(taken.status, 201);
    let snapshot = taken.json;
    assert_eq!(snapshot["numbers"], 2);
    assert!(snapshot["bytes"].as_u64().unwrap() > 0);

    caller.call(UPDATE, &json!({"sipId": sip_id, "password": "another"}));
    caller.call(DELETE, &json!({"sipId": sip_id})).data();
    caller.create("2006");
    let seed = Seed::new().agent(Agent::new("ada", "Ada", "8001"));
    sandbox.seed(seed).await.unwrap();
    assert_ne!(state(), before);

    let id = snapshot["id"].as_str().unwrap();
    let restored =
        control::post_nothing(&sandbox, &format!("/_sandbox/snapshots/{id}/restore")).ok();
    assert_eq!(restored, snapshot);
    assert_eq!(state(), before);
    assert_eq!(caller.list(&json!({})), listed);
    // What is back can be worked with, and restored once more.
    caller.create("2007");
    sandbox.restore(id).await.unwrap();
    assert_eq!(state(), before);
    // And what was done in between is in the journal.
    let journal = sandbox.journal().entries_after(0);
    assert!(
        journal
            .iter()
            .any(|entry| entry.operation == Some("sip_delete"))
    );
}

#[tokio::test]
async fn no_request_sees_half_of_it() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let account = |range: std::ops::Range<u32>| {
        let numbers = range.map(|number| SeedNumber::new(number.to_string(), "a-password"));
        numbers.fold(Seed::new(), Seed::number)
    };
    sandbox.seed(account(1000..1300)).await.unwrap();
    let one = sandbox.snapshot().await.unwrap();
    sandbox.reset().await.unwrap();
    sandbox.seed(account(2000..2200)).await.unwrap();
    let other = sandbox.snapshot().await.unwrap();

    let done = Arc::new(AtomicBool::new(false));
    let (first_seen, first_list) = tokio::sync::oneshot::channel();
    let lists = std::thread::spawn({
        let (caller, done) = (Caller::new(&sandbox), Arc::clone(&done));
        move || {
            let mut first_seen = Some(first_seen);
            while !done.load(Ordering::SeqCst) {
                let listed = caller.list(&json!({}));
                let first = |number: &Value| number["number"].as_str().unwrap().as_bytes()[0];
                let kind = first(&listed[0]);
                assert!(listed.iter().all(|number| first(number) == kind));
                assert_eq!(listed.len(), if kind == b'1' { 300 } else { 200 });
                if let Some(first_seen) = first_seen.take() {
                    first_seen.send(()).unwrap();
                }
            }
        }
    });
    first_list.await.unwrap();
    for _ in 0..20 {
        sandbox.restore(&one.id).await.unwrap();
        sandbox.restore(&other.id).await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    lists.join().unwrap();
}

#[tokio::test]
async fn so_many_are_kept_and_no_more() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let mut last = None;
    for _ in 0..16 {
        last = Some(sandbox.snapshot().await.unwrap());
    }
    control::post_nothing(&sandbox, "/_sandbox/snapshots").error(409);
    let one_more = sandbox.snapshot().await;
    assert!(matches!(
        one_more,
        Err(Error::TooManySnapshots { capacity: 16 })
    ));
    let all = control::get(&sandbox, "/_sandbox/snapshots").ok();
    assert_eq!(all["snapshots"].as_array().unwrap().len(), 16);
    assert_eq!(all["capacity"], 16);

    let last = last.unwrap();
    let path = format!("/_sandbox/snapshots/{}", last.id);
    assert_eq!(
        control::delete(&sandbox, &path).ok()["id"],
        last.id.as_str()
    );
    control::delete(&sandbox, &path).error(404);
    control::post_nothing(&sandbox, &format!("{path}/restore")).error(404);
    // An id that was given up never comes again.
    assert_eq!(sandbox.snapshot().await.unwrap().id, "17");
    for id in ["0", "-1", "x", "01", "+1", "1;", "99999999999999999999"] {
        let restored = sandbox.restore(id).await;
        assert!(
            matches!(restored, Err(Error::UnknownSnapshot { .. })),
            "{id}"
        );
    }
}
