//! A wrong sample does no harm, or is put right by the next reply.

use m7_auth::{ClockSample, ServerTime, Standing};

use super::world::{MINUTES, World, at};

/// A world of which the server has told well so often.
fn told(times: usize) -> World {
    let mut world = World::new(0, 0);
    for _ in 0..times {
        world.call();
    }
    world
}

fn lie(world: &mut World, millis: i64) {
    world.lie = millis;
    world.call();
    world.lie = 0;
}

#[test]
fn one_that_is_not_the_first_is_not_followed() {
    for wrong in [MINUTES, -4 * MINUTES, 20 * MINUTES] {
        let mut world = told(1);
        lie(&mut world, wrong);
        assert!(world.error_of_signing().abs() <= 5_000, "{wrong}");
        assert!(world.call());
        // Nor is a second one that the first was right about.
        lie(&mut world, wrong);
        assert!(world.error_of_signing().abs() <= 5_000, "{wrong}");
        assert_eq!(world.refused, 0);
    }
}

#[test]
fn a_first_one_that_the_server_s_own_deed_belies_is_not_followed() {
    for wrong in [6 * MINUTES, -20 * MINUTES] {
        let mut world = told(0);
        lie(&mut world, wrong);
        assert!(world.offset.estimate(world.local()).is_none());
        assert!(world.call());
    }
}

#[test]
fn a_first_one_within_the_window_is_put_right_and_nothing_refused() {
    let mut world = told(0);
    lie(&mut world, 4 * MINUTES);
    assert_eq!(world.error_of_signing() / MINUTES, 4);
    world.call();
    world.call();
    assert!(world.error_of_signing().abs() <= 1_000);
    assert_eq!(world.refused, 0);
}

#[test]
fn that_of_a_refusal_costs_one_more_at_most() {
    for before in [0, 3] {
        let mut world = told(before);
        // The server judges by a clock that is off, and tells its time; then it is right again.
        world.server = 20 * MINUTES;
        assert!(!world.call());
        world.server = 0;
        assert!(!world.call());
        for _ in 0..5 {
            assert!(world.call());
        }
    }
}

#[test]
fn what_a_refusal_has_displaced_is_back_with_one_reply_that_agrees() {
    let mut world = told(3);
    world.server = 20 * MINUTES;
    assert!(!world.call());
    world.server = 0;
    // A reply that says nothing of the timestamp, such as a gateway's own failure.
    let sample = ClockSample::new(
        world.local(),
        world.local(),
        ServerTime::Start(at(world.now)),
    );
    world.offset.note(&sample.unwrap(), Standing::Unknown);
    assert!(world.error_of_signing().abs() <= 1_000);
    assert!(world.call());
}
