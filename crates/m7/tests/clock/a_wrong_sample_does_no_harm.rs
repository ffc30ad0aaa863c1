//! One reply that tells a wrong time doesn't lead the client astray.

use m7::testing::{Fault, Sandboxed};

use super::off_clock::{OffClock, client, refusals};

/// A server whose clock is off for one request, which is the `nth` that this client makes.
async fn skewed(nth: u32, seconds: i32) -> Sandboxed {
    let test = Sandboxed::start().await.unwrap();
    let m7 = client(&test, &OffClock::default());
    for _ in 1..nth {
        m7.sip().list().await.unwrap();
    }
    test.fail_next("sip_list", Fault::Skew { seconds })
        .await
        .unwrap();
    for _ in 0..4 {
        m7.sip().list().await.unwrap();
    }
    let offset = m7.clock_offset().unwrap();
    assert!(offset.distance().as_secs() < 60, "{offset}");
    test
}

#[tokio::test]
async fn within_the_window_it_costs_nothing() {
    for nth in [1, 2, 5] {
        for seconds in [250, -250] {
            assert_eq!(refusals(&skewed(nth, seconds).await), 0, "{nth} {seconds}");
        }
    }
}

/// That request is refused itself, and by its reply the next one may be signed.
#[tokio::test]
async fn outside_the_window_it_costs_one_refusal_besides_its_own() {
    for nth in [1, 2, 5] {
        for seconds in [1200, -1200] {
            let refusals = refusals(&skewed(nth, seconds).await);
            assert!(refusals <= 2, "{nth} {seconds}: {refusals}");
        }
    }
}
