use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use m7_auth::Clock;
use m7_envelope::RequestId;
use m7_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, LIST};

/// Takes a step at each look.
struct SteppingClock {
    millis: AtomicU64,
    step: AtomicI64,
}

impl Clock for SteppingClock {
    fn now(&self) -> SystemTime {
        let step = self.step.load(Ordering::SeqCst);
        let millis = self
            .millis
            .fetch_add(step.cast_unsigned(), Ordering::SeqCst);
        SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
    }
}

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

#[tokio::test]
async fn ids_and_spans_carry_the_server_s_time() {
    let start = 1_616_572_018_311;
    let clock = Arc::new(SteppingClock {
        millis: AtomicU64::new(start),
        step: AtomicI64::new(700),
    });
    let sandbox = Sandbox::builder()
        .clock(Arc::clone(&clock))
        .start()
        .await
        .unwrap();
    let caller = Caller::new(&sandbox);
    let signed_at = SystemTime::UNIX_EPOCH + Duration::from_millis(start);

    let reply = caller.call_at(
        signed_at,
        CREATE,
        &json!({"number": "2000", "password": "123456"}),
    );
    let sip_id = reply.data()["sipId"].as_str().unwrap();
    let [started, passed_on, answered, ended] = times(&reply.json);
    // The clock was looked at once for each of the times, and once more for the id.
    assert_eq!(
        [started, passed_on, answered, ended],
        [start, start + 700, start + 2100, start + 2800]
    );
    assert_eq!(id_millis(&reply.json), u128::from(started));
    let made = u64::from_str_radix(&sip_id[..8], 16).unwrap() * 1000;
    assert!(
        (passed_on / 1000 * 1000..=answered).contains(&made),
        "{sip_id}"
    );
    assert_eq!(reply.headers["date"], "Wed, 24 Mar 2021 07:47:01 GMT");

    // A request that isn't passed on spends all its time at the gateway.
    let reply = caller.call_at(signed_at, CREATE, &json!([]));
    reply.refusal(400);
    let [started, passed_on, answered, ended] = times(&reply.json);
    assert_eq!((started, started), (passed_on, answered));
    assert_eq!(ended, started + 700);
    assert_eq!(id_millis(&reply.json), u128::from(started));

    // A clock that runs backwards doesn't turn a span round.
    clock.step.store(-400, Ordering::SeqCst);
    let reply = caller.call_at(signed_at, LIST, &json!({}));
    let [started, .., ended] = times(&reply.json);
    assert_eq!(started, ended);
    assert_eq!(id_millis(&reply.json), u128::from(started));
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
