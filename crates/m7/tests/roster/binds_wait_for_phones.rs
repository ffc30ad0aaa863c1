//! An agent is bound once there is a phone: in this run, or in a later one.

use std::time::Duration;

use m7::roster::{Action, ApplyEvent, Plan, PlanOptions, Roster, Status};
use m7::testing::{Fault, FaultRule};

use crate::wanted::{Agent, Wanted, agents, roster};
use crate::world::{World, counts};

fn bound(number: &str, agent: &'static str) -> Wanted {
    Wanted {
        agent: Agent::Bound(agent),
        ..Wanted::new(number)
    }
}

async fn apply(world: &World, roster: &Roster) -> [usize; 5] {
    counts(&world.apply(roster, PlanOptions::default()).await)
}

#[tokio::test]
async fn a_bind_without_a_phone_stays_pending_until_a_later_run() {
    let world = World::start().await;
    let wanted = [bound("2004", agents()[0]), bound("2005", agents()[1])];
    let roster = roster(&wanted);
    assert_eq!(apply(&world, &roster).await, [2, 2, 0, 0, 0]);
    assert_eq!(apply(&world, &roster).await, [0, 2, 0, 0, 0]);
    world.test.register("2005").await.unwrap();
    assert_eq!(apply(&world, &roster).await, [1, 1, 0, 0, 0]);
    assert_eq!(world.differences(&wanted).await, [] as [String; 0]);
}

#[tokio::test]
async fn it_is_waited_for_phones_as_long_as_is_said() {
    let world = World::start().await;
    let wanted = [
        bound("2004", agents()[0]),
        bound("2005", agents()[1]),
        bound("2006", agents()[2]),
    ];
    let store = world.store();
    let plan = Plan::new(
        &roster(&wanted),
        &world.seen().await,
        &store.history(),
        &PlanOptions::default(),
    )
    .unwrap();
    let (waits, mut waiting) = tokio::sync::mpsc::unbounded_channel();
    let running = tokio::spawn(
        plan.apply(&world.client(), &store)
            .wait_registered(Duration::from_secs(20))
            .look_every(Duration::from_millis(20))
            .observe(move |event| {
                if let ApplyEvent::Waiting { steps, .. } = event {
                    let _ = waits.send(*steps);
                }
            })
            .run(),
    );
    assert_eq!(waiting.recv().await, Some(3));
    for number in ["2004", "2005"] {
        world.test.register(number).await.unwrap();
    }
    while waiting.recv().await != Some(1) {}
    world.test.register("2006").await.unwrap();
    let report = running.await.unwrap().unwrap();
    assert_eq!(counts(&report), [6, 0, 0, 0, 0]);
    assert_eq!(world.differences(&wanted).await, [] as [String; 0]);
}

