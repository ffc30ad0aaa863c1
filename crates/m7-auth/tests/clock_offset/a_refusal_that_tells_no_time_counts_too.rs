//! Whatever wrong time was told, and however curt the server is to whom it refuses, it is soon let in
//! again.

use m7_auth::{ServerTime, Timestamp};
use proptest::prelude::*;

use super::world::{HOURS, MINUTES, Said, World};

/// A machine that is so far ahead, and has learnt it.
fn told(machine: i64, times: usize) -> World {
    let mut world = World::new(machine, 0);
    for _ in 0..times {
        world.call();
    }
    world.refused = 0;
    world
}

#[test]
fn what_a_proxy_tells_with_its_own_refusal() {
    for (machine, times) in [(0, 0), (0, 1), (0, 3), (20 * MINUTES, 3)] {
        let mut world = told(machine, times);
        world.is_told(ServerTime::Date, HOURS, Said::ToWhomItRefused);
        assert!(world.error_of_signing() >= HOURS - 1_000);
        assert!(!world.curt_call());
        for _ in 0..5 {
            assert!(world.curt_call(), "{machine} {times}");
        }
    }
}

#[test]
fn what_a_proxy_tells_with_another_failure_moves_nothing() {
    for times in [0, 3] {
        let mut world = told(0, times);
        for _ in 0..3 {
            world.is_told(ServerTime::Date, HOURS, Said::Otherwise);
        }
        assert!(world.curt_call());
        assert_eq!(world.refused, 0);
    }
}

#[test]
fn an_estimate_that_the_machine_was_set_right_under() {
    let mut world = told(20 * MINUTES, 3);
    world.machine = 0;
    while !world.curt_call() {
        assert!(world.refused <= 2);
    }
    for _ in 0..5 {
        assert!(world.curt_call());
    }
}

#[test]
fn one_refusal_for_another_reason_moves_nothing_that_was_confirmed() {
    let mut world = told(20 * MINUTES, 3);
    for _ in 0..5 {
        let signed = Timestamp::from_system_time(world.offset.corrected(world.local())).unwrap();
        assert!(!world.offset.distrust(world.local(), signed));
        assert!(world.curt_call());
    }
    assert_eq!(world.refused, 0);
}

#[test]
fn what_was_signed_before_the_correction_says_nothing_against_it() {
    let mut world = World::new(20 * MINUTES, 0);
    let early = Timestamp::from_system_time(world.local()).unwrap();
    let sent = world.local();
    assert!(!world.call());
    for _ in 0..32 {
        assert!(world.offset.distrust(sent, early));
    }
    assert!(world.curt_call());
}

#[test]
fn with_nothing_else_to_sign_by_nothing_changes() {
    let mut world = told(0, 2);
    let signed = Timestamp::from_system_time(world.local()).unwrap();
    for _ in 0..5 {
        assert!(!world.offset.distrust(world.local(), signed));
    }
    assert!(world.curt_call());
}

#[derive(Clone, Debug)]
struct Lie {
    is_date: bool,
    ahead: i64,
    said: Said,
}

fn lie() -> impl Strategy<Value = Lie> {
    let said = prop_oneof![Just(Said::ToWhomItRefused), Just(Said::Otherwise)];
    // By a multiple of 1024 s nonces could repeat, which the allocator's documentation says.
    (any::<bool>(), -590..590_i64, said).prop_map(|(is_date, steps, said)| Lie {
        is_date,
        ahead: steps * 61_000,
        said,
    })
}

proptest! {
    #[test]
    fn each_wrong_sample_costs_two_refusals_at_most(
        machine in prop_oneof![Just(0), Just(20 * MINUTES), -10 * HOURS..10 * HOURS],
        rounds in prop::collection::vec(prop::collection::vec(lie(), 1..4), 1..8),
    ) {
        let mut world = told(machine, 3);
        for lies in rounds {
            let before = world.refused;
            for lie in &lies {
                let teller = if lie.is_date { ServerTime::Date } else { ServerTime::Start };
                world.is_told(teller, lie.ahead, lie.said);
            }
            for _ in 0..2 * lies.len() {
                world.curt_call();
            }
            for _ in 0..3 {
                prop_assert!(world.curt_call());
            }
            prop_assert!(world.refused - before <= 2 * lies.len());
        }
    }
}
