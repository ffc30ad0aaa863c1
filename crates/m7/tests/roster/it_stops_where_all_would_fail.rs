//! A row that fails is one of many; what would meet all of them ends the run.

use m7::roster::{Plan, PlanOptions, Report, Status};
use m7::testing::{Fault, FaultRule};
use m7::{Client, RetryPolicy};

use crate::wanted::{Agent, Wanted, roster};
use crate::world::{World, counts};

fn twenty() -> Vec<Wanted> {
    (2000..2020)
        .map(|number: u32| Wanted::new(&number.to_string()))
        .collect()
}

async fn apply(world: &World, m7: &Client, wanted: &[Wanted]) -> Report {
    let store = world.store();
    let options = PlanOptions::default();
    let seen = world.seen().await;
    let plan = Plan::new(&roster(wanted), &seen, &store.history(), &options).unwrap();
    plan.apply(m7, &store).concurrency(4).run().await.unwrap()
}

#[tokio::test]
async fn a_row_that_is_refused_holds_up_no_other() {
    let world = World::start().await;
    let mut wanted = twenty();
    for number in ["2003", "2007"] {
        world.client().sip().create(number, "x-y-z").await.unwrap();
        world.test.register(number).await.unwrap();
    }
    // Agents that the sandbox doesn't know.
    wanted[3].agent = Agent::Bound("ffffffffffffffffffffffff");
    wanted[7].agent = Agent::Bound("eeeeeeeeeeeeeeeeeeeeeeee");
    let report = apply(&world, &world.client(), &wanted).await;
    assert_eq!(counts(&report), [18, 0, 2, 0, 0], "{report:#?}");
    let failed: Vec<_> = report
        .rows
        .iter()
        .filter(|row| row.status == Status::Failed)
        .collect();
    assert_eq!(
        (failed[0].number.as_str(), failed[1].number.as_str()),
        ("2003", "2007")
    );
    assert!(
        failed
            .iter()
            .all(|row| row.request_id.is_some() && row.note.is_some())
    );
    assert_eq!(report.stopped, None);
}

#[tokio::test]
async fn who_is_not_accepted_writes_no_further_row() {
    let world = World::start().await;
    let m7 = world
        .test
        .builder()
        .secret_key("another-secret")
        .build()
        .unwrap();
    let store = world.store();
    let seen = world.seen().await;
    let wanted = Wanted {
        version: 2,
        ..Wanted::new("2004")
    };
    world.client().sip().create("2004", "x-y-z").await.unwrap();
    let seen_now = world.seen().await;
    assert_ne!(seen, seen_now);
    let options = PlanOptions::default().set_unknown();
    let mut rows = twenty();
    rows[4] = wanted;
    // Creates ask for the time first, and so never begin.
    let plan = Plan::new(&roster(&rows), &seen_now, &store.history(), &options).unwrap();
    let error = plan.apply(&m7, &store).run().await.unwrap_err();
    assert!(matches!(error, m7::roster::Error::List(_)), "{error}");

    let plan = Plan::new(&roster(&rows[4..5]), &seen_now, &store.history(), &options).unwrap();
    let report = plan.apply(&m7, &store).run().await.unwrap();
    assert_eq!(counts(&report), [0, 0, 1, 0, 0]);
    assert!(report.stopped.is_some(), "{report:?}");
}

#[tokio::test]
async fn when_the_service_is_down_it_does_not_try_each_row() {
    let world = World::start().await;
    let m7 = world
        .test
        .builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let rule = FaultRule::new(Fault::unavailable()).operation("sip_create");
    world.test.fail(rule).await.unwrap();
    let report = apply(&world, &m7, &twenty()).await;
    let [_, _, failed, unknown, not_started] = counts(&report);
    // Five in a row, and those that were under way by then.
    assert!((5..=8).contains(&(failed + unknown)), "{report:#?}");
    assert_eq!(failed + unknown + not_started, 20);
    assert!(report.stopped.unwrap().contains("in a row"));

    world.test.recover().await;
    let report = world
        .apply(&roster(&twenty()), PlanOptions::default())
        .await;
    assert_eq!(report.count(Status::Done), 20);
    assert_eq!(world.all_differences(&twenty()).await, [] as [String; 0]);
}

#[tokio::test]
async fn who_interrupts_it_has_what_is_under_way_finished() {
    let world = World::start().await;
    let store = world.store();
    let options = PlanOptions::default();
    let (seen, history) = (world.seen().await, store.history());
    let plan = Plan::new(&roster(&twenty()), &seen, &history, &options).unwrap();
    let apply = plan.apply(&world.client(), &store).concurrency(3);
    let stopper = apply.stopper();
    let report = apply.observe(move |_| stopper.stop()).run().await.unwrap();
    let [done, .., not_started] = counts(&report);
    assert!((1..=3).contains(&done), "{report:#?}");
    assert_eq!(done + not_started, 20);
    assert_eq!(store.history().unsettled(), 0);
}
