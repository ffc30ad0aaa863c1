//! A reset leaves a sandbox as it was when it was started, but for its clock and its snapshots.

use m7_sandbox::{Agent, Fault, FaultRule, FaultSchedule, Sandbox, Seed, SeedNumber};
use serde_json::json;

use super::caller::{Caller, LIST, fresh};
use super::control;

#[tokio::test]
async fn numbers_agents_faults_journal_and_seen_requests_are_gone_and_accounts_stay() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let state = || control::get(&sandbox, "/_sandbox/state").ok()["accounts"].clone();
    let begun = state();
    let seed = Seed::new()
        .agent(Agent::new("ada", "Ada", "8001"))
        .number(SeedNumber::new("2004", "a-password").bound_to("ada"))
        .number(SeedNumber::new("2005", "a-password"));
    sandbox.seed(seed).await.unwrap();
    sandbox
        .register("2004", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    let (timestamp, nonce) = fresh();
    let headers = caller.signed(timestamp, nonce);
    caller.send(LIST, &headers, "{}").data();
    caller.send(LIST, &headers, "{}").refusal(401);
    let kept = sandbox.snapshot().await.unwrap();
    let schedule = FaultSchedule::new().rule(FaultRule::new(Fault::ReplayRejection));
    sandbox.faults().set(schedule).await.unwrap();

    let removed = control::post_nothing(&sandbox, "/_sandbox/reset").ok();
    assert_eq!(removed, json!({"numbers": 2, "registrations": 1}));
    assert_eq!(state(), begun);
    assert!(sandbox.journal().entries_after(0).is_empty());
    assert!(sandbox.faults().counts().is_empty());
    caller.send(LIST, &headers, "{}").data();
    caller.send(LIST, &headers, "{}").refusal(401);
    assert_eq!(sandbox.snapshots().await.unwrap(), [kept]);
}

#[tokio::test]
async fn under_load_every_request_is_answered() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let caller = Caller::new(&sandbox);
            std::thread::spawn(move || {
                for number in 0..50 {
                    caller.create(&format!("{writer}{number:03}"));
                }
            })
        })
        .collect();
    for _ in 0..10 {
        sandbox.reset().await.unwrap();
    }
    for writer in writers {
        writer.join().unwrap();
    }
    sandbox.reset().await.unwrap();
    assert!(Caller::new(&sandbox).list(&json!({})).is_empty());
}
