use std::sync::Arc;
use std::time::Duration;

use m7::testing::sandbox::FaultBody;
use m7::testing::{Fault, FaultRule, Moment, Sandboxed};
use m7::{ClientBuilder, Outcome, Probe, RetryBudget};

use tokio::sync::Notify;

use crate::another_refusal_proves_nothing::timed_list;
use crate::lossy_proxy::{Fate, LossyProxy};
use crate::scripted_server::{Answer, ScriptedServer, json};
use crate::{knowing_the_time, look, probing, quick};

/// How often a create arrives whose first request meets this, of a client that knows the time.
async fn arrived(fault: Fault, configure: impl FnOnce(ClientBuilder) -> ClientBuilder) -> usize {
    let test = Sandboxed::start().await.unwrap();
    let m7 = knowing_the_time(configure(probing(test.builder()))).await;
    test.fail_next("sip_create", fault).await.unwrap();
    let _ = m7.sip().create("2004", "a-password").await;
    test.requests("sip_create").len()
}

#[tokio::test]
async fn only_if_the_client_was_told_to() {
    let lost = Fault::lost_reply;
    assert_eq!(arrived(lost(), |builder| builder).await, 2);
    let off = |builder: ClientBuilder| builder.probe(Probe::default());
    assert_eq!(arrived(lost(), off).await, 1);
    let test = Sandboxed::start().await.unwrap();
    let m7 = knowing_the_time(probing(test.builder())).await;
    test.fail_next("sip_create", lost()).await.unwrap();
    let create = m7.sip().create("2004", "a-password").probe(Probe::off());
    create.await.unwrap();
    assert_eq!(test.requests("sip_create").len(), 1);
}

#[tokio::test]
async fn only_if_the_server_s_clock_is_known() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = probing(test.builder()).build().unwrap();
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    m7.sip().create("2004", "a-password").await.unwrap();
    assert_eq!(test.requests("sip_create").len(), 1);
}

#[tokio::test]
async fn only_as_long_as_it_is_well_inside_the_window() {
    for (seconds, expected) in [(230, 2), (245, 1), (301, 1)] {
        let test = Arc::new(Sandboxed::start().await.unwrap());
        let later = Duration::from_secs(seconds);
        let proxy = LossyProxy::before(test.sandbox().base_url(), {
            let test = Arc::clone(&test);
            move |line, before| {
                if !line.contains("/create") || before > 0 {
                    return Fate::Passed;
                }
                test.clock().advance(later);
                Fate::Lost
            }
        })
        .await;
        let m7 = knowing_the_time(probing(test.builder()).base_url(proxy.base_url())).await;
        let result = m7.sip().create("2004", "a-password").await;
        assert_eq!(proxy.seen("/create").len(), expected, "{seconds} s later");
        assert_eq!(result.is_ok(), expected == 2);
        if let Err(error) = result {
            assert_eq!(error.outcome(), Outcome::Ambiguous);
        }
    }
}

#[tokio::test]
async fn also_when_it_had_to_wait_for_its_turn() {
    let test = Arc::new(Sandboxed::start().await.unwrap());
    let word = Arc::new(Notify::new());
    let proxy = LossyProxy::before(test.sandbox().base_url(), {
        let (test, word) = (Arc::clone(&test), Arc::clone(&word));
        move |line, before| {
            if line.contains("/create") && before == 0 {
                return Fate::LostOn(Arc::clone(&word));
            }
            if line.contains("/list") && before == 1 {
                test.clock().advance(Duration::from_secs(245));
            }
            Fate::Passed
        }
    })
    .await;
    let builder = probing(test.builder()).max_in_flight(1);
    let m7 = knowing_the_time(builder.base_url(proxy.base_url())).await;
    let create = tokio::spawn(m7.sip().create("2004", "a-password").send());
    while proxy.seen("/create").is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // It is in the queue when it has been polled once, which this runtime's only thread does now.
    let list = tokio::spawn(m7.sip().list().send());
    tokio::task::yield_now().await;
    word.notify_one();
    list.await.unwrap().unwrap();
    let error = create.await.unwrap().unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(error.call().unwrap().attempts(), 1);
    assert_eq!(proxy.seen("/create").len(), 1);
}

