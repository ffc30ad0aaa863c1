use m7::testing::{Fault, Moment, Sandboxed};
use m7::{Evidence, Outcome};

use crate::{done, knowing_the_time, probing, refusals};

const ARRIVED: &str = "sent again as it was, it was refused like a replay: so it had arrived";

#[tokio::test]
async fn so_a_create_is_looked_for_and_found_if_it_was_done() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = knowing_the_time(probing(test.builder())).await;
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    let reply = m7.sip().create("2004", "a-password").await.unwrap();
    assert_eq!(reply.call.evidence(), Evidence::FoundByList);
    assert_eq!((reply.call.attempts(), reply.call.lookups()), (2, 1));
    assert_eq!(done(&test, "sip_create"), [true, false]);
    assert_eq!(refusals(&test, "sip_create"), [None, Some("replayed")]);
    assert_eq!(m7.sip().list().await.unwrap().data.len(), 1);
}

#[tokio::test]
async fn which_is_no_proof_that_it_was_done() {
    // It is let in, and gets no further.
    let test = Sandboxed::start().await.unwrap();
    let m7 = knowing_the_time(probing(test.builder())).await;
    test.fail_next("sip_create", Fault::Reset(Moment::BeforeCommit))
        .await
        .unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(!error.is_auth(), "it is the first one's error: {error}");
    let evidence = format!("it is not listed; {ARRIVED}");
    assert_eq!(error.evidence(), Some(&*evidence));
    assert!(error.to_string().contains("(2 attempts, "), "{error}");
    assert_eq!(done(&test, "sip_create"), [false, false]);
}

#[tokio::test]
async fn and_is_told_where_nothing_is_looked_for() {
    let test = Sandboxed::start().await.unwrap();
    let builder = probing(test.builder()).reconcile(m7::Reconcile::never());
    let m7 = knowing_the_time(builder).await;
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.evidence(), Some(ARRIVED));
}

#[tokio::test]
async fn so_what_may_be_repeated_is_signed_anew() {
    for moment in [Moment::BeforeCommit, Moment::AfterCommit] {
        let test = Sandboxed::start().await.unwrap();
        let m7 = knowing_the_time(probing(test.builder())).await;
        let made = m7.sip().create("2004", "a-password").await;
        let id = made.unwrap().data.sip_id;
        test.fail_next("sip_update", Fault::Reset(moment))
            .await
            .unwrap();
        let update = m7.sip().update(&id).password("another").await.unwrap();
        assert_eq!(update.call.evidence(), Evidence::Reply);
        assert_eq!(update.call.attempts(), 3);
        let is_done = moment == Moment::AfterCommit;
        assert_eq!(done(&test, "sip_update"), [is_done, false, true]);

        test.fail_next("sip_delete", Fault::Reset(moment))
            .await
            .unwrap();
        let delete = m7.sip().delete(&id).await.unwrap();
        let evidence = match moment {
            Moment::BeforeCommit => Evidence::Reply,
            Moment::AfterCommit => Evidence::GoneFromList,
        };
        assert_eq!(delete.call.evidence(), evidence);
        assert_eq!(delete.call.attempts(), 3);
        assert_eq!(done(&test, "sip_delete"), [is_done, false, !is_done]);
    }
}
