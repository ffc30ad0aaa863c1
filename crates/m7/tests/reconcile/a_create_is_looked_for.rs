use std::time::Duration;

use m7::testing::{Fault, FaultRule, Moment, Sandboxed};
use m7::{Evidence, Outcome, Reconcile, RetryBudget, RetryPolicy};

use crate::scripted_server::{Answer, ScriptedServer, json};
use crate::{PATIENCE, look, losses, quick};

#[tokio::test]
async fn and_found_if_it_was_done() {
    for fault in losses(Moment::AfterCommit) {
        let test = Sandboxed::start().await.unwrap();
        let m7 = quick(&test).build().unwrap();
        test.fail_next("sip_create", fault.clone()).await.unwrap();
        let reply = m7.sip().create("2004", "a-password").await.unwrap();
        assert_eq!(reply.call.evidence(), Evidence::FoundByList, "{fault:?}");
        // Two lists, since nothing had told the server's time before.
        assert_eq!((reply.call.attempts(), reply.call.lookups()), (1, 2));
        assert_eq!(reply.call.operation(), "sip_create");
        assert!(
            reply.call.to_string().contains("2 lookups, found_by_list"),
            "{}",
            reply.call
        );
        // It is the very one, and the only one.
        let listed = m7.sip().list().await.unwrap().data;
        assert_eq!(listed.len(), 1);
        assert_eq!(listed.items[0].sip_id, reply.data.sip_id);
        assert_eq!(test.requests("sip_create").len(), 1);
    }
}

#[tokio::test]
async fn even_if_it_is_the_first_call_and_the_clock_is_off() {
    for minutes in [-20_i64, 20] {
        let test = Sandboxed::start().await.unwrap();
        let off = Duration::from_secs(minutes.unsigned_abs() * 60);
        let now = std::time::SystemTime::now();
        let clock = m7::ManualClock::new(if minutes < 0 { now - off } else { now + off });
        let m7 = quick(&test).clock(clock).build().unwrap();
        // The first one is refused for its timestamp.
        let rule = FaultRule::new(Fault::lost_reply())
            .operation("sip_create")
            .nth(2);
        test.fail(rule).await.unwrap();
        let reply = m7.sip().create("2004", "a-password").await.unwrap();
        assert_eq!(reply.call.evidence(), Evidence::FoundByList);
        assert_eq!(reply.call.attempts(), 2);
    }
}

#[tokio::test]
async fn until_it_shows() {
    // The service takes longer than its gateway waits.
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test)
        .reconcile(look().with_settle(PATIENCE))
        .build()
        .unwrap();
    test.fail_next("sip_create", Fault::Reset(Moment::BeforeCommit))
        .await
        .unwrap();
    let call = tokio::spawn(
        m7.sip()
            .create("2004", "a-password")
            .deadline(PATIENCE * 4)
            .send(),
    );
    while test.requests("sip_list").len() < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // As the service would do what it had been asked for.
    let late = test.builder().build().unwrap();
    let made = late.sip().create("2004", "a-password").await.unwrap();
    let reply = call.await.unwrap().unwrap();
    assert_eq!(reply.data.sip_id, made.data.sip_id);
    assert!(reply.call.lookups() > 3);
}

#[tokio::test]
async fn and_stays_ambiguous_if_it_does_not_show() {
    for fault in losses(Moment::BeforeCommit) {
        let test = Sandboxed::start().await.unwrap();
        let m7 = quick(&test).build().unwrap();
        test.fail_next("sip_create", fault.clone()).await.unwrap();
        let error = m7.sip().create("2004", "a-password").await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{fault:?}");
        assert_eq!(error.evidence(), Some("it is not listed"));
        assert!(
            error.to_string().contains("; it is not listed ("),
            "{error}"
        );
        assert!(error.call().unwrap().lookups() > 1, "{error}");
        assert_eq!(test.requests("sip_create").len(), 1);
    }
}