#[tokio::test]
async fn only_after_what_is_ambiguous() {
    let status = |code| Fault::Status {
        code,
        when: Moment::BeforeCommit,
        body: FaultBody::Envelope,
        retry_after_seconds: None,
    };
    for code in [500, 502, 503, 504] {
        assert_eq!(arrived(status(code), |builder| builder).await, 2);
    }
    // What is sent again after a 429 has a nonce of its own, and is done.
    let test = Sandboxed::start().await.unwrap();
    let m7 = knowing_the_time(probing(test.builder())).await;
    test.fail_next("sip_create", status(429)).await.unwrap();
    let reply = m7.sip().create("2004", "a-password").await.unwrap();
    assert_eq!(reply.call.evidence(), m7::Evidence::Reply);
    // Nor does a list need it.
    test.fail_next("sip_list", status(500)).await.unwrap();
    let listed = m7.sip().list().await.unwrap();
    assert_eq!(listed.call.evidence(), m7::Evidence::Reply);
}

#[tokio::test]
async fn only_if_the_server_does_not_ask_to_wait() {
    let busy = Fault::Status {
        code: 503,
        when: Moment::AfterCommit,
        body: FaultBody::Empty,
        retry_after_seconds: Some(1),
    };
    assert_eq!(arrived(busy, |builder| builder).await, 1);
}

#[tokio::test]
async fn only_if_the_budget_has_a_token_for_it() {
    let none = |builder: ClientBuilder| {
        builder.retry_budget(
            RetryBudget::default()
                .with_burst(0)
                .with_per_call(0.0)
                .with_per_second(0.0),
        )
    };
    assert_eq!(arrived(Fault::lost_reply(), none).await, 1);
}

#[tokio::test]
async fn only_if_the_deadline_leaves_time_for_it_and_for_looking() {
    let silent = Fault::NoAnswer {
        when: Moment::AfterCommit,
        seconds: None,
    };
    let test = Sandboxed::start().await.unwrap();
    let m7 = knowing_the_time(probing(test.builder())).await;
    test.fail_next("sip_create", silent).await.unwrap();
    let create = m7
        .sip()
        .create("2004", "a-password")
        .reconcile(look().with_settle(Duration::from_secs(60)))
        .timeout(Duration::from_millis(1500))
        .deadline(Duration::from_secs(2));
    let reply = create.await.unwrap();
    assert_eq!(reply.call.evidence(), m7::Evidence::FoundByList);
    assert_eq!(reply.call.attempts(), 1);
}

#[tokio::test]
async fn only_once_in_a_call() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = knowing_the_time(probing(test.builder())).await;
    let made = m7.sip().create("2004", "a-password").await;
    let id = made.unwrap().data.sip_id;
    let lost = FaultRule::new(Fault::Html(Moment::BeforeCommit)).operation("sip_update");
    test.fail(lost).await.unwrap();
    let error = m7.sip().update(&id).password("another").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    // Four with a nonce of its own each, and one with the first's.
    assert_eq!(error.call().unwrap().attempts(), 5);
    let nonce = |entry: &m7::testing::JournalEntry| {
        let headers = &entry.request.headers;
        let (_, nonce) = headers.iter().find(|(name, _)| name == "m7-nonce").unwrap();
        nonce.clone()
    };
    let requests = test.requests("sip_update");
    let nonces: Vec<String> = requests.iter().map(nonce).collect();
    assert_eq!(nonces.len(), 5);
    assert_eq!(nonces[0], nonces[1]);
    let different: std::collections::BTreeSet<_> = nonces.iter().collect();
    assert_eq!(different.len(), 4);
}

#[tokio::test]
async fn only_where_it_may_come_to_something_else() {
    let redirect = "HTTP/1.1 302 Found\r\nlocation: http://example.com/\r\ncontent-length: 0\r\n";
    let now = httpdate::fmt_http_date(std::time::SystemTime::now());
    let answer = format!("{redirect}date: {now}\r\n\r\n").into_bytes();
    let server = ScriptedServer::start(move |request| {
        if request.head.contains("/list") {
            Answer::Bytes(json(200, &timed_list()))
        } else {
            Answer::KeepAlive(answer.clone())
        }
    })
    .await;
    let m7 = server
        .builder()
        .probe(Probe::on())
        .retry(quick())
        .build()
        .unwrap();
    m7.sip().list().await.unwrap();
    for _ in 0..2 {
        let error = m7.sip().create("2004", "a-password").await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Ambiguous);
    }
    assert!(m7.clock_offset().is_some());
    assert_eq!(server.seen().len(), 3);
}
