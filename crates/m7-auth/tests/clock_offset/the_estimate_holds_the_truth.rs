//! As long as what the server tells is true, the estimate is: however the time on the way is divided
//! between there and back, whatever the replies tell of, and while the clocks drift.

use m7_auth::ClockEstimate;
use proptest::prelude::*;

use super::world::{Delays, HOURS, Tells, World};

/// An exchange, after a wait, while the machine's clock drifts by so many parts per million.
#[derive(Clone, Debug)]
struct Step {
    wait: i64,
    drift: i64,
    delays: Delays,
    tells: Tells,
}

fn step() -> impl Strategy<Value = Step> {
    let delay = || prop_oneof![0..50_i64, 0..5_000_i64];
    let delays = (delay(), prop_oneof![Just(0), 0..25_000_i64], delay());
    let tells = prop_oneof![Just(Tells::Span), Just(Tells::Start), Just(Tells::Date)];
    (0..3_600_000_i64, -490..=490_i64, delays, tells).prop_map(
        |(wait, drift, (there, business, back), tells)| Step {
            wait,
            drift,
            delays: Delays {
                there,
                business,
                back,
            },
            tells,
        },
    )
}

fn holds(estimate: ClockEstimate, truth: f64) -> bool {
    // A millisecond more, since the world's clocks show no less.
    (estimate.offset_seconds() - truth).abs() <= estimate.uncertainty().as_secs_f64() + 0.001
}

proptest! {
    #[test]
    fn whatever_the_delays(
        machine in -20 * HOURS..20 * HOURS,
        steps in prop::collection::vec(step(), 1..20),
    ) {
        let mut world = World::new(machine, 0);
        for step in steps {
            world.wait(step.wait);
            world.machine += step.wait * step.drift / 1_000_000;
            // A read that took too long says nothing, and harms nothing.
            let _ = world.exchange(step.delays, step.tells);
            if let Some(estimate) = world.offset.estimate(world.local()) {
                prop_assert!(holds(estimate, world.truth()), "{estimate} but {}", world.truth());
                prop_assert!(estimate.uncertainty().as_secs() <= 30);
            }
        }
        // Not more than the first is ever refused.
        prop_assert!(world.refused <= 1);
    }
}

#[test]
fn the_best_exchange_decides() {
    let mut world = World::new(0, 4_000);
    let (slow, quick) = (
        Delays {
            there: 3_000,
            business: 0,
            back: 0,
        },
        Delays {
            there: 4,
            business: 6_700,
            back: 6,
        },
    );
    let doubt_after = |world: &mut World, delays| {
        world.exchange(delays, Tells::Span).unwrap();
        world.offset.estimate(world.local()).unwrap().uncertainty()
    };
    assert!(doubt_after(&mut world, slow).as_millis() >= 1_500);
    // Ten milliseconds on the way, and the drift in the seven seconds that the server took.
    assert!(doubt_after(&mut world, quick).as_millis() <= 5 + 4);
    assert!(doubt_after(&mut world, slow).as_millis() <= 5 + 4 + 2);
}

#[test]
fn it_is_vaguer_the_older_it_is_and_at_last_forgotten() {
    let mut world = World::new(-20 * 60_000, 0);
    world.call();
    assert!(world.call());
    let doubt = |world: &World| Some(world.offset.estimate(world.local())?.uncertainty());
    let fresh = doubt(&world).unwrap();
    world.wait(10 * HOURS);
    let aged = doubt(&world).unwrap();
    assert_eq!(aged.as_secs() - fresh.as_secs(), 18);
    assert!(world.call());
    assert!(doubt(&world).unwrap() < aged);

    world.wait(17 * HOURS);
    assert_eq!(doubt(&world), None);
    assert_eq!(world.error_of_signing(), -20 * 60_000);
    assert!(!world.call());
    assert!(world.call());
}
