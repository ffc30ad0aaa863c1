use m7::{ErrorKind, NoNonce, Nonce, NonceSource, RetryBudget, Timestamp};

use crate::{arrived, builder, first, sandbox, status};

#[tokio::test]
async fn an_outage_is_not_multiplied() {
    let sandbox = sandbox(first(1000, status(503))).await;
    let budget = RetryBudget::default()
        .with_burst(5)
        .with_per_call(0.0)
        .with_per_second(0.0);
    let m7 = builder(&sandbox).retry_budget(budget).build().unwrap();
    let mut last = None;
    for _ in 0..30 {
        // Clones share it.
        last = m7.clone().sip().list().await.err();
    }
    assert_eq!(arrived(&sandbox), 30 + 5);
    let error = last.unwrap();
    assert_eq!(error.http_status(), Some(503));
    assert!(
        error.to_string().contains("retry budget is used up"),
        "{error}"
    );
    let hint = error.hint();
    assert!(hint.contains("ClientBuilder::retry_budget"), "{hint}");
}

#[tokio::test]
async fn calls_fill_it() {
    let sandbox = sandbox(first(1000, status(503))).await;
    let budget = RetryBudget::default()
        .with_burst(2)
        .with_per_call(0.5)
        .with_per_second(0.0);
    let m7 = builder(&sandbox).retry_budget(budget).build().unwrap();
    for _ in 0..20 {
        m7.sip().list().await.unwrap_err();
    }
    // The first call finds it full, so that its own half token is lost.
    assert_eq!(arrived(&sandbox), 20 + 2 + 9);
}

#[tokio::test]
async fn one_that_is_no_amount_is_refused() {
    let sandbox = sandbox(first(1, status(503))).await;
    let budget = RetryBudget::default().with_per_call(f64::NAN);
    let error = builder(&sandbox).retry_budget(budget).build().unwrap_err();
    assert!(error.is_configuration());
    assert!(error.to_string().contains("retry budget"), "{error}");
}

/// Has none to give.
struct NoneLeased;

impl NonceSource for NoneLeased {
    fn allocate(&self, _: Timestamp) -> Result<(Timestamp, Nonce), NoNonce> {
        Err(NoNonce::NotLeased("none is there".into()))
    }
}

#[tokio::test]
async fn what_never_leaves_takes_nothing_of_it() {
    let sandbox = sandbox(first(1, status(503))).await;
    let budget = RetryBudget::default().with_burst(0);
    let m7 = builder(&sandbox).retry_budget(budget).nonces(NoneLeased);
    let error = m7.build().unwrap().sip().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLeased);
    assert_eq!(error.call().unwrap().attempts(), 4, "{error}");
    assert_eq!(arrived(&sandbox), 0);
}