#[tokio::test]
async fn an_older_one_is_no_proof() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let older = m7
        .sip()
        .create("2004", "a-password")
        .await
        .unwrap()
        .data
        .sip_id;
    test.clock().advance(Duration::from_secs(5));
    for moment in [Moment::BeforeCommit, Moment::AfterCommit] {
        // Another client, that knows nothing of it.
        let m7 = quick(&test).build().unwrap();
        test.fail_next("sip_create", Fault::Reset(moment))
            .await
            .unwrap();
        let error = m7.sip().create("2004", "a-password").await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Ambiguous);
        let evidence = error.evidence().unwrap();
        assert_eq!(
            evidence,
            format!("{older} is listed, which existed before this call")
        );
    }
}

#[tokio::test]
async fn lists_that_fail_are_asked_for_again() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test)
        .reconcile(look().with_settle(PATIENCE))
        .build()
        .unwrap();
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    test.fail(
        FaultRule::new(Fault::unavailable())
            .operation("sip_list")
            .times(3),
    )
    .await
    .unwrap();
    let reply = m7.sip().create("2004", "a-password").await.unwrap();
    assert_eq!(reply.call.lookups(), 5);
}

#[tokio::test]
async fn a_list_that_never_comes_ends_with_the_settle_time() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    test.fail(FaultRule::new(Fault::unavailable()).operation("sip_list"))
        .await
        .unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.evidence(), Some("the last list failed (server)"));
}

#[tokio::test]
async fn it_is_sent_again_if_the_caller_wants_that() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let lost = FaultRule::new(Fault::Reset(Moment::BeforeCommit))
        .operation("sip_create")
        .times(2);
    test.fail(lost).await.unwrap();
    let create = m7
        .sip()
        .create("2004", "a-password")
        .reconcile(look().resend_if_missing());
    let reply = create.await.unwrap();
    assert_eq!(reply.call.evidence(), Evidence::Reply);
    assert_eq!(reply.call.attempts(), 3);
    assert_eq!(test.requests("sip_create").len(), 3);
    assert_eq!(m7.sip().list().await.unwrap().data.len(), 1);
}

#[tokio::test]
async fn it_is_not_sent_more_often_than_the_policy_allows() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let lost = FaultRule::new(Fault::Reset(Moment::BeforeCommit)).operation("sip_create");
    test.fail(lost).await.unwrap();
    let create = m7
        .sip()
        .create("2004", "a-password")
        .reconcile(look().resend_if_missing());
    let error = create
        .retry(RetryPolicy::default().with_max_attempts(2))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(test.requests("sip_create").len(), 2);
}

#[tokio::test]
async fn it_is_not_sent_again_without_a_token() {
    let test = Sandboxed::start().await.unwrap();
    let budget = RetryBudget::default().with_burst(0);
    let m7 = quick(&test).retry_budget(budget).build().unwrap();
    let lost = FaultRule::new(Fault::Reset(Moment::BeforeCommit)).operation("sip_create");
    test.fail(lost).await.unwrap();
    let create = m7.sip().create("2004", "a-password");
    let create = create.reconcile(look().resend_if_missing());
    let error = create.await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(test.requests("sip_create").len(), 1);
    let words = error.to_string();
    assert!(words.contains("retry budget is used up"), "{words}");
}

#[tokio::test]
async fn what_its_attempt_may_need_is_not_kept_for_that() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let silence = Fault::NoAnswer {
        when: Moment::BeforeCommit,
        seconds: None,
    };
    test.fail_next("sip_create", silence).await.unwrap();
    let create = m7.sip().create("2004", "a-password");
    let error = create
        .deadline(Duration::from_millis(400))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(error.is_timeout());
    // The attempt had all of the time, so that none is left to look.
    assert!(test.requests("sip_list").is_empty(), "{error}");
}

