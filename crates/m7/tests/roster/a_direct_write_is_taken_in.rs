//! What was written to a number without a plan isn't taken to be as a run left it.

use m7::CodingFormat;
use m7::roster::{DirectWrite, GeneratedPassword, Plan, PlanOptions, Roster};

use crate::wanted::{Wanted, roster};
use crate::world::World;

/// A number that a run made, and the roster that it was made by.
async fn made() -> (World, Roster) {
    let world = World::start().await;
    let roster = roster(&[Wanted {
        codecs: Some(vec![CodingFormat::G711a]),
        ..Wanted::new("2004")
    }]);
    world.apply(&roster, PlanOptions::default()).await;
    assert!(world.plan(&roster, PlanOptions::default()).await.is_empty());
    (world, roster)
}

/// One that was done.
async fn note(world: &World, write: DirectWrite) {
    let begun = world.store().begin(write).await.unwrap();
    begun.end(&Ok(())).await.unwrap();
}

/// One that was begun, and of which nobody knows more.
async fn begin(world: &World, write: DirectWrite) {
    drop(world.store().begin(write).await.unwrap());
}

async fn sip_id(world: &World) -> m7::SipId {
    let number = world.client().sip().get("2004").await.unwrap();
    number.data.sip_id
}

/// Whether each password that is given out is certain.
fn given_out(world: &World) -> Vec<bool> {
    let passwords = GeneratedPassword::read(&world.folder).unwrap();
    passwords.iter().map(|it| it.is_certain).collect()
}

#[tokio::test]
async fn a_password_that_was_set_directly_ends_the_one_that_was_made_up() {
    let (world, roster) = made().await;
    let id = sip_id(&world).await;
    assert_eq!(given_out(&world), [true]);
    begin(&world, DirectWrite::to(id.clone()).password()).await;
    assert_eq!(given_out(&world), [false]);
    note(&world, DirectWrite::to(id).password()).await;
    assert_eq!(given_out(&world), [] as [bool; 0]);
    // Nobody can tell which it is now.
    let plan = world.plan(&roster, PlanOptions::default()).await;
    assert!(plan.is_empty());
    assert_eq!(plan.unknown()[0].fields, ["password"]);
}

#[tokio::test]
async fn what_was_set_directly_is_known() {
    let (world, roster) = made().await;
    let id = sip_id(&world).await;
    note(
        &world,
        DirectWrite::to(id.clone()).codecs([CodingFormat::G729]),
    )
    .await;
    let plan = world.plan(&roster, PlanOptions::default()).await;
    assert_eq!(plan.steps().len(), 1, "it is set back: {plan:?}");
    note(&world, DirectWrite::to(id).codecs([CodingFormat::G711a])).await;
    assert!(world.plan(&roster, PlanOptions::default()).await.is_empty());
    assert_eq!(given_out(&world), [true], "it is as it was");
}

#[tokio::test]
async fn of_one_that_was_replaced_nothing_is_known() {
    let created: fn(m7::SipId) -> DirectWrite = |_| DirectWrite::created("2004");
    for write in [created, |id| DirectWrite::to(id).replaced()] {
        let (world, roster) = made().await;
        note(&world, write(sip_id(&world).await)).await;
        assert_eq!(given_out(&world), [] as [bool; 0]);
        let plan = world.plan(&roster, PlanOptions::default()).await;
        assert_eq!(plan.unknown()[0].fields, ["codecs", "password"]);
    }
}

#[tokio::test]
async fn one_that_nobody_knows_is_no_matter() {
    let (world, roster) = made().await;
    note(
        &world,
        DirectWrite::to("62d92d8e61da1b5c1a3e5f6b").password(),
    )
    .await;
    assert_eq!(given_out(&world), [true]);
    assert!(world.plan(&roster, PlanOptions::default()).await.is_empty());
}

#[tokio::test]
async fn a_later_run_is_on_top_of_it() {
    let (world, roster) = made().await;
    note(&world, DirectWrite::to(sip_id(&world).await).password()).await;
    let set = PlanOptions::default().set_unknown();
    world.apply(&roster, set).await;
    assert_eq!(given_out(&world), [true]);
    assert_eq!(
        world.differences(&[Wanted::new("2004")]).await,
        [] as [String; 0]
    );
}

/// A call that was refused.
async fn refused() -> Result<(), m7::Error> {
    let test = m7::testing::Sandboxed::start().await.unwrap();
    let error = test.client().sip().delete("62d92d8e61da1b5c1a3e5f6b").await;
    Err(error.unwrap_err())
}

#[tokio::test]
async fn one_that_was_refused_changes_nothing() {
    let (world, roster) = made().await;
    let id = sip_id(&world).await;
    for write in [
        DirectWrite::to(id.clone()).password(),
        DirectWrite::to(id.clone()).codecs([CodingFormat::G729]),
        DirectWrite::to(id).replaced(),
    ] {
        let begun = world.store().begin(write).await.unwrap();
        begun.end(&refused().await).await.unwrap();
        assert_eq!(given_out(&world), [true]);
        assert!(world.plan(&roster, PlanOptions::default()).await.is_empty());
    }
}

#[tokio::test]
async fn one_that_was_cut_off_may_have_changed_it() {
    let (world, roster) = made().await;
    let id = sip_id(&world).await;
    begin(&world, DirectWrite::to(id).codecs([CodingFormat::G729])).await;
    let plan = world.plan(&roster, PlanOptions::default()).await;
    assert_eq!(plan.steps().len(), 1, "it is set to be sure: {plan:?}");
}

#[tokio::test]
async fn two_at_once_are_told_apart() {
    let world = World::start().await;
    let numbers = ["2004", "2005"].map(Wanted::new);
    world.apply(&roster(&numbers), PlanOptions::default()).await;
    let list = world.client().sip().list().await.unwrap();
    let ids: Vec<_> = list.data.iter().map(|it| it.sip_id.clone()).collect();
    let store = world.store();
    let write = |id: &m7::SipId| store.begin(DirectWrite::to(id.clone()).password());
    let (first, second) = tokio::join!(write(&ids[0]), write(&ids[1]));
    first.unwrap().end(&refused().await).await.unwrap();
    second.unwrap().end(&Ok(())).await.unwrap();
    let kept = GeneratedPassword::read(&world.folder).unwrap();
    assert_eq!(kept.len(), 1, "that of the first, and it alone");
    assert_eq!(kept[0].number, list.data[0].number);
    assert!(kept[0].is_certain);
}

#[tokio::test]
async fn what_a_run_sets_meanwhile_is_kept() {
    let (world, _) = made().await;
    let store = world.store();
    let id = sip_id(&world).await;
    let begun = store
        .begin(DirectWrite::to(id).behind_nat(true))
        .await
        .unwrap();
    let other = roster(&[Wanted {
        codecs: Some(vec![CodingFormat::G729]),
        ..Wanted::new("2004")
    }]);
    let seen = world.seen().await;
    let plan = Plan::new(&other, &seen, &store.history(), &PlanOptions::default()).unwrap();
    plan.apply(&world.client(), &store).run().await.unwrap();
    begun.end(&refused().await).await.unwrap();
    drop(store);
    assert!(world.plan(&other, PlanOptions::default()).await.is_empty());
}
