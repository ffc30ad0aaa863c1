use std::io::Write as _;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use m7_sandbox::{Latency, Sandbox, SandboxClock};
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, DELETE, LIST, UPDATE, fresh};
use crate::clockwork::{Released, passing_what_is_waited_for, until_somebody_waits};
use crate::wire;

/// Long enough that nobody waits for it by accident.
const HOUR: Duration = Duration::from_secs(3600);

async fn sandbox(latency: Latency) -> (Sandbox, SandboxClock) {
    let clock = SandboxClock::stopped_at(SystemTime::now());
    let builder = Sandbox::builder().clock(clock.clone()).latency(latency);
    (builder.start().await.unwrap(), clock)
}

/// The times from arrival to being passed on, from there to the answer, and from there to the end.
fn parts(reply: &Value) -> [u64; 3] {
    let span = &reply["requestInfo"]["span"];
    let time = |name: &str| span[name].as_u64().unwrap();
    let [started, passed_on, answered, ended] = [
        time("requestStartTime"),
        time("proxyStartTime"),
        time("proxyEndTime"),
        time("reqEndTime"),
    ];
    [passed_on - started, answered - passed_on, ended - answered]
}

#[tokio::test]
async fn the_documented_time_is_that_of_the_page_s_examples() {
    let (sandbox, clock) = sandbox(Latency::Documented).await;
    let caller = Caller::new(&sandbox);
    let begun = Instant::now();
    passing_what_is_waited_for(&clock, || {
        let sip_id = caller.create("2000");
        for (path, body, documented) in [
            (LIST, json!({}), include_str!("documented/list.reply.json")),
            (
                CREATE,
                json!({"number": "2001", "password": "123456"}),
                include_str!("documented/create.reply.json"),
            ),
            (
                UPDATE,
                json!({"sipId": sip_id, "isNAT": true}),
                include_str!("documented/update.reply.json"),
            ),
            (
                DELETE,
                json!({"sipId": sip_id}),
                include_str!("documented/delete.reply.json"),
            ),
        ] {
            // Signed by the sandbox's clock, which has moved on.
            let reply = caller.call_at(m7_auth::Clock::now(&clock), path, &body);
            reply.data();
            let documented: Value = serde_json::from_str(documented).unwrap();
            assert_eq!(parts(&reply.json), parts(&documented), "{path}");
        }
    });
    // 46 seconds by the sandbox's clock.
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_fixed_time_is_all_spent_on_the_operation() {
    let (sandbox, clock) = sandbox(Latency::Fixed(HOUR)).await;
    let reply = passing_what_is_waited_for(&clock, || Caller::new(&sandbox).call(LIST, &json!({})));
    assert_eq!(parts(&reply.json), [0, 3_600_000, 0]);
}

#[tokio::test]
async fn a_refused_request_that_is_not_passed_on_takes_none() {
    let (sandbox, _clock) = sandbox(Latency::Documented).await;
    let caller = Caller::new(&sandbox);
    caller.call("/nothing", &json!({})).refusal(404);
    caller.call(LIST, &json!([])).refusal(400);
    let body = |headers: &mut Vec<(String, String)>| headers[2].1 = "A".repeat(43) + "=";
    caller.call_changed("{}", body).refusal(401);
}

#[tokio::test]
async fn one_that_waits_keeps_nobody_else_waiting() {
    let (sandbox, clock) = sandbox(Latency::Documented).await;
    thread::scope(|scope| {
        let _whatever_happens = Released(&clock);
        let deleting = scope.spawn(|| {
            let unknown = json!({"sipId": "5fc9d54105fd0161a498c503"});
            Caller::new(&sandbox).call(DELETE, &unknown)
        });
        until_somebody_waits(&clock);
        clock.advance(Duration::from_millis(382));
        assert_eq!(until_somebody_waits(&clock), Duration::from_millis(24_895));
        // A list comes and goes meanwhile.
        let listing = scope.spawn(|| Caller::new(&sandbox).call(LIST, &json!({})));
        while !listing.is_finished() {
            if let Some(step) = clock
                .next_wake()
                .filter(|step| *step < Duration::from_secs(1))
            {
                clock.advance(step);
            }
            thread::sleep(Duration::from_micros(200));
        }
        listing.join().unwrap().data();
        assert!(!deleting.is_finished());
        clock.advance(HOUR);
        deleting.join().unwrap().refusal(404);
    });
}

#[tokio::test]
async fn what_a_client_gave_up_on_is_done_at_the_end_all_the_same() {
    let (sandbox, clock) = sandbox(Latency::Fixed(Duration::from_secs(25))).await;
    let caller = Caller::new(&sandbox);
    let sip_id = passing_what_is_waited_for(&clock, || caller.create("2000"));
    // The client's timeout is real time, and the sandbox's clock stands still meanwhile.
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_millis(300)));
    let impatient: ureq::Agent = config.build().into();
    let (timestamp, nonce) = fresh();
    let mut request = impatient.post(format!("{}{DELETE}", sandbox.base_url()));
    for (name, value) in caller.signed(timestamp, nonce) {
        request = request.header(name, value);
    }
    let begun = Instant::now();
    let error = request
        .send(json!({"sipId": sip_id}).to_string())
        .unwrap_err();
    assert!(matches!(error, ureq::Error::Timeout(_)), "{error}");
    assert!(begun.elapsed() >= Duration::from_millis(300));
    drop(impatient);

    // It is there until the end, and then it isn't.
    clock.advance(Duration::from_secs(24));
    assert_eq!(until_somebody_waits(&clock), Duration::from_secs(1));
    let phone = || sandbox.register("2000", "192.0.2.7:5060", "Telephone");
    phone().await.unwrap();
    clock.advance(Duration::from_secs(1));
    let patience = Instant::now() + Duration::from_secs(20);
    while phone().await.is_ok() {
        assert!(Instant::now() < patience, "it isn't deleted");
    }
}

#[tokio::test]
async fn a_sandbox_that_is_told_to_stop_does_at_once_what_waits() {
    let (sandbox, clock) = sandbox(Latency::Fixed(HOUR)).await;
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let body = r#"{"number":"2000","password":"123456"}"#;
    let request = wire::post(CREATE, &caller.signed(timestamp, nonce), body);
    let mut stream = wire::connect(sandbox.address());
    stream.write_all(request.as_bytes()).unwrap();
    assert_eq!(until_somebody_waits(&clock), HOUR);
    let begun = Instant::now();
    sandbox.shutdown().await;
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(wire::parts(&wire::read_to_end(stream)).0, 200);
}
