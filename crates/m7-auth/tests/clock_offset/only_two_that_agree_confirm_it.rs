//! More than what requests are signed by may rest on an estimate only while it is confirmed.

use m7_auth::ServerTime;

use super::world::{HOURS, MINUTES, QUICK, Said, Tells, World};

fn is_confirmed(world: &World) -> bool {
    let estimate = world.offset.estimate(world.local());
    estimate.is_some_and(|estimate| estimate.is_confirmed())
}

#[test]
fn the_second_that_agrees() {
    for machine in [0, 20 * MINUTES] {
        let mut world = World::new(machine, 0);
        assert!(!is_confirmed(&world));
        world.call();
        assert!(!is_confirmed(&world));
        world.call();
        assert!(is_confirmed(&world));
    }
}

#[test]
fn not_while_one_contradicts() {
    let mut world = World::new(0, 0);
    world.lie = -3 * MINUTES;
    world.call();
    world.lie = 0;
    for expected in [false, true, true] {
        world.call();
        assert_eq!(is_confirmed(&world), expected);
    }
    world.lie = -3 * MINUTES;
    world.call();
    world.lie = 0;
    assert!(!is_confirmed(&world));
    world.call();
    assert!(is_confirmed(&world));
}

#[test]
fn not_after_a_step_before_two_tell_of_it() {
    let mut world = World::new(0, 0);
    for step in [3 * MINUTES, 2 * HOURS] {
        for _ in 0..3 {
            world.call();
        }
        assert!(is_confirmed(&world));
        world.server += step;
        world.call();
        assert!(!is_confirmed(&world));
        world.call();
        assert!(is_confirmed(&world));
    }
}

#[test]
fn not_by_a_header_that_others_write() {
    let mut world = World::new(20 * MINUTES, 0);
    for _ in 0..5 {
        world.exchange(QUICK, Tells::Date).unwrap();
    }
    assert!(world.offset.estimate(world.local()).is_some());
    assert!(!is_confirmed(&world));
    world.call();
    assert!(!is_confirmed(&world));
    world.call();
    assert!(is_confirmed(&world));
    // Nor does that one dispute it.
    world.is_told(ServerTime::Date, HOURS, Said::Otherwise);
    assert!(is_confirmed(&world));
}