#[tokio::test]
async fn a_call_may_want_it_left_alone() {
    let test = Sandboxed::start().await.unwrap();
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    let create = test.client().sip().create("2004", "a-password");
    let error = create.reconcile(Reconcile::never()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(test.requests("sip_list").is_empty());
}

#[tokio::test]
async fn without_the_server_s_time_nothing_is_proved() {
    let server = ScriptedServer::start(|request| {
        if request.head.contains("/create") {
            Answer::Bytes(Vec::new())
        } else {
            Answer::Bytes(json(
                200,
                r#"{"success":true,"data":[{"number":"2004","sipId":"ffffffffb3cf63101b8f7fd4","registerStatus":0}]}"#,
            ))
        }
    })
    .await;
    let m7 = server.builder().reconcile(look()).build().unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(
        error
            .evidence()
            .unwrap()
            .contains("the server's time isn't known for sure"),
        "{error}"
    );
}

#[tokio::test]
async fn a_list_that_tells_a_wrong_time_proves_nothing() {
    for told_before in [0, 1, 3] {
        let test = Sandboxed::start().await.unwrap();
        let older = quick(&test).build().unwrap();
        let older = older.sip().create("2004", "a-password").await.unwrap();
        test.clock().advance(Duration::from_secs(60));
        let m7 = quick(&test).build().unwrap();
        for _ in 0..told_before {
            m7.sip().list().await.unwrap();
        }
        test.fail_next("sip_create", Fault::Reset(Moment::BeforeCommit))
            .await
            .unwrap();
        test.fail_next("sip_list", Fault::Skew { seconds: -180 })
            .await
            .unwrap();
        let error = m7.sip().create("2004", "a-password").await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Ambiguous);
        let evidence = error.evidence().unwrap();
        assert!(
            evidence.starts_with(older.data.sip_id.as_str()),
            "{evidence}"
        );
    }
}

#[tokio::test]
async fn a_step_of_the_clock_proves_nothing_of_an_older_one() {
    // By what is known, the request was sent four minutes earlier than it was.
    let test = Sandboxed::start().await.unwrap();
    let older = quick(&test).build().unwrap();
    let m7 = quick(&test).build().unwrap();
    for _ in 0..3 {
        m7.sip().list().await.unwrap();
    }
    test.clock().advance(Duration::from_secs(120));
    older.sip().create("2004", "a-password").await.unwrap();
    test.clock().advance(Duration::from_secs(120));
    test.fail_next("sip_create", Fault::Reset(Moment::BeforeCommit))
        .await
        .unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(error.evidence().unwrap().contains("existed before"));
}

#[tokio::test]
async fn nothing_is_asked_before_the_server_wants_to_be() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = quick(&test).build().unwrap();
    let busy = |seconds| Fault::Status {
        code: 503,
        when: Moment::AfterCommit,
        body: m7::testing::sandbox::FaultBody::Empty,
        retry_after_seconds: Some(seconds),
    };
    test.fail_next("sip_create", busy(1)).await.unwrap();
    let begun = std::time::Instant::now();
    let reply = m7.sip().create("2004", "a-password").await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(reply.call.evidence(), Evidence::FoundByList);

    test.fail_next("sip_create", busy(3600)).await.unwrap();
    let error = m7.sip().create("2005", "a-password").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(error.call().unwrap().lookups(), 0);
}

#[tokio::test]
async fn for_as_long_as_is_wanted() {
    let test = Sandboxed::start().await.unwrap();
    let look = look()
        .with_settle(Duration::MAX)
        .with_interval(Duration::MAX);
    let m7 = quick(&test).reconcile(look).build().unwrap();
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    let create = m7.sip().create("2004", "a-password");
    let reply = create.deadline(Duration::MAX).await.unwrap();
    assert_eq!(reply.call.evidence(), Evidence::FoundByList);
}

#[tokio::test]
async fn the_end_of_the_call_s_time_is_no_failure_of_a_list() {
    let lists = std::sync::atomic::AtomicU32::new(0);
    let server = ScriptedServer::start(move |request| {
        if request.head.contains("/create") {
            Answer::Bytes(Vec::new())
        } else if lists.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0 {
            Answer::Bytes(json(200, r#"{"success":true,"data":[]}"#))
        } else {
            Answer::BytesThenSilence(Vec::new())
        }
    })
    .await;
    let look = look().with_settle(PATIENCE);
    let m7 = server.builder().reconcile(look).build().unwrap();
    let create = m7.sip().create("2004", "a-password");
    let error = create.deadline(Duration::from_secs(2)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(
        error.evidence(),
        Some("it is not listed, and the call's time was up before the next list had come")
    );
}
