use std::time::{Duration, Instant};

use m7::{Outcome, RetryPolicy};
use m7_sandbox::{Fault, FaultBody, Moment};

use crate::{PATIENCE, arrived, builder, faulty, first, sandbox, status};

fn silence() -> Fault {
    Fault::NoAnswer {
        when: Moment::BeforeCommit,
        seconds: None,
    }
}

#[tokio::test]
async fn with_all_its_attempts() {
    let (m7, _sandbox) = faulty(first(1000, silence())).await;
    let begun = Instant::now();
    let error = m7
        .sip()
        .list()
        .timeout(Duration::from_millis(80))
        .deadline(Duration::from_millis(200))
        .await
        .unwrap_err();
    assert!(begun.elapsed() < PATIENCE);
    assert!(error.is_timeout());
    let call = error.call().unwrap();
    assert!((2..=3).contains(&call.attempts()), "{error}");
    // The timer that ends an attempt is as exact as a millisecond.
    assert!(call.elapsed() >= Duration::from_millis(195), "{call}");
}

#[tokio::test]
async fn no_wait_begins_that_would_pass_it() {
    let sandbox = sandbox(first(1000, status(503))).await;
    let hours = Duration::from_secs(360_000);
    let policy = RetryPolicy::default().with_base(hours).with_cap(hours);
    let m7 = builder(&sandbox).retry(policy).build().unwrap();
    let begun = Instant::now();
    // The wait is drawn from 100 hours: that it is less than a second long won't be seen.
    let error = m7
        .sip()
        .list()
        .deadline(Duration::from_secs(1))
        .await
        .unwrap_err();
    assert!(begun.elapsed() < Duration::from_millis(900));
    assert_eq!(arrived(&sandbox), 1);
    assert!(
        error
            .to_string()
            .contains("the deadline of 1s leaves no time"),
        "{error}"
    );
}

#[tokio::test]
async fn an_attempt_gets_what_is_left() {
    let (m7, sandbox) = faulty(first(1000, silence())).await;
    let error = m7
        .sip()
        .create("2004", "a-password")
        .deadline(Duration::from_millis(100))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(error.to_string().contains("ms"), "{error}");
    assert_eq!(arrived(&sandbox), 1);
}

#[tokio::test]
async fn none_may_be_zero() {
    let (m7, sandbox) = faulty(first(1, status(503))).await;
    let error = m7.sip().list().deadline(Duration::ZERO).await.unwrap_err();
    assert!(error.is_invalid_input());
    assert_eq!(arrived(&sandbox), 0);
    let error = builder(&sandbox)
        .deadline(Duration::ZERO)
        .build()
        .unwrap_err();
    assert!(error.is_configuration());
}

#[tokio::test]
async fn no_write_is_sent_again_that_would_hardly_be_answered_in_time() {
    let busy = || Fault::Status {
        code: 429,
        when: Moment::BeforeCommit,
        body: FaultBody::Envelope,
        retry_after_seconds: Some(1),
    };
    let (m7, sandbox) = faulty(first(1, busy())).await;
    // What is left after the wait is less than twice the 6.7 s that a create takes on the page.
    let call = m7.sip().create("2004", "a-password");
    let error = call.deadline(Duration::from_secs(14)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(error.to_string().contains("deadline of 14s"), "{error}");
    assert_eq!(arrived(&sandbox), 1);

    // A read does no harm, and neither does one whose attempts are short anyhow.
    let (m7, _sandbox) = faulty(first(1, busy())).await;
    let list = m7.sip().list().deadline(Duration::from_secs(10)).await;
    assert_eq!(list.unwrap().call.attempts(), 2);
    let short = Duration::from_secs(4);
    let (m7, _sandbox) = faulty(first(1, busy())).await;
    let call = m7.sip().create("2004", "a-password").timeout(short);
    let made = call.deadline(Duration::from_secs(14)).await.unwrap();
    assert_eq!(made.call.attempts(), 2);
}
