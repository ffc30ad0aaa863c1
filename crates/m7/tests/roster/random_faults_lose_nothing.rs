//! Whatever goes wrong on the way, a roster is applied in the end: nothing twice, no password lost.

use m7::roster::{Error, Plan, PlanOptions, Report};
use m7::testing::{Fault, FaultRule, Moment};

use crate::wanted::{Agent, Wanted, agents, scoped};
use crate::world::{SETTLE, World};

/// Has requests fail with this probability, in any way that doesn't need patience.
pub(crate) async fn disturb(world: &World, probability: f64) {
    let faults = [
        Fault::Reset(Moment::BeforeCommit),
        Fault::Reset(Moment::AfterCommit),
        Fault::lost_reply(),
        Fault::unavailable(),
        Fault::busy(),
        Fault::TruncatedBody,
        Fault::Html(Moment::BeforeCommit),
        Fault::Html(Moment::AfterCommit),
        Fault::ReplayRejection,
        Fault::WrongTypes,
    ];
    let each = probability / f64::from(u8::try_from(faults.len()).unwrap());
    for fault in faults {
        let rule = FaultRule::new(fault).probability(each);
        world.test.fail(rule).await.unwrap();
    }
}

fn wanted() -> Vec<Wanted> {
    (0..24)
        .map(|index: usize| Wanted {
            codecs: index
                .is_multiple_of(2)
                .then(|| vec![m7::CodingFormat::G711a]),
            behind_nat: index.is_multiple_of(3).then_some(true),
            agent: match agents().get(index / 6) {
                Some(agent_id) if index.is_multiple_of(6) => Agent::Bound(agent_id),
                _ => Agent::Any,
            },
            ..Wanted::new(&(2000 + index).to_string())
        })
        .collect()
}

/// One try of somebody who doesn't give up.
async fn try_once(world: &World, wanted: &[Wanted]) -> Result<Report, Error> {
    let (m7, store) = (world.client(), world.store());
    store.settle(&m7, SETTLE).await?;
    let seen = m7::roster::Seen::list(&m7).await?;
    let options = PlanOptions::default().prune();
    let plan = Plan::new(&scoped(wanted), &seen, &store.history(), &options)?;
    plan.apply(&m7, &store).concurrency(4).run().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roster_is_applied_through_random_faults() {
    let mut met = 0;
    for round in 0..6 {
        let world = World::start().await;
        let mut wanted = wanted();
        for (stage, probability) in [0.2, 0.3, 0.4].into_iter().enumerate() {
            disturb(&world, probability).await;
            for _ in 0..3 {
                // What it says is looked at below, in the sandbox.
                let _ = try_once(&world, &wanted).await;
                for it in &wanted {
                    // Not all are there yet.
                    let _ = world.test.register(&it.number).await;
                }
            }
            let entries = world.test.sandbox().journal().entries_after(0);
            met += entries.iter().filter(|it| it.fault.is_some()).count();
            world.test.recover().await;
            let mut reports = Vec::new();
            for _ in 0..2 {
                reports.push(try_once(&world, &wanted).await.unwrap());
                for it in &wanted {
                    world.test.register(&it.number).await.unwrap();
                }
            }
            let wrong = world.all_differences(&wanted).await;
            assert!(
                wrong.is_empty(),
                "round {round}, stage {stage}: {wrong:#?} after {reports:#?}"
            );
            assert_eq!(
                try_once(&world, &wanted).await.unwrap().rows,
                [],
                "round {round}, stage {stage}"
            );
            wanted.truncate(wanted.len() - 6);
            wanted[stage].version += 1;
            wanted[stage + 3].behind_nat = Some(true);
        }
    }
    assert!(met > 100, "only {met} faults were met");
}
