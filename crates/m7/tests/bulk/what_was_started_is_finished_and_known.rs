use std::collections::BTreeMap;
use std::time::Duration;

use m7::bulk::{Bulk, LedgerEntry};
use m7::testing::{Fault, FaultRule, FaultSchedule, Latency, Moment, SandboxClock, Sandboxed};
use m7::{Outcome, SipIdentity};

const CREATES: u32 = 100;

/// Three ways to be cut off, each at several moments; then the ledger is held against the sandbox.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_started_is_finished_and_known() {
    for (round, moment) in [0, 3, 17, 40, 80, 150, 230, 400].into_iter().enumerate() {
        let test = faulty(round as u64).await;
        // Whether a create is looked for afterwards makes no difference to what this is about.
        let m7 = test.builder().reconcile(m7::Reconcile::never()).build();
        let sip = m7.unwrap().sip();
        let creates = (0..CREATES).map(move |number| {
            let number = number.to_string();
            (number.clone(), sip.create(number, "a-password"))
        });
        let bulk = m7::bulk(creates).concurrency(10 + round);
        let ledger = bulk.ledger();
        cut_off(bulk, round, Duration::from_millis(moment)).await;

        tokio::time::timeout(Duration::from_secs(120), ledger.settled())
            .await
            .unwrap();
        let entries = ledger.entries();
        assert_eq!(ledger.progress().started, entries.len());
        assert_eq!(ledger.progress().done(), entries.len());
        assert!(ledger.unfinished().is_empty());
        agree(&test, &entries).await;
    }
}

/// Answers slowly, and one request in five goes wrong in one way or another.
async fn faulty(seed: u64) -> Sandboxed {
    let mut schedule = FaultSchedule::new().seed(seed);
    for fault in [
        Fault::Reset(Moment::BeforeCommit),
        Fault::Reset(Moment::AfterCommit),
        Fault::Html(Moment::AfterCommit),
        Fault::TruncatedBody,
        Fault::unavailable(),
    ] {
        let rule = FaultRule::new(fault)
            .operation("sip_create")
            .probability(0.05);
        schedule = schedule.rule(rule);
    }
    let latency = Latency::Fixed(Duration::from_millis(25));
    Sandboxed::with(|sandbox| {
        sandbox
            .latency(latency)
            .clock(SandboxClock::system())
            .faults(schedule)
    })
    .await
    .unwrap()
}

async fn cut_off(mut bulk: Bulk<String, SipIdentity>, round: usize, moment: Duration) {
    match round % 3 {
        // The stream itself.
        0 => {
            let polling = async { while bulk.next().await.is_some() {} };
            let _ = tokio::time::timeout(moment, polling).await;
            drop(bulk);
        }
        // The future that holds it.
        1 => {
            let _ = tokio::time::timeout(moment, bulk.results()).await;
        }
        // The task that it is polled in.
        _ => {
            let task = tokio::spawn(bulk.results());
            tokio::time::sleep(moment).await;
            task.abort();
            let _ = task.await;
        }
    }
}

/// Whether the ledger says what the sandbox's journal says, and leaves nothing out.
async fn agree(test: &Sandboxed, entries: &[LedgerEntry<String, SipIdentity>]) {
    let mut committed = BTreeMap::<String, u32>::new();
    for create in test.requests("sip_create") {
        let body = create.request.body.as_deref().unwrap();
        let number = body.split('"').nth(3).unwrap().to_owned();
        assert!(body.contains(&format!(r#""number":"{number}""#)), "{body}");
        let times = committed.entry(number).or_default();
        *times += u32::from(create.committed);
    }
    for number in committed.keys() {
        assert!(
            entries.iter().any(|entry| entry.key == *number),
            "{number} was asked for, and isn't in the ledger"
        );
    }
    test.recover().await;
    let there = test.client().sip().list().await.unwrap().data;
    for entry in entries {
        let is_there = there.iter().any(|number| number.number == entry.key);
        let times = committed.get(&entry.key).copied().unwrap_or_default();
        assert_eq!(times, u32::from(is_there), "{entry:?}");
        match entry.result.as_ref().unwrap() {
            Ok(reply) => {
                let id = there
                    .iter()
                    .find(|number| number.number == entry.key)
                    .map(|number| &number.sip_id);
                assert_eq!(id, Some(&reply.data.sip_id));
            }
            Err(error) => match error.outcome() {
                Outcome::NotSent | Outcome::Rejected => assert!(!is_there, "{error:?}"),
                Outcome::Applied => assert!(is_there, "{error:?}"),
                Outcome::Ambiguous => {}
            },
        }
    }
}
