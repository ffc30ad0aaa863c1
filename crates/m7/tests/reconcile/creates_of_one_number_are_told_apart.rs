use std::collections::HashSet;

use m7::testing::{Fault, FaultRule, Moment, Sandboxed};
use m7::{Evidence, Outcome};

use crate::quick;

#[tokio::test]
async fn one_number_is_claimed_by_one_call_only() {
    for moment in [Moment::BeforeCommit, Moment::AfterCommit] {
        let test = Sandboxed::start().await.unwrap();
        let m7 = quick(&test).build().unwrap();
        let lost = FaultRule::new(Fault::Reset(moment))
            .operation("sip_create")
            .every(2);
        test.fail(lost).await.unwrap();
        let calls: Vec<_> = (0..8)
            .map(|_| tokio::spawn(m7.sip().create("2004", "a-password").send()))
            .collect();
        let mut claimed = Vec::new();
        for call in calls {
            if let Ok(reply) = call.await.unwrap() {
                claimed.push(reply.data.sip_id.to_string());
            }
        }
        let listed = m7.sip().list().await.unwrap().data.len();
        assert_eq!(listed, 1, "{moment:?}");
        assert_eq!(claimed.len(), 1, "{moment:?}");
    }
}

#[tokio::test]
async fn one_that_was_acknowledged_is_no_proof_for_the_next() {
    let test = Sandboxed::start().await.unwrap();
    test.clock().scale(0.0);
    let m7 = quick(&test).build().unwrap();
    // All within one second of the server's clock, which is how exact a sipId is.
    let first = m7.sip().create("2004", "a-password").await.unwrap();
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(
        error
            .evidence()
            .unwrap()
            .contains(first.data.sip_id.as_str()),
        "{error}"
    );
}

#[tokio::test]
async fn after_one_that_was_given_up_nothing_is_proved() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let silence = Fault::NoAnswer {
        when: Moment::BeforeCommit,
        seconds: None,
    };
    test.fail_next("sip_create", silence).await.unwrap();
    let given_up = tokio::spawn(m7.sip().create("2004", "a-password").send());
    while test.requests("sip_create").is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());

    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(
        error
            .evidence()
            .unwrap()
            .contains("ended without an answer"),
        "{error}"
    );
    // Another number isn't concerned, and a reply is as good as ever.
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    let other = m7.sip().create("2005", "a-password").await.unwrap();
    assert_eq!(other.call.evidence(), Evidence::FoundByList);
}

#[tokio::test]
async fn hundreds_of_numbers_at_once_are_each_found() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let lost = FaultRule::new(Fault::Html(Moment::AfterCommit))
        .operation("sip_create")
        .every(3);
    test.fail(lost).await.unwrap();
    let calls: Vec<_> = (0..300)
        .map(|n| {
            tokio::spawn(
                m7.sip()
                    .create(format!("{}", 2000 + n), "a-password")
                    .send(),
            )
        })
        .collect();
    let mut ids = HashSet::new();
    let mut found = 0;
    for call in calls {
        let reply = call.await.unwrap().unwrap();
        found += usize::from(reply.call.evidence() == Evidence::FoundByList);
        ids.insert(reply.data.sip_id.to_string());
    }
    assert_eq!((ids.len(), found), (300, 100));
}
