use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use m7::testing::{AGENT_ID, Fault, FaultRule, Moment, Sandboxed};
use m7::{ErrorKind, Evidence, Outcome, RetryPolicy};

use crate::scripted_server::{Answer, ScriptedServer, json};
use crate::{look, quick};

/// The first update is done and its reply lost, and those that follow are turned away.
async fn lost_then_busy(test: &Sandboxed) {
    test.fail_next("sip_update", Fault::Reset(Moment::AfterCommit))
        .await
        .unwrap();
    test.fail(FaultRule::new(Fault::busy()).operation("sip_update"))
        .await
        .unwrap();
}

const SIP_ID: &str = "605aeef6b3cf63101b8f7fd4";

/// A service that binds, loses the reply, and refuses to bind what is bound.
async fn service_that_binds_once(bound: &'static str) -> ScriptedServer {
    let updates = AtomicUsize::new(0);
    ScriptedServer::start(move |request| {
        if !request.head.contains("/update") {
            return Answer::Bytes(json(
                200,
                &format!(
                    r#"{{"success":true,"data":[{{"number":"2004","sipId":"{SIP_ID}",
                    "registerStatus":1,"agent":{{"agentId":"{bound}"}}}}]}}"#
                ),
            ));
        }
        match updates.fetch_add(1, Ordering::Relaxed) {
            0 => Answer::Bytes(Vec::new()),
            _ => Answer::Bytes(json(
                200,
                r#"{"success":false,"code":"400","message":"already bound"}"#,
            )),
        }
    })
    .await
}

#[tokio::test]
async fn a_bind_that_is_refused_the_second_time_was_done_the_first() {
    let server = service_that_binds_once(AGENT_ID).await;
    let wait = Duration::from_millis(1);
    let retry = RetryPolicy::default().with_base(wait);
    let m7 = server
        .builder()
        .retry(retry)
        .reconcile(look())
        .build()
        .unwrap();
    let reply = m7.sip().bind(SIP_ID, AGENT_ID).await.unwrap();
    assert_eq!(reply.data.sip_id, SIP_ID);
    assert_eq!(reply.call.attempts(), 2);
    assert_eq!(reply.call.evidence(), Evidence::ShownByList);
}

#[tokio::test]
async fn one_that_is_refused_because_of_another_agent_stays_ambiguous() {
    let server = service_that_binds_once("5feb148e19a5207b5020e7ff").await;
    let wait = Duration::from_millis(1);
    let retry = RetryPolicy::default().with_base(wait);
    let m7 = server
        .builder()
        .retry(retry)
        .reconcile(look())
        .build()
        .unwrap();
    let error = m7.sip().bind(SIP_ID, AGENT_ID).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    // What the attempt says that makes it so, and not the refusal.
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn what_a_list_shows_is_proof() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let id = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    lost_then_busy(&test).await;
    let renamed = m7.sip().update(&id).number("2005").await.unwrap();
    assert_eq!(renamed.call.evidence(), Evidence::ShownByList);
    assert_eq!(renamed.call.attempts(), 4);

    test.recover().await;
    test.register("2005").await.unwrap();
    m7.sip().bind(&id, AGENT_ID).await.unwrap();
    lost_then_busy(&test).await;
    let unbound = m7.sip().unbind(&id).await.unwrap();
    assert_eq!(unbound.call.evidence(), Evidence::ShownByList);
}

#[tokio::test]
async fn what_a_list_does_not_show_stays_ambiguous() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let id = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    for update in [
        m7.sip().update(&id).number("2005").password("another"),
        m7.sip().update(&id).codec("G729"),
        m7.sip().update(&id).behind_nat(true),
    ] {
        test.recover().await;
        lost_then_busy(&test).await;
        let error = update.await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Ambiguous);
        assert!(
            error
                .evidence()
                .unwrap()
                .contains("neither password nor codecs nor NAT"),
            "{error}"
        );
        assert_eq!(error.call().unwrap().lookups(), 0);
    }
}

#[tokio::test]
async fn what_was_not_done_stays_ambiguous() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let id = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    let lost = FaultRule::new(Fault::Reset(Moment::BeforeCommit)).operation("sip_update");
    test.fail(lost).await.unwrap();
    let error = m7.sip().update(&id).number("2005").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.call().unwrap().attempts(), 4);
    assert!(
        error
            .evidence()
            .unwrap()
            .contains("is not listed as it was asked for"),
        "{error}"
    );
    let error = m7.sip().bind(&id, AGENT_ID).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(
        error.evidence(),
        Some(&*format!("agent {AGENT_ID} is not bound to it"))
    );
}
