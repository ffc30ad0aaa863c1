use m7::Outcome;
use m7_sandbox::{Fault, Moment};

use crate::{arrived, faulty, first, status};

#[tokio::test]
async fn too_many_requests_mean_that_nothing_was_done() {
    let (m7, sandbox) = faulty(first(2, status(429))).await;
    let reply = m7.sip().create("2004", "a-password").await.unwrap();
    assert_eq!(reply.call.attempts(), 3);
    assert_eq!(arrived(&sandbox), 3);
}

#[tokio::test]
async fn what_may_have_been_done_is_never_sent_again() {
    for moment in [Moment::BeforeCommit, Moment::AfterCommit] {
        for fault in [
            Fault::Reset(moment),
            Fault::Html(moment),
            Fault::Status {
                code: 502,
                when: moment,
                body: m7_sandbox::FaultBody::Html,
                retry_after_seconds: None,
            },
        ] {
            let (m7, sandbox) = faulty(first(1, fault.clone())).await;
            let error = m7.sip().create("2004", "a-password").await.unwrap_err();
            assert_eq!(error.outcome(), Outcome::Ambiguous, "{fault:?}");
            assert_eq!(arrived(&sandbox), 1, "{fault:?}");
        }
    }
}
