use std::io::Write as _;
use std::thread;
use std::time::{Duration, SystemTime};

use m7_auth::Timestamp;
use m7_envelope::RequestId;
use m7_sandbox::{Latency, Sandbox, SandboxClock};
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, LIST};
use crate::clockwork::{passing_what_is_waited_for, until_somebody_waits};
use crate::wire;

/// The four times of a span, whose differences must be what the span says.
fn times(reply: &Value) -> [u64; 4] {
    let span = &reply["requestInfo"]["span"];
    let names = [
        "requestStartTime",
        "proxyStartTime",
        "proxyEndTime",
        "reqEndTime",
    ];
    let times = names.map(|name| span[name].as_u64().unwrap());
    let business = times[2] - times[1];
    assert_eq!(span["bizSpan"], format!("{business}ms"));
    assert_eq!(
        span["latency"],
        format!("{}ms", times[3] - times[0] - business)
    );
    assert!(times.is_sorted(), "{times:?}");
    times
}

fn id_millis(reply: &Value) -> u128 {
    let id = RequestId::from(reply["requestInfo"]["requestId"].as_str().unwrap());
    let since = id.time().unwrap().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap().as_millis()
}

const START: u64 = 1_616_572_018_311;

fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(START)
}

async fn sandbox() -> (Sandbox, SandboxClock) {
    let clock = SandboxClock::stopped_at(start());
    let builder = Sandbox::builder().clock(clock.clone());
    let sandbox = builder.latency(Latency::Documented).start().await.unwrap();
    (sandbox, clock)
}

#[tokio::test]
async fn ids_and_spans_carry_the_server_s_time() {
    let (sandbox, clock) = sandbox().await;
    let create = json!({"number": "2000", "password": "123456"});
    let reply = passing_what_is_waited_for(&clock, || {
        Caller::new(&sandbox).call_at(start(), CREATE, &create)
    });
    let sip_id = reply.data()["sipId"].as_str().unwrap();
    let times = times(&reply.json);
    assert_eq!(times, [START, START + 23, START + 6743, START + 6744]);
    assert_eq!(id_millis(&reply.json), u128::from(START));
    let made = u64::from_str_radix(&sip_id[..8], 16).unwrap();
    assert_eq!(made, (START + 6743) / 1000);
    assert_eq!(reply.headers["date"], "Wed, 24 Mar 2021 07:47:05 GMT");
}

#[tokio::test]
async fn a_request_that_is_not_passed_on_spends_all_its_time_at_the_gateway() {
    let (sandbox, clock) = sandbox().await;
    let caller = Caller::new(&sandbox);
    let timestamp = Timestamp::from_system_time(start()).unwrap();
    let headers = caller.signed(timestamp, "025513".parse().unwrap());
    let request = wire::post(CREATE, &headers, "[1]");
    let (most, last) = request.split_at(request.len() - 1);
    let mut stream = wire::connect(sandbox.address());
    stream.write_all(most.as_bytes()).unwrap();
    // Another request is answered meanwhile, so this one has arrived.
    passing_what_is_waited_for(&clock, || {
        caller.call_at(start(), LIST, &json!({})).data();
    });
    thread::sleep(Duration::from_millis(100));
    clock.set(start() + Duration::from_millis(700));
    stream.write_all(last.as_bytes()).unwrap();
    let response = wire::read_to_end(stream);
    let (status, body) = wire::parts(&response);
    let json = serde_json::from_str(body).unwrap();
    assert_eq!(status, 400);
    let times = times(&json);
    assert!(times[0] < START + 700, "{times:?}");
    assert_eq!(times, [times[0], times[0], times[0], START + 700]);
    assert_eq!(id_millis(&json), u128::from(times[0]));
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_turn_a_span_round() {
    let (sandbox, clock) = sandbox().await;
    let reply = thread::scope(|scope| {
        let asked = scope.spawn(|| Caller::new(&sandbox).call_at(start(), LIST, &json!({})));
        until_somebody_waits(&clock);
        clock.set(start() - Duration::from_secs(10));
        passing_what_is_waited_for(&clock, || asked.join().unwrap())
    });
    let times = times(&reply.json);
    assert_eq!(times, [START; 4]);
    assert_eq!(id_millis(&reply.json), u128::from(START));
}

#[tokio::test]
async fn by_default_that_is_the_machine_s_time() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let before = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let reply = Caller::new(&sandbox).call(LIST, &json!({}));
    let after = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let [started, .., ended] = times(&reply.json).map(u128::from);
    assert!(before.as_millis() <= started && ended <= after.as_millis());
}
