use m7::{ErrorKind, Outcome, RetryPolicy};
use m7_sandbox::{Fault, Moment};

use crate::scripted_server::{Answer, ScriptedServer, html, json};
use crate::{PATIENCE, arrived, builder, faulty, first, quick, sandbox, status};

#[tokio::test]
async fn a_read_whatever_went_wrong() {
    for fault in [
        Fault::Reset(Moment::BeforeCommit),
        Fault::Reset(Moment::AfterCommit),
        Fault::TruncatedBody,
        Fault::Html(Moment::BeforeCommit),
        status(429),
        status(500),
        status(503),
    ] {
        let (m7, sandbox) = faulty(first(3, fault.clone())).await;
        let reply = m7.sip().list().await.unwrap();
        assert_eq!(reply.call.attempts(), 4, "{fault:?}");
        assert_eq!(arrived(&sandbox), 4, "{fault:?}");
    }
}

#[tokio::test]
async fn changes_and_removals_too_since_twice_is_once() -> Result<(), m7::Error> {
    for fault in [
        Fault::Reset(Moment::BeforeCommit),
        Fault::Html(Moment::BeforeCommit),
        status(502),
    ] {
        let (m7, _sandbox) = faulty(first(1, fault.clone()).operation("sip_update")).await;
        let id = m7.sip().create("2004", "a-password").await?.data.sip_id;
        let updated = m7.sip().update(&id).number("2005").await?;
        assert_eq!(updated.call.attempts(), 2, "{fault:?}");
        m7.sip().get("2005").await?;

        let (m7, sandbox) = faulty(first(1, fault.clone()).operation("sip_delete")).await;
        let id = m7.sip().create("2004", "a-password").await?.data.sip_id;
        let deleted = m7.sip().delete(&id).await?;
        assert_eq!(deleted.call.attempts(), 2, "{fault:?}");
        assert_eq!(arrived(&sandbox), 3);
    }
    Ok(())
}

#[tokio::test]
async fn every_request_of_a_call_has_a_nonce_of_its_own() {
    let (m7, sandbox) = faulty(first(2, Fault::Reset(Moment::AfterCommit))).await;
    // A sign that was seen before would be refused.
    m7.sip().list().await.unwrap();
    assert_eq!(arrived(&sandbox), 3);
}

#[tokio::test]
async fn no_connection_is_tried_again_for_every_operation() {
    let m7 = builder(&sandbox(first(0, status(500)).times(1)).await)
        .base_url("http://127.0.0.1:1")
        .build()
        .unwrap();
    let sip = m7.sip();
    for error in [
        sip.list().await.map(drop).unwrap_err(),
        sip.create("2004", "a-password")
            .await
            .map(drop)
            .unwrap_err(),
        sip.update("605aeef6b3cf63101b8f7fd4")
            .number("2005")
            .await
            .map(drop)
            .unwrap_err(),
        sip.delete("605aeef6b3cf63101b8f7fd4")
            .await
            .map(drop)
            .unwrap_err(),
    ] {
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(error.call().unwrap().attempts(), 4);
        assert!(error.to_string().contains("4 attempts"), "{error}");
    }
}

#[tokio::test]
async fn a_service_that_comes_back_is_found() {
    let (m7, sandbox) = faulty(m7_sandbox::FaultSchedule::new()).await;
    let address = sandbox.address();
    let waits = RetryPolicy::default()
        .with_max_attempts(1000)
        .with_base(std::time::Duration::from_millis(20))
        .with_cap(std::time::Duration::from_millis(20));
    let budget = m7::RetryBudget::unlimited();
    let credentials = sandbox.credentials().clone();
    let m7_2 = builder(&sandbox)
        .retry(waits)
        .retry_budget(budget)
        .build()
        .unwrap();
    drop((m7, sandbox));
    let call = tokio::spawn(
        m7_2.sip()
            .create("2004", "a-password")
            .deadline(PATIENCE)
            .send(),
    );
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let again = m7_sandbox::Sandbox::builder()
        .listen(address)
        .account(credentials)
        .start()
        .await
        .unwrap();
    let reply = call.await.unwrap().unwrap();
    assert!(reply.call.attempts() > 1);
    assert_eq!(arrived(&again), 1);
}

#[tokio::test]
async fn what_the_server_refused_is_not() {
    let (m7, sandbox) = faulty(m7_sandbox::FaultSchedule::new()).await;
    m7.sip().create("2004", "a-password").await.unwrap();
    let twice = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(twice.kind(), ErrorKind::Conflict);
    let missing = m7
        .sip()
        .delete("605aeef6b3cf63101b8f7fd4")
        .await
        .unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert_eq!(missing.call().unwrap().attempts(), 1);
    assert_eq!(arrived(&sandbox), 3);
}

#[tokio::test]
async fn what_would_only_come_again_is_not() {
    let list = r#"{"success":true,"data":[{"number":"2004","sipId":"605aeef6b3cf63101b8f7fd4"}]}"#;
    for (answer, limit) in [
        (Answer::Bytes(html(302)), 1000),
        (Answer::Bytes(html(307)), 1000),
        (Answer::Bytes(json(200, list)), 10),
        (
            Answer::Bytes(json(200, r#"{"success":true,"data":7}"#)),
            1000,
        ),
        (Answer::Bytes(html(404)), 1000),
    ] {
        let server = ScriptedServer::answering(answer.clone()).await;
        let m7 = server
            .builder()
            .retry(quick())
            .body_limit(limit)
            .build()
            .unwrap();
        let error = m7.sip().list().await.unwrap_err();
        assert_eq!(error.call().unwrap().attempts(), 1, "{error}");
        assert_eq!(server.seen().len(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn a_call_may_say_otherwise_than_its_client() {
    let (m7, sandbox) = faulty(first(1, status(503))).await;
    let error = m7
        .sip()
        .list()
        .retry(RetryPolicy::never())
        .await
        .unwrap_err();
    assert_eq!(error.call().unwrap().attempts(), 1);
    assert_eq!(arrived(&sandbox), 1);
}
