//! What was looked at is what is applied, or nothing is.

use std::fs;
use std::path::PathBuf;

use m7::roster::{Error, Plan, PlanOptions, Seen};

use crate::wanted::{Wanted, scoped};
use crate::world::{TARGET, World, counts};

fn wanted(numbers: &[&str]) -> Vec<Wanted> {
    numbers.iter().map(|number| Wanted::new(number)).collect()
}

/// A world with a plan in a file: 2004 is to be created, 2005 is there, 2006 is to go.
async fn planned() -> (World, PathBuf) {
    let world = World::start().await;
    let options = PlanOptions::default().prune();
    world
        .apply(&scoped(&wanted(&["2005", "2006"])), options)
        .await;
    let plan = world
        .plan(&scoped(&wanted(&["2004", "2005"])), options)
        .await;
    let path = world.folder.with_file_name("plan.json");
    plan.save(&path, TARGET).unwrap();
    assert_eq!(Plan::load(&path, TARGET).unwrap(), plan);
    assert!(Plan::is_plan(&path));
    (world, path)
}

async fn remaining(world: &World, path: &PathBuf) -> Result<Plan, Error> {
    let plan = Plan::load(path, TARGET).unwrap();
    let seen = Seen::list(&world.client()).await.unwrap();
    plan.remaining(&seen, &world.store().history())
}

#[tokio::test]
async fn what_was_planned_is_done() {
    let (world, path) = planned().await;
    let plan = remaining(&world, &path).await.unwrap();
    let report = plan
        .apply(&world.client(), &world.store())
        .run()
        .await
        .unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 0, 0]);
    let wrong = world.all_differences(&wanted(&["2004", "2005"])).await;
    assert_eq!(wrong, [] as [String; 0]);
    // Nothing is left of it.
    assert!(remaining(&world, &path).await.unwrap().is_empty());
}

#[tokio::test]
async fn numbers_that_have_changed_make_it_stale() {
    let sip_id_of = async |world: &World, number: &str| {
        world.client().sip().get(number).await.unwrap().data.sip_id
    };
    let (world, path) = planned().await;
    world.client().sip().create("2004", "x-y-z").await.unwrap();
    assert!(matches!(remaining(&world, &path).await, Err(Error::Stale)));

    let (world, path) = planned().await;
    let sip_id = sip_id_of(&world, "2006").await;
    world.client().sip().delete(sip_id).await.unwrap();
    assert!(matches!(remaining(&world, &path).await, Err(Error::Stale)));

    // One that no row names, but the scope has.
    let (world, path) = planned().await;
    world.client().sip().create("2007", "x-y-z").await.unwrap();
    assert!(matches!(remaining(&world, &path).await, Err(Error::Stale)));

    // A phone that registers changes nothing, nor does what is outside the scope.
    let (world, path) = planned().await;
    world.test.register("2005").await.unwrap();
    world.client().sip().create("3007", "x-y-z").await.unwrap();
    assert!(remaining(&world, &path).await.is_ok());
}

/// What no list shows is part of the state, too.
#[tokio::test]
async fn another_password_since_makes_it_stale() {
    let world = World::start().await;
    let version = |version| Wanted {
        version,
        ..Wanted::new("2004")
    };
    let options = PlanOptions::default();
    world.apply(&scoped(&[version(1)]), options).await;
    let path = world.folder.with_file_name("plan.json");
    let plan = world.plan(&scoped(&[version(2)]), options).await;
    plan.save(&path, TARGET).unwrap();
    world.apply(&scoped(&[version(3)]), options).await;
    assert!(matches!(remaining(&world, &path).await, Err(Error::Stale)));
}

/// Also while it is being carried out.
#[tokio::test]
async fn what_somebody_else_does_meanwhile_makes_it_stale() {
    let world = World::start().await;
    let options = PlanOptions::default().prune();
    world
        .apply(&scoped(&wanted(&["2005", "2006"])), options)
        .await;
    let path = world.folder.with_file_name("plan.json");
    let plan = world
        .plan(&scoped(&wanted(&["2004", "2005"])), options)
        .await;
    plan.save(&path, TARGET).unwrap();
    // It creates 2004, and is ended before it deletes 2006.
    let store = world.store();
    let apply = plan.apply(&world.client(), &store).concurrency(1);
    let stopper = apply.stopper();
    apply.observe(move |_| stopper.stop()).run().await.unwrap();
    drop(store);
    assert!(remaining(&world, &path).await.is_ok());

    world.test.register("2006").await.unwrap();
    let sip = world.client().sip();
    let sip_id = sip.get("2006").await.unwrap().data.sip_id;
    sip.bind(&sip_id, m7::testing::AGENT_ID).await.unwrap();
    assert!(matches!(remaining(&world, &path).await, Err(Error::Stale)));
    sip.unbind(&sip_id).await.unwrap();
    assert!(remaining(&world, &path).await.is_ok());
    sip.create("2007", "x-y-z").await.unwrap();
    assert!(matches!(remaining(&world, &path).await, Err(Error::Stale)));
}

#[tokio::test]
async fn a_plan_that_was_edited_is_none_any_more() {
    let (_world, path) = planned().await;
    let text = fs::read_to_string(&path).unwrap();
    for (from, to) in [
        ("2004", "2009"),
        ("\"create\"", "\"delete\""),
        ("\"scoped\": 2", "\"scoped\": 9"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replace(from, to)).unwrap();
        let error = Plan::load(&path, TARGET).unwrap_err();
        assert!(matches!(error, Error::NoPlan { .. }), "{from}: {error}");
    }
}

#[tokio::test]
async fn after_it_was_interrupted_the_rest_of_it_is_done() {
    let (world, path) = planned().await;
    let plan = remaining(&world, &path).await.unwrap();
    let store = world.store();
    let apply = plan.apply(&world.client(), &store).concurrency(1);
    let stopper = apply.stopper();
    let report = apply.observe(move |_| stopper.stop()).run().await.unwrap();
    assert_eq!(counts(&report), [1, 0, 0, 0, 1]);
    assert!(report.stopped.is_some());
    drop(store);

    let rest = remaining(&world, &path).await.unwrap();
    assert_eq!(rest.steps().len(), 1);
    rest.apply(&world.client(), &world.store())
        .run()
        .await
        .unwrap();
    let wrong = world.all_differences(&wanted(&["2004", "2005"])).await;
    assert_eq!(wrong, [] as [String; 0]);
}

#[tokio::test]
async fn it_is_for_one_account_and_has_to_be_one() {
    let (_world, path) = planned().await;
    let other = Plan::load(&path, "another account").unwrap_err();
    assert!(matches!(other, Error::OtherTarget { .. }), "{other}");
    for text in [
        "",
        "{}",
        "number\n2004\n",
        r#"{"format": "m7 roster plan"}"#,
    ] {
        fs::write(&path, text).unwrap();
        let error = Plan::load(&path, TARGET).unwrap_err();
        assert!(matches!(error, Error::NoPlan { .. }), "{text}: {error}");
    }
    // What only mentions plans is none.
    fs::write(&path, "# see m7 roster plan\nversion: 1\n").unwrap();
    assert!(!Plan::is_plan(&path));
}
