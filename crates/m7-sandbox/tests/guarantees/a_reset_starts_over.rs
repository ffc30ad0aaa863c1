//! A reset leaves a sandbox as it was when it was started, but for its clock and its snapshots.

use std::net::TcpStream;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::{Duration, SystemTime};

use m7_sandbox::{
    Agent, Fault, FaultRule, FaultSchedule, Latency, Sandbox, SandboxClock, Seed, SeedNumber,
};
use serde_json::json;

use super::caller::{CREATE, Caller, LIST, fresh};
use super::clockwork::until_somebody_waits;
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
async fn what_is_under_way_is_not_done() {
    let clock = SandboxClock::stopped_at(SystemTime::now());
    let latency = Duration::from_secs(3600);
    let builder = Sandbox::builder().clock(clock.clone());
    let builder = builder.latency(Latency::Fixed(latency));
    let sandbox = builder.start().await.unwrap();
    // Nor does it close the port for what was ordered before.
    let refuse = FaultRule::new(Fault::Refuse { seconds: latency }).nth(2);
    sandbox.faults().set(refuse.into()).await.unwrap();
    let body = json!({"number": "2004", "password": "a-password"});
    let caller = Caller::new(&sandbox);
    let asked = std::thread::spawn(move || caller.call(CREATE, &body));
    until_somebody_waits(&clock);
    sandbox.reset().await.unwrap();
    clock.advance(latency);
    let reply = asked.join().unwrap();
    assert!(reply.refusal(503).contains("was reset"));
    let entries = sandbox.journal().entries_after(0);
    assert_eq!((entries.len(), entries[0].committed), (1, false));
    TcpStream::connect(sandbox.address()).unwrap();
    let state = control::get(&sandbox, "/_sandbox/state").ok();
    assert_eq!(state["accounts"][0]["total"], 0);
}

#[tokio::test]
async fn who_orders_it_may_leave() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.create("2004");
    {
        let mut reset = pin!(sandbox.reset());
        // Begun, and given up at once.
        let begun = reset.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(begun.is_pending() || begun.is_ready());
    }
    assert!(caller.list(&json!({})).is_empty());
    assert_eq!(sandbox.journal().entries_after(0).len(), 1);
}

#[tokio::test]
async fn under_load_every_request_is_answered() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let caller = Caller::new(&sandbox);
            std::thread::spawn(move || {
                for number in 0..50 {
                    let number = format!("{writer}{number:03}");
                    let body = json!({"number": number, "password": "a-password"});
                    let reply = caller.call(CREATE, &body);
                    assert!(matches!(reply.status, 200 | 503), "{reply:?}");
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
