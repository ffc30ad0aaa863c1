use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream::{self, Stream as _, StreamExt as _};
use m7::testing::Sandboxed;
use tokio::sync::Semaphore;

/// What is to be created; each call that is taken is counted.
fn million(
    sip: m7::Sip,
    taken: Arc<AtomicUsize>,
) -> impl Iterator<Item = (u32, m7::sip::Create)> + Send + 'static {
    (0..1_000_000).map(move |number| {
        taken.fetch_add(1, Ordering::SeqCst);
        (number, sip.create(number.to_string(), "a-password"))
    })
}

#[tokio::test]
async fn no_more_are_taken_than_are_open() {
    let test = Sandboxed::start().await.unwrap();
    let taken = Arc::<AtomicUsize>::default();
    let mut bulk = m7::bulk(million(test.client().sip(), Arc::clone(&taken))).concurrency(4);
    assert_eq!(taken.load(Ordering::SeqCst), 0);
    assert_eq!(bulk.progress().started, 0);

    for done in 1..=50 {
        bulk.next().await.unwrap().result.unwrap();
        // Four are open, and those that were taken from the stream.
        assert!(taken.load(Ordering::SeqCst) <= done + 4);
        assert!(bulk.progress().started <= done + 4);
    }
    assert_eq!(bulk.size_hint().1, Some(1_000_000 - 50));

    let rest = bulk.finish().await;
    assert!(rest.len() <= 4);
    assert_eq!(taken.load(Ordering::SeqCst), 50 + rest.len());
    assert_eq!(test.requests("sip_create").len(), 50 + rest.len());
}

/// What is done waits, and nothing more begins before it is taken.
#[tokio::test]
async fn who_takes_nothing_has_nothing_started() {
    let test = Sandboxed::start().await.unwrap();
    let taken = Arc::<AtomicUsize>::default();
    let mut bulk = m7::bulk(million(test.client().sip(), Arc::clone(&taken))).concurrency(4);
    let ledger = bulk.ledger();
    bulk.next().await.unwrap();
    for _ in 0..3 {
        ledger.settled().await;
        assert_eq!(ledger.progress().started, 1 + 4);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Taking one makes room for one.
    bulk.next().await.unwrap();
    ledger.settled().await;
    assert_eq!(ledger.progress().done(), 2 + 4);
}

/// One that waits for its source hands out what is done meanwhile, and ends when the source does.
#[tokio::test]
async fn a_source_may_take_its_time() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let gate = Arc::new(Semaphore::new(3));
    let rows = stream::unfold(0, {
        let gate = Arc::clone(&gate);
        move |number| {
            let gate = Arc::clone(&gate);
            async move {
                gate.acquire().await.unwrap().forget();
                (number < 5).then_some((number, number + 1))
            }
        }
    });
    let creates = rows.map(move |number| (number, sip.create(number.to_string(), "a-password")));
    let mut bulk = m7::bulk_stream(creates).concurrency(2);
    for _ in 0..3 {
        bulk.next().await.unwrap().result.unwrap();
    }
    let waiting = tokio::time::timeout(Duration::from_millis(50), bulk.next()).await;
    assert!(waiting.is_err());
    gate.add_permits(3);
    for _ in 0..2 {
        bulk.next().await.unwrap().result.unwrap();
    }
    for _ in 0..3 {
        assert!(bulk.next().await.is_none());
    }
    assert!(!bulk.is_stopped());
}

/// A call that takes long doesn't hold up what is done before it.
#[tokio::test]
async fn results_come_as_they_complete() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let gate = Arc::new(Semaphore::new(0));
    let calls = (0..5).map({
        let gate = Arc::clone(&gate);
        move |number| {
            let (sip, gate) = (sip.clone(), Arc::clone(&gate));
            let call = async move {
                if number == 0 {
                    gate.acquire().await.unwrap().forget();
                }
                sip.create(number.to_string(), "a-password").await
            };
            (number, call)
        }
    });
    let mut bulk = m7::bulk(calls).concurrency(2);
    let mut keys = Vec::new();
    for _ in 0..4 {
        keys.push(bulk.next().await.unwrap().key);
    }
    assert_eq!(keys, [1, 2, 3, 4]);
    gate.add_permits(1);
    assert_eq!(bulk.next().await.unwrap().key, 0);
    assert!(bulk.next().await.is_none());
}
