//! A number gets a password that it never had, whatever was set before.

use std::sync::atomic::{AtomicUsize, Ordering};

use m7::roster::{
    ApplyEvent, GeneratedPassword, PasswordRule, Plan, PlanOptions, Roster, Rotation, Row,
};

use crate::wanted::{Wanted, roster};
use crate::world::World;

/// A roster that asks for the next password of this number.
fn next(world: &World) -> Roster {
    let version = world.store().history().next_password_version("2004");
    let row = Row::new("2004")
        .password(PasswordRule::Generate)
        .password_version(version);
    Roster::new([row], None).unwrap()
}

fn version(version: u32) -> Wanted {
    Wanted {
        version,
        ..Wanted::new("2004")
    }
}

#[tokio::test]
async fn each_time_it_is_another_one() {
    let world = World::start().await;
    let set = PlanOptions::default().set_unknown();
    world.apply(&roster(&[version(1)]), set).await;
    let mut had = Vec::new();
    for expected in 2..5 {
        world.apply(&next(&world), set).await;
        assert_eq!(
            world.differences(&[version(expected)]).await,
            [] as [String; 0]
        );
        had.extend(GeneratedPassword::read(&world.folder).unwrap());
    }
    let mut passwords: Vec<_> = had.iter().map(|it| it.password.expose()).collect();
    passwords.sort_unstable();
    passwords.dedup();
    assert_eq!(passwords.len(), 3);
}

#[tokio::test]
async fn one_of_which_nothing_is_known_gets_its_first() {
    let world = World::start().await;
    world
        .client()
        .sip()
        .create("2004", "whatever-it-was")
        .await
        .unwrap();
    world
        .apply(&next(&world), PlanOptions::default().set_unknown())
        .await;
    assert_eq!(world.differences(&[version(1)]).await, [] as [String; 0]);
}

/// The earlier update may still arrive, so the later one must set the same.
#[tokio::test]
async fn one_that_may_yet_be_set_is_the_next() {
    let world = World::start().await;
    let set = PlanOptions::default().set_unknown();
    world.apply(&roster(&[version(1)]), set).await;
    world.cut_off(&next(&world), set).await;
    // Settled, it is known that it may have been done or not.
    world
        .store()
        .settle(&world.client(), crate::world::SETTLE)
        .await
        .unwrap();
    assert_eq!(world.store().history().next_password_version("2004"), 2);
    world.apply(&next(&world), set).await;
    let kept = world.kept("2004", 2);
    assert_eq!(kept.len(), 2, "an intent each");
    assert_eq!(kept[0], kept[1]);
    assert_eq!(world.differences(&[version(2)]).await, [] as [String; 0]);
    assert_eq!(world.store().history().next_password_version("2004"), 3);
}

#[tokio::test]
async fn a_rotation_is_gone_on_with_until_all_have_theirs() {
    let world = World::start().await;
    let numbers = ["2001", "2002", "2003"];
    let set = PlanOptions::default().set_unknown();
    let all: Vec<_> = numbers.iter().map(|number| Wanted::new(number)).collect();
    world.apply(&roster(&all), set).await;
    assert!(!world.store().history().is_rotation_open());

    rotate(&world, &numbers, Rotation::Begins, 1).await;
    rotate(&world, &numbers, Rotation::GoesOn, 1).await;
    // Another run comes in between.
    world.apply(&roster(&[Wanted::new("2009")]), set).await;
    let history = world.store().history();
    assert!(history.is_rotation_open() && !history.was_rotation());
    let rotated = |number: &&str| history.is_rotated(number);
    assert_eq!(numbers.iter().copied().filter(rotated).count(), 2);

    rotate(&world, &numbers, Rotation::GoesOn, 3).await;
    let history = world.store().history();
    assert!(!history.is_rotation_open() && history.was_rotation());
    for number in numbers {
        assert_eq!(history.next_password_version(number), 3, "{number} once");
    }
}

/// Rotates so many of those that are left.
async fn rotate(world: &World, numbers: &[&str], rotation: Rotation, most: usize) {
    let store = world.store();
    let history = store.history();
    let goes_on = rotation == Rotation::GoesOn;
    let rows = numbers
        .iter()
        .filter(|number| !goes_on || !history.is_rotated(number))
        .map(|number| {
            Row::new(*number)
                .password(PasswordRule::Generate)
                .password_version(history.next_password_version(number))
        });
    let roster = Roster::new(rows, None).unwrap();
    let options = PlanOptions::default().set_unknown();
    let plan = Plan::new(&roster, &world.seen().await, &history, &options).unwrap();
    let apply = plan.apply(&world.client(), &store).rotation(rotation);
    let (stopper, done) = (apply.stopper(), AtomicUsize::new(0));
    apply
        .concurrency(1)
        .observe(move |event| {
            if matches!(event, ApplyEvent::Ended(_))
                && done.fetch_add(1, Ordering::Relaxed) + 1 == most
            {
                stopper.stop();
            }
        })
        .run()
        .await
        .unwrap();
}
