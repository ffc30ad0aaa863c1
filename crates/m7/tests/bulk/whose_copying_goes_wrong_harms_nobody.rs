//! Keys are their owner's, and so is how they are copied.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use m7::bulk::Ledger;
use m7::testing::Sandboxed;
use m7::{ErrorKind, Outcome, SipIdentity};

const LONG: Duration = Duration::from_secs(20);

/// A key that asks how far the bulk has come whenever it is copied.
#[derive(Default)]
struct Curious(Arc<OnceLock<Ledger<Curious, SipIdentity>>>);

impl Clone for Curious {
    fn clone(&self) -> Self {
        if let Some(ledger) = self.0.get() {
            assert!(ledger.progress().started <= 3);
        }
        Self(Arc::clone(&self.0))
    }
}

/// On a thread of its own: what is locked for ever can't be timed out.
#[test]
fn a_key_may_ask_the_ledger_while_it_is_copied() {
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let test = Sandboxed::start().await.unwrap();
            let sip = test.client().sip();
            let place = Arc::new(OnceLock::new());
            let keys = Arc::clone(&place);
            let calls = (0..3).map(move |number| {
                let key = Curious(Arc::clone(&keys));
                (key, sip.create(number.to_string(), "a-password"))
            });
            let bulk = m7::bulk(calls);
            let ledger = bulk.ledger();
            assert!(place.set(ledger.clone()).is_ok());
            assert_eq!(bulk.results().await.len(), 3);
            assert_eq!(ledger.entries().len(), 3);
            assert!(ledger.unfinished().is_empty());
        });
        done.send(()).unwrap();
    });
    is_done.recv_timeout(LONG).unwrap();
}

/// What a call returns, and can't be copied.
#[derive(Debug)]
struct Single;

impl Clone for Single {
    fn clone(&self) -> Self {
        panic!("ordered by a test")
    }
}

#[tokio::test]
async fn a_result_whose_copying_panics_is_over_all_the_same() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let calls = [("2004", async move {
        let reply = sip.create("2004", "a-password").await?;
        Ok(reply.map(|_| Single))
    })];
    let mut bulk = m7::bulk(calls);
    let ledger = bulk.ledger();
    let item = tokio::time::timeout(LONG, bulk.next()).await.unwrap();
    // The result itself is handed out as it is.
    let Single = item.unwrap().result.unwrap().data;
    tokio::time::timeout(LONG, ledger.settled()).await.unwrap();
    assert_eq!(ledger.progress().succeeded, 1);
    let entries = ledger.entries();
    let error = entries[0].result.as_ref().unwrap().as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Abandoned);
    assert_eq!(error.outcome(), Outcome::Applied);
}
