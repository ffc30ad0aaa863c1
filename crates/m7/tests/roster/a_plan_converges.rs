//! What was applied needs no further plan.

use m7::roster::{Plan, PlanOptions, Roster};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::wanted::{Agent, Wanted, rosters, scope};
use crate::world::{World, counts};

#[test]
fn after_it_is_applied_a_roster_plans_nothing_and_the_numbers_are_as_it_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cases = match std::env::var_os("PROPTEST_CASES") {
        Some(_) => Config::default().cases,
        None => 24,
    };
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    // Each from what the one before it has left.
    proptest!(config, |(sequence in prop::collection::vec(rosters(), 1..4))| {
        let wrong = runtime.block_on(apply_all(&sequence));
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

async fn apply_all(sequence: &[Vec<Wanted>]) -> Vec<String> {
    let world = World::start().await;
    let mut wrong = Vec::new();
    let mut highest = std::collections::BTreeMap::new();
    for wanted in sequence {
        // Whoever is left alone may have an agent that another row wants.
        let wanted: Vec<_> = wanted.iter().cloned().map(Wanted::whole).collect();
        let options = PlanOptions::default().prune();
        let roster = Roster::new(wanted.iter().map(Wanted::row), Some(scope())).unwrap();
        let report = world.apply(&roster, options).await;
        let [_, _, failed, unknown, not_started] = counts(&report);
        if failed + unknown + not_started > 0 {
            wrong.push(format!("{report:#?}"));
        }
        highest.retain(|number: &String, _| wanted.iter().any(|it| it.number == *number));
        let wanted: Vec<_> = wanted
            .iter()
            .map(|it| {
                // A lower version than the one that was set last changes nothing.
                let version = highest.entry(it.number.clone()).or_insert(it.version);
                *version = it.version.max(*version);
                Wanted {
                    version: *version,
                    ..it.clone()
                }
            })
            .collect();
        wrong.extend(world.differences(&wanted).await);
        let planned = world.plan(&roster, options).await;
        if !planned.is_idle() {
            wrong.push(format!("{:?}", planned.steps()));
        }
        // Phones come, agents are bound, and then there is nothing left at all.
        for it in &wanted {
            world.test.register(&it.number).await.unwrap();
        }
        world.apply(&roster, options).await;
        wrong.extend(world.differences(&wanted).await);
        let planned = world.plan(&roster, options).await;
        if !planned.is_empty() {
            wrong.push(format!("{:?}", planned.steps()));
        }
    }
    wrong
}

#[tokio::test]
async fn what_was_exported_plans_nothing() {
    let world = World::start().await;
    let wanted = [
        Wanted::new("2004"),
        Wanted {
            agent: Agent::Bound(m7::testing::AGENT_ID),
            ..Wanted::new("2005")
        },
    ];
    let roster = crate::wanted::roster(&wanted);
    world.apply(&roster, PlanOptions::default()).await;
    world.test.register("2005").await.unwrap();
    world.apply(&roster, PlanOptions::default()).await;

    let exported = world.seen().await.roster().unwrap();
    assert_eq!(exported.rows().len(), 2);
    for text in [exported.to_csv(), exported.to_yaml()] {
        assert!(text.contains(m7::testing::AGENT_ID), "{text}");
    }
    let planned: Plan = world.plan(&exported, PlanOptions::default()).await;
    assert!(planned.is_empty(), "{:?}", planned.steps());
    assert!(planned.unknown().is_empty(), "{:?}", planned.unknown());
    let read = Roster::from_csv(exported.to_csv().as_bytes()).unwrap();
    assert!(world.plan(&read, PlanOptions::default()).await.is_empty());
}
