//! The machine's clock is set, or the server's: that costs one refusal at most, too.

use std::time::{Duration, SystemTime};

use m7::testing::Sandboxed;

use super::off_clock::{MINUTES, OffClock, client, refusals};

#[tokio::test]
async fn of_the_machine_s_clock() {
    let test = Sandboxed::start().await.unwrap();
    let clock = OffClock::default();
    let m7 = client(&test, &clock);
    for (step, ahead) in [20, 0, -20, 0, -60, 60].into_iter().enumerate() {
        clock.set(ahead * MINUTES);
        let before = refusals(&test);
        for _ in 0..3 {
            m7.sip().list().await.unwrap();
        }
        let more = refusals(&test) - before;
        assert!(more <= 1, "step {step} to {ahead} min: {more} refusals");
    }
}

#[tokio::test]
async fn of_the_server_s_clock() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = client(&test, &OffClock::default());
    m7.sip().list().await.unwrap();
    for (minutes, backwards) in [(20, false), (90, true), (6 * 60, false)] {
        let by = Duration::from_secs(60 * minutes);
        let now = SystemTime::now();
        test.clock()
            .set(if backwards { now - by } else { now + by });
        let before = refusals(&test);
        for _ in 0..3 {
            m7.sip().list().await.unwrap();
        }
        assert_eq!(refusals(&test) - before, 1, "{minutes} {backwards}");
    }
}

#[tokio::test]
async fn a_step_that_refuses_nothing_is_known_after_the_second_reply() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = client(&test, &OffClock::default());
    m7.sip().list().await.unwrap();
    test.clock().advance(Duration::from_secs(120));
    let offset = async || {
        let call = m7.sip().list().await.unwrap().call;
        call.clock_offset().unwrap().offset_seconds()
    };
    assert!(offset().await.abs() < 60.0);
    assert!((offset().await - 120.0).abs() < 60.0);
    assert_eq!(refusals(&test), 0);
}
