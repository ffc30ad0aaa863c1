//! A number gets a password that it never had, whatever was set before.

use m7::roster::{GeneratedPassword, PasswordRule, PlanOptions, Roster, Row};

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
