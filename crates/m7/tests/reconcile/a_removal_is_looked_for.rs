use std::sync::atomic::{AtomicUsize, Ordering};

use m7::testing::{Fault, FaultRule, Moment, Sandboxed};
use m7::{Evidence, Outcome};

use crate::scripted_server::{Answer, ScriptedServer, html, json};
use crate::{hasty, look, quick};

const ID: &str = "605aeef6b3cf63101b8f7fd4";

#[tokio::test]
async fn one_that_is_not_there_the_second_time_is_looked_for() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let id = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    test.fail_next("sip_delete", Fault::lost_reply())
        .await
        .unwrap();
    let reply = m7.sip().delete(&id).await.unwrap();
    assert_eq!(reply.data.sip_id, id);
    assert_eq!(reply.call.evidence(), Evidence::GoneFromList);
    assert_eq!((reply.call.attempts(), reply.call.lookups()), (2, 1));
}

/// Begins a removal that a gateway without a route answers: first it fails, then it finds nothing.
async fn without_a_route() -> ScriptedServer {
    let deletes = AtomicUsize::new(0);
    ScriptedServer::start(move |seen| {
        Answer::Bytes(if seen.head.contains("/list") {
            json(
                200,
                &format!(r#"{{"success":true,"data":[{{"sipId":"{ID}","number":"2004","registerStatus":0}}]}}"#),
            )
        } else if deletes.fetch_add(1, Ordering::SeqCst) == 0 {
            html(502)
        } else {
            json(
                200,
                r#"{"success":false,"code":"404","message":"no route"}"#,
            )
        })
    })
    .await
}

#[tokio::test]
async fn that_it_is_not_found_proves_nothing_by_itself() {
    let server = without_a_route().await;
    let m7 = server.builder().retry(hasty()).reconcile(look());
    let error = m7.build().unwrap().sip().delete(ID).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.http_status(), Some(502));
    let expected = format!(
        "when it was sent again, the answer was that there is no such number, but {ID} is still listed"
    );
    assert_eq!(error.evidence(), Some(&*expected));
}

#[tokio::test]
async fn that_it_is_not_found_is_told_by_who_does_not_look() {
    let server = without_a_route().await;
    let m7 = server.builder().retry(hasty()).build().unwrap();
    let error = m7.sip().delete(ID).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    let evidence = "when it was sent again, the answer was that there is no such number";
    assert_eq!(error.evidence(), Some(evidence));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn one_that_is_listed_no_more_was_removed() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let id = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    test.fail_next("sip_delete", Fault::lost_reply())
        .await
        .unwrap();
    test.fail(FaultRule::new(Fault::busy()).operation("sip_delete"))
        .await
        .unwrap();
    let reply = m7.sip().delete(&id).await.unwrap();
    assert_eq!(reply.call.evidence(), Evidence::GoneFromList);
    assert_eq!((reply.call.attempts(), reply.call.lookups()), (4, 1));
}

#[tokio::test]
async fn one_that_is_still_listed_may_yet_be_removed() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let id = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    let lost = FaultRule::new(Fault::Reset(Moment::BeforeCommit)).operation("sip_delete");
    test.fail(lost).await.unwrap();
    let error = m7.sip().delete(&id).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.evidence(), Some(&*format!("{id} is still listed")));
}

#[tokio::test]
async fn a_list_that_cannot_all_be_read_proves_nothing() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let id = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    m7.sip().create("2005", "a-password").await.unwrap();
    test.fail_next("sip_delete", Fault::lost_reply())
        .await
        .unwrap();
    test.fail(FaultRule::new(Fault::busy()).operation("sip_delete"))
        .await
        .unwrap();
    test.fail(FaultRule::new(Fault::WrongTypes).operation("sip_list"))
        .await
        .unwrap();
    let error = m7.sip().delete(&id).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(
        error
            .evidence()
            .unwrap()
            .contains("1 of its items couldn't"),
        "{error}"
    );
}

#[tokio::test]
async fn one_that_never_was_is_not_found() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let error = m7
        .sip()
        .delete("605aeef6b3cf63101b8f7fd4")
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(error.is_not_found());
}
