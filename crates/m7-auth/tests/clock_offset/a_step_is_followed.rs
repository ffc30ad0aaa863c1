//! Whichever of the two clocks is stepped, at most one request is refused; and no nonce repeats for
//! it.

use proptest::prelude::*;

use super::world::{HOURS, MINUTES, World};

#[test]
fn the_first_request_alone_may_be_refused() {
    for machine in [-23 * HOURS, -20 * MINUTES, -4 * MINUTES, 0, 20 * MINUTES] {
        let mut world = World::new(machine, 0);
        for _ in 0..5 {
            world.call();
        }
        let expected = usize::from(machine.abs() > 5 * MINUTES);
        assert_eq!(world.refused, expected, "{machine}");
        assert!(world.error_of_signing().abs() <= 5_000);
    }
}

#[test]
fn of_the_server_s_clock() {
    for step in [20 * MINUTES, -20 * MINUTES, 6 * HOURS] {
        let mut world = World::new(-20 * MINUTES, 0);
        for _ in 0..5 {
            world.call();
        }
        world.server += step;
        for _ in 0..5 {
            world.call();
        }
        assert_eq!(world.refused, 2, "{step}");
        assert!(world.error_of_signing().abs() <= 1_000, "{step}");
    }
}

#[test]
fn of_the_machine_s_clock() {
    for step in [20 * MINUTES, -20 * MINUTES, -6 * HOURS] {
        let mut world = World::new(0, 0);
        for _ in 0..5 {
            world.call();
        }
        world.machine += step;
        for _ in 0..5 {
            world.call();
        }
        assert_eq!(world.refused, 1, "{step}");
        assert!(world.error_of_signing().abs() <= 1_000, "{step}");
    }
}

#[test]
fn a_clock_that_was_ahead_and_is_set_right_costs_no_refusal() {
    let mut world = World::new(20 * MINUTES, 0);
    world.call();
    assert!(world.call());
    world.machine = 0;
    assert!(world.call());
}

#[test]
fn a_step_that_refuses_nothing_is_followed_by_the_second_reply() {
    let mut world = World::new(0, 0);
    for _ in 0..3 {
        world.call();
    }
    world.server += 2 * MINUTES;
    world.call();
    assert_eq!(world.error_of_signing(), -2 * MINUTES);
    world.call();
    assert!(world.error_of_signing().abs() <= 1_000);
    assert_eq!(world.refused, 0);
}

proptest! {
    /// The guard that refuses replays is in the world: a repeated nonce would be refused, too.
    #[test]
    fn each_step_costs_one_refusal_at_most(
        steps in prop::collection::vec((any::<bool>(), -2 * HOURS..2 * HOURS, 1..10_usize), 1..8),
    ) {
        let mut world = World::new(0, 0);
        for (of_server, step, calls) in steps {
            // A step is of the clock, which can't have stepped beyond what is corrected.
            let clock = if of_server { &mut world.server } else { &mut world.machine };
            *clock = (*clock + step).clamp(-11 * HOURS, 11 * HOURS);
            let refused = world.refused;
            for _ in 0..calls {
                world.call();
                world.wait(700);
            }
            prop_assert!(world.refused <= refused + 1, "{step}: {}", world.refused - refused);
        }
    }
}
