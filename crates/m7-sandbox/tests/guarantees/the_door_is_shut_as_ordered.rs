//! Refused connections, refused clocks and refused replays.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant, SystemTime};

use m7_envelope::RequestId;
use m7_sandbox::{Fault, FaultRule, FaultSchedule, Latency, Sandbox, SandboxClock};
use serde_json::json;

use crate::caller::{CREATE, Caller, LIST, fresh};
use crate::clockwork::until_somebody_waits;
use crate::wire;

fn refuse() -> FaultRule {
    FaultRule::new(Fault::Refuse {
        seconds: Duration::from_secs(3600),
    })
}

#[track_caller]
fn is_refused(sandbox: &Sandbox) {
    let error = TcpStream::connect(sandbox.address()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

/// Waits for a sandbox that is about to listen again.
fn connected(sandbox: &Sandbox) {
    let patience = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(sandbox.address()).is_err() {
        assert!(Instant::now() < patience, "nobody listens");
    }
}

#[tokio::test]
async fn nobody_listens_from_when_it_is_ordered_until_it_is_over() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.create("2004");
    // A connection that is kept alive goes too.
    let (timestamp, nonce) = fresh();
    let request = wire::post(LIST, &caller.signed(timestamp, nonce), "{}");
    let mut kept = wire::connect(sandbox.address());
    kept.write_all(request.replace("connection: close\r\n", "").as_bytes())
        .unwrap();
    kept.read_exact(&mut [0; 100]).unwrap();

    sandbox.faults().set(refuse().into()).await.unwrap();
    is_refused(&sandbox);
    let mut rest = Vec::new();
    kept.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"}"));

    // Over by the sandbox's clock.
    sandbox.clock().advance(Duration::from_secs(3600));
    connected(&sandbox);
    sandbox.clock().set(SystemTime::now());
    assert_eq!(caller.list(&json!({})).len(), 1);

    // Over because it is cleared.
    for _ in 0..20 {
        sandbox.faults().set(refuse().into()).await.unwrap();
        is_refused(&sandbox);
        sandbox.faults().clear().await;
        assert_eq!(caller.list(&json!({})).len(), 1);
    }
}

#[tokio::test]
async fn nobody_listens_from_the_start() {
    let sandbox = Sandbox::builder().faults(refuse()).start().await.unwrap();
    is_refused(&sandbox);
    sandbox.faults().clear().await;
    Caller::new(&sandbox).call(LIST, &json!({})).data();
}

#[tokio::test]
async fn nobody_listens_any_more_when_the_answer_before_is_there() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for _ in 0..10 {
        sandbox.faults().set(refuse().nth(3).into()).await.unwrap();
        caller.call(LIST, &json!({})).data();
        let last = caller.call(LIST, &json!({}));
        last.data();
        assert_eq!(last.headers["connection"], "close");
        is_refused(&sandbox);
        sandbox.faults().clear().await;
    }
}

#[tokio::test]
async fn a_sandbox_that_refuses_can_be_stopped() {
    let sandbox = Sandbox::builder().faults(refuse()).start().await.unwrap();
    sandbox.shutdown().await;
    drop(Sandbox::builder().faults(refuse()).start().await.unwrap());
}

#[tokio::test]
async fn a_sandbox_that_is_stopped_before_it_refuses_gives_its_answers() {
    let sandbox = Sandbox::builder()
        .clock(SandboxClock::stopped_at(SystemTime::now()))
        .latency(Latency::Fixed(Duration::from_secs(3600)))
        .faults(refuse().nth(2))
        .start()
        .await
        .unwrap();
    let (timestamp, nonce) = fresh();
    let headers = Caller::new(&sandbox).signed(timestamp, nonce);
    let body = r#"{"number":"2004","password":"123456"}"#;
    let mut stream = wire::connect(sandbox.address());
    let request = wire::post(CREATE, &headers, body);
    stream.write_all(request.as_bytes()).unwrap();
    until_somebody_waits(sandbox.clock());

    let begun = Instant::now();
    sandbox.shutdown().await;
    // What is given up is given up after 30 s.
    assert!(begun.elapsed() < Duration::from_secs(20));
    let answer = wire::read_to_end(stream);
    assert_eq!(wire::parts(&answer).0, 200, "{answer}");
}

