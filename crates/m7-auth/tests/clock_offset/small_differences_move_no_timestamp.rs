//! Corrected times go back only when a clock was stepped.

use proptest::prelude::*;

use super::world::{Delays, Tells, World};

proptest! {
    #[test]
    fn a_machine_that_is_nearly_right_is_not_corrected(
        machine in -4_900..4_900_i64,
        delays in prop::collection::vec((0..4_000_i64, 0..4_000_i64), 1..30),
    ) {
        let mut world = World::new(machine, 0);
        for (there, back) in delays {
            world.exchange(Delays { there, business: 100, back }, Tells::Span).unwrap();
            prop_assert_eq!(world.offset.corrected(world.local()), world.local());
        }
    }

    #[test]
    fn a_correction_is_made_once(
        machine in prop_oneof![-86_000_000..-310_000_i64, 310_000..86_000_000_i64],
        delays in prop::collection::vec((0..4_000_i64, 0..4_000_i64), 1..30),
    ) {
        let mut world = World::new(machine, 0);
        world.call();
        let correction = |world: &World| {
            let local = world.local();
            let corrected = world.offset.corrected(local);
            (corrected.duration_since(local).ok(), local.duration_since(corrected).ok())
        };
        let first = correction(&world);
        for (there, back) in delays {
            let _ = world.exchange(Delays { there, business: 100, back }, Tells::Start);
            prop_assert_eq!(correction(&world), first);
        }
    }
}
