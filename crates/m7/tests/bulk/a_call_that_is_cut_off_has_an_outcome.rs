use std::time::Duration;

use m7::bulk::Ledger;
use m7::testing::{Fault, Moment, Sandboxed};
use m7::{ErrorKind, Outcome, SipIdentity};

#[tokio::test]
async fn a_call_whose_task_panics_is_ambiguous() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let calls = (0..4).map(move |number| {
        let sip = sip.clone();
        let call = async move {
            let reply = sip.create(number.to_string(), "a-password").await;
            assert_ne!(number, 2, "ordered by a test");
            reply
        };
        (number, call)
    });
    let bulk = m7::bulk(calls);
    let ledger = bulk.ledger();
    let results = bulk.results().await;
    assert_eq!(results.len(), 4);
    for item in results {
        if item.key == 2 {
            let error = item.result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Abandoned);
            assert_eq!(error.outcome(), Outcome::Ambiguous);
            assert_eq!(error.to_string(), "the call's task panicked");
        } else {
            item.result.unwrap();
        }
    }
    assert_eq!(ledger.progress().failed_unsettled, 1);
    assert!(ledger.unfinished().is_empty());
}

/// Also when the whole runtime goes, the ledger says what is known.
#[test]
fn a_runtime_that_is_shut_down_leaves_outcomes() {
    let sandboxed = tokio::runtime::Runtime::new().unwrap();
    let test = sandboxed.block_on(Sandboxed::start()).unwrap();
    let hung = Fault::NoAnswer {
        when: Moment::AfterCommit,
        seconds: None,
    };
    sandboxed.block_on(test.fail(hung)).unwrap();

    let ledger: Ledger<&str, SipIdentity> = {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let sip = test.client().sip();
        runtime.block_on(async {
            let mut bulk = m7::bulk([("2004", sip.create("2004", "a-password"))]);
            let ledger = bulk.ledger();
            let waiting = tokio::time::timeout(Duration::from_millis(200), bulk.next()).await;
            assert!(waiting.is_err());
            assert_eq!(ledger.unfinished(), ["2004"]);
            ledger
        })
        // Here the runtime is dropped, with the call under way.
    };
    let entries = ledger.entries();
    assert_eq!(entries.len(), 1);
    let error = entries[0].result.clone().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Abandoned);
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(ledger.unfinished().is_empty());
}