#[tokio::test]
async fn a_clock_that_is_off_refuses_what_is_signed_right() {
    for seconds in [-600, 600] {
        let rule = FaultRule::new(Fault::Skew { seconds });
        let sandbox = Sandbox::builder().faults(rule).start().await.unwrap();
        let caller = Caller::new(&sandbox);
        let before = SystemTime::now();
        let reply = caller.call(LIST, &json!({}));
        let reason = reply.refusal(401);
        let expected = if seconds > 0 { "behind" } else { "ahead" };
        assert!(reason.contains(expected), "{reason}");
        // The reply's id and times are that clock's, so that a client can find out.
        let id = RequestId::from(reply.json["requestInfo"]["requestId"].as_str().unwrap());
        let off = |time: SystemTime| match time.duration_since(before) {
            Ok(ahead) => ahead.as_secs_f64(),
            Err(behind) => -behind.duration().as_secs_f64(),
        };
        let skew = off(id.time().unwrap());
        assert!((skew - f64::from(seconds)).abs() < 30.0, "{skew}");
        // Who signs by it is let in, and what is made carries its time.
        let body = json!({"number": "2004", "password": "123456"});
        let reply = caller.call_at(id.time().unwrap(), CREATE, &body);
        let sip_id = reply.data()["sipId"].as_str().unwrap();
        let made = u64::from_str_radix(&sip_id[..8], 16).unwrap();
        let skew = off(SystemTime::UNIX_EPOCH + Duration::from_secs(made));
        assert!((skew - f64::from(seconds)).abs() < 30.0, "{skew}");
        // Right again as soon as nothing is ordered.
        sandbox.faults().clear().await;
        assert_eq!(caller.list(&json!({})).len(), 1);
    }
}

#[tokio::test]
async fn a_skew_makes_nothing_replayable() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let headers = caller.signed(timestamp, nonce);
    caller.send(LIST, &headers, "{}").data();
    let skew = FaultRule::new(Fault::Skew { seconds: 100_000 }).nth(1);
    sandbox.faults().set(skew.into()).await.unwrap();
    let ahead = SystemTime::now() + Duration::from_secs(100_000);
    caller.call_at(ahead, LIST, &json!({})).data();
    let reply = caller.send(LIST, &headers, "{}");
    assert!(reply.refusal(401).contains("accepted before"));
}

#[tokio::test]
async fn who_is_let_in_by_a_clock_that_is_off_is_let_in_once() {
    for seconds in [30, -30] {
        for nth in [1, 2] {
            let rule = FaultRule::new(Fault::Skew { seconds }).nth(nth);
            let sandbox = Sandbox::builder().faults(rule).start().await.unwrap();
            let caller = Caller::new(&sandbox);
            let (timestamp, nonce) = fresh();
            let headers = caller.signed(timestamp, nonce);
            caller.send(LIST, &headers, "{}").data();
            let reply = caller.send(LIST, &headers, "{}");
            assert!(reply.refusal(401).contains("accepted before"));
        }
    }
}

#[tokio::test]
async fn what_is_new_is_refused_as_a_replay() {
    let rule = FaultRule::new(Fault::ReplayRejection).nth(1);
    let sandbox = Sandbox::builder().faults(rule).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let body = json!({"number": "2004", "password": "123456"});
    let reply = caller.call(CREATE, &body);
    assert!(reply.refusal(401).contains("accepted before"));
    let entry = &sandbox.journal().entries_after(0)[0];
    assert!(!entry.committed);
    // Nothing was done, so it can be asked for again, signed anew.
    assert_eq!(caller.list(&json!({})).len(), 0);
    caller.call(CREATE, &body).data();
}

#[tokio::test]
async fn a_schedule_that_cannot_be_meant_starts_nothing() {
    let rule = FaultRule::new(Fault::TruncatedBody).operation("sip_transfer");
    let error = Sandbox::builder()
        .faults(FaultSchedule::from(rule))
        .start()
        .await
        .unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("rules[0].operation"), "{source}");
}
