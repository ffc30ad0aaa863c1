//! What can't be used says why, and changes nothing.

use std::time::Duration;

use m7_auth::{ClockOffset, ClockSample, Lag, ServerTime, Standing, Timestamp, UnusableSample};

use super::world::{HOURS, MINUTES, World, at};

const NOW: i64 = 1_616_408_549_000;

fn sample(sent: i64, received: i64, server: ServerTime) -> Result<ClockSample, UnusableSample> {
    ClockSample::new(at(sent), at(received), server)
}

#[test]
fn each_has_its_reason() {
    let start = |millis| ServerTime::Start(at(millis));
    for (received, server, reason) in [
        (NOW - 1, start(NOW), UnusableSample::SteppedBack),
        (NOW + 1, start(5), UnusableSample::NoTime),
        (NOW + 1, start(NOW + 25 * HOURS), UnusableSample::TooFar),
        (NOW + 1, start(NOW - 25 * HOURS), UnusableSample::TooFar),
        (NOW + 61_000, start(NOW), UnusableSample::TooVague),
    ] {
        assert_eq!(sample(NOW, received, server).unwrap_err(), reason);
    }
    // With both times, it doesn't matter how long the server took.
    let span = ServerTime::Span {
        start: at(NOW + 10),
        end: at(NOW + 300_000),
    };
    assert!(sample(NOW, NOW + 300_010, span).is_ok());
}

#[test]
fn a_server_whose_clock_is_faster_is_followed_by_its_last_time() {
    // Seven of its seconds went by in ten milliseconds of ours.
    let span = ServerTime::Span {
        start: at(NOW),
        end: at(NOW + 7_000),
    };
    let offset = ClockOffset::new();
    offset.note(&sample(NOW, NOW + 10, span).unwrap(), Standing::Unknown);
    let estimate = offset.estimate(at(NOW + 10)).unwrap();
    assert!(
        (estimate.offset_seconds() - 6.995).abs() < 0.01,
        "{estimate}"
    );
}

#[test]
fn another_s_date_header_is_not_taken_for_the_service_s() {
    let mut world = World::new(0, 0);
    world.call();
    // A proxy that is an hour off answers by itself, again and again.
    for _ in 0..5 {
        let date = ServerTime::Date(world.local() + Duration::from_secs(3600));
        let sample = ClockSample::new(world.local(), world.local(), date).unwrap();
        world.offset.note(&sample, Standing::Unknown);
    }
    assert!(world.call());
    assert!(world.error_of_signing().abs() <= 5_000);
}

#[test]
fn the_window_s_edge_counts_as_outside_for_who_was_refused() {
    let signed = Timestamp::from_unix_seconds(1_616_408_549).unwrap();
    let lag = |millis| ServerTime::Start(at(NOW + millis)).lag_of(signed);
    assert!(!lag(290_000).is_outside_window());
    assert!(lag(300_000).is_outside_window());
    assert!(lag(-301_000).is_outside_window());
    assert_eq!(lag(-20 * MINUTES), Lag::Ahead(Duration::from_secs(1200)));
}
