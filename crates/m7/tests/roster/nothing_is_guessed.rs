//! What no list shows is known from the journal, or said to be unknown.

use m7::CodingFormat;
use m7::roster::{Action, PlanOptions, Status};

use crate::wanted::{Wanted, roster};
use crate::world::{World, counts};

fn wanted() -> Wanted {
    Wanted {
        codecs: Some(vec![CodingFormat::G729]),
        behind_nat: Some(true),
        ..Wanted::new("2004")
    }
}

#[tokio::test]
async fn what_nobody_can_tell_is_left_and_told_of() {
    let world = World::start().await;
    let sip = world.client().sip();
    sip.create("2004", "somebody-s-password").await.unwrap();
    let roster = roster(&[wanted()]);

    let plan = world.plan(&roster, PlanOptions::default()).await;
    assert!(plan.is_empty(), "{:?}", plan.steps());
    assert_eq!(plan.unknown().len(), 1);
    assert_eq!(plan.unknown()[0].fields, ["codecs", "nat", "password"]);

    let options = PlanOptions::default().set_unknown();
    let report = world.apply(&roster, options).await;
    assert_eq!(counts(&report), [1, 0, 0, 0, 0]);
    assert_eq!(report.rows[0].action, Action::Update);
    assert_eq!(world.differences(&[wanted()]).await, [] as [String; 0]);

    // From now on the journal knows.
    let plan = world.plan(&roster, options).await;
    assert!(plan.is_empty(), "{:?}", plan.steps());
    assert_eq!((plan.unknown().len(), plan.from_journal()), (0, 1));
}

#[tokio::test]
async fn what_is_known_of_a_number_is_forgotten_with_its_id() {
    let world = World::start().await;
    let roster = roster(&[wanted()]);
    world.apply(&roster, PlanOptions::default()).await;
    let sip = world.client().sip();
    let sip_id = sip.get("2004").await.unwrap().data.sip_id;
    sip.delete(sip_id).await.unwrap();
    sip.create("2004", "somebody-s-password").await.unwrap();

    let plan = world.plan(&roster, PlanOptions::default()).await;
    assert_eq!(plan.unknown().len(), 1, "{plan:?}");
}

#[tokio::test]
async fn a_higher_version_sets_a_new_password() {
    let world = World::start().await;
    let first = wanted();
    world
        .apply(
            &roster(std::slice::from_ref(&first)),
            PlanOptions::default(),
        )
        .await;
    let second = Wanted {
        version: 2,
        ..first.clone()
    };
    let report = world
        .apply(
            &roster(std::slice::from_ref(&second)),
            PlanOptions::default(),
        )
        .await;
    assert_eq!(report.count(Status::Done), 1);
    assert_eq!(world.differences(&[second]).await, [] as [String; 0]);

    // A lower one than was set last changes nothing.
    let plan = world.plan(&roster(&[first]), PlanOptions::default()).await;
    assert!(plan.is_empty(), "{:?}", plan.steps());
}

#[tokio::test]
async fn a_number_that_is_to_be_created_needs_a_password() {
    let world = World::start().await;
    let rows = ["2004", "2005"].map(m7::roster::Row::new);
    let roster = m7::roster::Roster::new(rows, None).unwrap();
    let planned = m7::roster::Plan::new(
        &roster,
        &world.seen().await,
        &world.store().history(),
        &PlanOptions::default(),
    );
    let m7::roster::Error::Problems(problems) = planned.unwrap_err() else {
        panic!("it is about the rows");
    };
    assert_eq!(problems.len(), 2);
    assert!(problems.to_string().contains("generate"), "{problems}");
}