#[tokio::test]
async fn an_agent_makes_room_for_another_one_once_there_is_a_phone() {
    let world = World::start().await;
    world
        .apply(
            &roster(&[bound("2004", agents()[0])]),
            PlanOptions::default(),
        )
        .await;
    world.test.register("2004").await.unwrap();
    world
        .apply(
            &roster(&[bound("2004", agents()[0])]),
            PlanOptions::default(),
        )
        .await;
    world.test.sandbox().unregister("2004").await.unwrap();

    // Nobody loses a number that nobody else can have yet.
    let other = roster(&[bound("2004", agents()[1])]);
    assert_eq!(apply(&world, &other).await, [0, 2, 0, 0, 0]);
    let there = world.seen().await.roster().unwrap();
    assert!(there.to_csv().contains(agents()[0]));

    world.test.register("2004").await.unwrap();
    let report = world.apply(&other, PlanOptions::default()).await;
    let done: Vec<_> = report
        .rows
        .iter()
        .map(|row| (row.action, row.status))
        .collect();
    assert_eq!(
        done,
        [(Action::Unbind, Status::Done), (Action::Bind, Status::Done)]
    );
    assert_eq!(apply(&world, &other).await, [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn two_numbers_can_change_their_agents() {
    let world = World::start().await;
    let (one, other) = (agents()[0], agents()[1]);
    let before = [bound("2004", one), bound("2005", other)];
    world.apply(&roster(&before), PlanOptions::default()).await;
    for number in ["2004", "2005"] {
        world.test.register(number).await.unwrap();
    }
    world.apply(&roster(&before), PlanOptions::default()).await;
    let after = [bound("2004", other), bound("2005", one)];
    assert_eq!(apply(&world, &roster(&after)).await, [4, 0, 0, 0, 0]);
    assert_eq!(world.differences(&after).await, [] as [String; 0]);
}

#[tokio::test]
async fn a_bind_whose_create_failed_is_not_begun() {
    let world = World::start().await;
    let rule = FaultRule::new(Fault::ReplayRejection).operation("sip_create");
    world.test.fail(rule).await.unwrap();
    let store = world.store();
    let wanted = roster(&[bound("2004", agents()[0])]);
    let (seen, history) = (world.seen().await, store.history());
    let plan = Plan::new(&wanted, &seen, &history, &PlanOptions::default()).unwrap();
    let report = plan.apply(&world.client(), &store).run().await.unwrap();
    assert_eq!(counts(&report), [0, 0, 1, 0, 1], "{report:#?}");
}

#[tokio::test]
async fn where_phones_cannot_be_looked_for_that_is_why() {
    let world = World::start().await;
    let wanted = [bound("2004", agents()[0])];
    apply(&world, &roster(&wanted)).await;
    let store = world.store();
    let (seen, history) = (world.seen().await, store.history());
    let plan = Plan::new(&roster(&wanted), &seen, &history, &PlanOptions::default()).unwrap();
    world.test.fail(Fault::unavailable()).await.unwrap();
    let report = plan.apply(&world.client(), &store).run().await.unwrap();
    // Nobody knows whether it waits for a phone.
    assert_eq!(counts(&report), [0, 0, 0, 0, 1]);
    let note = report.rows[0].note.as_deref().unwrap();
    assert!(
        note.contains("can't be listed") && note.contains("503"),
        "{note}"
    );
}

/// Whoever keeps a number can't have another one, as far as a list shows.
#[tokio::test]
async fn an_agent_who_keeps_another_number_is_a_problem() {
    let world = World::start().await;
    for (number, agent) in [("2001", agents()[0]), ("3000", agents()[1])] {
        world.client().sip().create(number, "x-y-z").await.unwrap();
        world.test.register(number).await.unwrap();
        let sip_id = world.client().sip().get(number).await.unwrap().data.sip_id;
        world.client().sip().bind(sip_id, agent).await.unwrap();
    }
    let plan = async |wanted: &[Wanted]| {
        let (seen, history) = (world.seen().await, world.store().history());
        Plan::new(&roster(wanted), &seen, &history, &PlanOptions::default())
    };
    for wanted in [
        &[bound("2001", agents()[1])][..],
        &[bound("2001", agents()[1]), Wanted::new("3000")],
    ] {
        let error = plan(wanted).await.unwrap_err().to_string();
        assert!(error.contains("is bound to 3000"), "{error}");
    }
    let two = [bound("2004", agents()[2]), bound("2005", agents()[2])];
    let error = plan(&two).await.unwrap_err().to_string();
    assert!(
        error.contains("2004 is to have this agent already"),
        "{error}"
    );
    // Where they are taken off, they move.
    let nobody = Wanted {
        agent: Agent::Nobody,
        ..Wanted::new("3000")
    };
    let moving = [bound("2001", agents()[1]), nobody];
    world.apply(&roster(&moving), PlanOptions::default()).await;
    let moved = world.seen().await.roster().unwrap();
    assert_eq!(moved.row("2001").unwrap().agent_id(), Some(agents()[1]));
    assert_eq!(moved.row("3000").unwrap().agent_id(), None);
}
