use m7::{ErrorKind, Outcome};
use m7_sandbox::{Fault, FaultRule, FaultSchedule, Moment};

use crate::{builder, faulty, first, sandbox, status};

#[tokio::test]
async fn when_the_last_one_was_refused() {
    // The first attempt takes effect, unseen; the next ones are turned away.
    let schedule = FaultSchedule::new()
        .rule(
            FaultRule::new(Fault::Reset(Moment::AfterCommit))
                .operation("sip_update")
                .nth(1),
        )
        .rule(FaultRule::new(status(429)).operation("sip_update"));
    let (m7, _sandbox) = faulty(schedule).await;
    let id = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    let error = m7
        .sip()
        .update(&id)
        .password("a-better-password")
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.call().unwrap().attempts(), 4);
}

#[tokio::test]
async fn but_not_a_read() {
    let schedule = FaultSchedule::new()
        .rule(FaultRule::new(Fault::Reset(Moment::AfterCommit)).nth(1))
        .rule(FaultRule::new(status(429)));
    let (m7, _sandbox) = faulty(schedule).await;
    let error = m7.sip().list().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(error.is_rate_limited());
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_sends_no_more() {
    let sandbox = sandbox(first(1000, status(503))).await;
    let hours = std::time::Duration::from_secs(3600);
    let policy = m7::RetryPolicy::default().with_base(hours).with_cap(hours);
    let m7 = builder(&sandbox)
        .retry(policy)
        .deadline(10 * hours)
        .build()
        .unwrap();
    let call = tokio::spawn(m7.sip().list().send());
    while crate::arrived(&sandbox) == 0 {
        tokio::time::sleep(crate::QUICK).await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(crate::arrived(&sandbox), 1);
}
