//! As many writes are under way at a time as may be, from the first to the last.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use m7::Clock as _;
use m7::roster::{ApplyEvent, Plan, PlanOptions};
use m7::testing::{Latency, SandboxClock};

use crate::wanted::{Wanted, roster};
use crate::world::{World, counts};

const CREATES: u32 = 1000;
const LANES: u32 = 8;
/// What a create takes on the vendor's page, its gateway not counted.
const CREATE: Duration = Duration::from_millis(6_700);
/// How long nothing happens, in real time, before it is taken for sure that all wait for the clock.
const QUIET: Duration = Duration::from_millis(8);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_creates_take_a_thousandth_each_of_an_eighth() {
    let world = World::with(|sandbox| sandbox.latency(Latency::Documented)).await;
    let wanted: Vec<_> = (2000..2000 + CREATES)
        .map(|number| Wanted::new(&number.to_string()))
        .collect();
    let store = world.store();
    let options = PlanOptions::default();
    let history = store.history();
    let plan = Plan::new(&roster(&wanted), &world.seen().await, &history, &options).unwrap();
    let lanes = usize::try_from(LANES).unwrap();
    let estimate = plan.estimate(&history, lanes);

    let clock = world.test.clock().clone();
    clock.scale(0.0);
    let events = Arc::new(AtomicUsize::new(0));
    let driver = tokio::spawn(drive(clock.clone(), Arc::clone(&events)));
    let began = clock.now();
    let report = plan
        .apply(&world.client(), &store)
        .concurrency(lanes)
        .observe(move |event| {
            if !matches!(event, ApplyEvent::Waiting { .. }) {
                events.fetch_add(1, Ordering::Relaxed);
            }
        })
        .run();
    let report = report.await.unwrap();
    let took = clock.now().duration_since(began).unwrap();
    driver.abort();

    assert_eq!(counts(&report)[0], wanted.len());
    let expected = CREATE * CREATES / LANES;
    for (name, time) in [("it took", took), ("it was estimated at", estimate)] {
        let off = time.as_secs_f64() / expected.as_secs_f64() - 1.0;
        assert!(off.abs() < 0.05, "{name} {time:?}, and not {expected:?}");
    }
    // From now on it is known how long they take.
    assert!(
        store
            .history()
            .measured(m7::roster::Action::Create)
            .is_some()
    );
}

/// Moves the clock to where the first of those who wait is woken, whenever nothing else goes on.
async fn drive(clock: SandboxClock, events: Arc<AtomicUsize>) {
    let mut seen = usize::MAX;
    loop {
        tokio::time::sleep(QUIET).await;
        let now = events.load(Ordering::Relaxed);
        let is_quiet = seen == now;
        seen = now;
        if let Some(wake) = clock.next_wake().filter(|_| is_quiet) {
            clock.advance(wake);
        }
    }
}
