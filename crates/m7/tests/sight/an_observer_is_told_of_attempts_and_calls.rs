//! An observer is told of each attempt and each call, in labels that a metric can have.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use m7::testing::{Fault, Sandboxed};
use m7::{AttemptEvent, CallEvent, ClientBuilder, Event, Probe, RetryPolicy};

use crate::recorded::{self, Recorded};
use crate::scripted_server::{Answer, ScriptedServer, json};

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Event>>>);

impl Told {
    fn by(builder: ClientBuilder) -> (Self, m7::Client) {
        let told = Self::default();
        let events = Arc::clone(&told.0);
        let m7 = builder
            .observe(move |event| events.lock().unwrap().push(event.clone()))
            .build()
            .unwrap();
        (told, m7)
    }

    fn all(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    /// What was told of the only call with its only attempt, which must have come first.
    fn attempt_and_call(&self) -> (AttemptEvent, CallEvent) {
        match &self.all()[..] {
            [Event::Attempt(attempt), Event::Call(call)] => (attempt.clone(), call.clone()),
            others => panic!("{others:?}"),
        }
    }
}

#[tokio::test]
async fn of_a_call_that_succeeds() -> Result<(), m7::Error> {
    let test = Sandboxed::start().await.unwrap();
    let (told, m7) = Told::by(test.builder());
    let reply = m7.sip().create("2004", "a-password").await?;

    let (attempt, call) = told.attempt_and_call();
    assert_eq!(attempt.operation, "sip_create");
    assert_eq!(attempt.effect, "create");
    assert_eq!(attempt.purpose, "call");
    assert_eq!((attempt.outcome, attempt.error), ("ok", None));
    assert_eq!((attempt.attempt, attempt.status), (1, Some(200)));
    assert_eq!(attempt.elapsed, reply.call.elapsed());
    assert_eq!(attempt.business, reply.call.business());
    assert!(attempt.business.is_some());
    assert_eq!(
        (call.operation, call.effect, call.outcome, call.error),
        ("sip_create", "create", "ok", None)
    );
    assert_eq!((call.attempts, call.status), (1, Some(200)));
    assert_eq!(call.evidence, Some("reply"));
    assert!(call.elapsed >= attempt.elapsed);
    Ok(())
}

#[tokio::test]
async fn of_a_call_that_is_refused() {
    let body = r#"{"success":false,"code":"409","message":"2004 exists"}"#;
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;
    let (told, m7) = Told::by(server.builder());
    m7.sip().create("2004", "a-password").await.unwrap_err();

    let (attempt, call) = told.attempt_and_call();
    assert_eq!(
        (attempt.outcome, attempt.error, attempt.status),
        ("rejected", Some("conflict"), Some(200))
    );
    assert_eq!(
        (call.outcome, call.error, call.status),
        ("rejected", Some("conflict"), Some(200))
    );
    assert_eq!(call.evidence, None);
    let shown = format!("{:?}", told.all());
    assert!(!shown.contains("2004"), "{shown}");
}

#[tokio::test]
async fn of_a_call_that_is_known_otherwise_than_by_its_reply() {
    let test = Sandboxed::start().await.unwrap();
    let retry = RetryPolicy::default().with_base(Duration::from_millis(1));
    let (told, m7) = Told::by(test.builder().retry(retry).probe(Probe::on()));
    m7.sip().list().await.unwrap();
    test.fail_next("sip_create", Fault::lost_reply())
        .await
        .unwrap();
    m7.sip().create("2004", "a-password").await.unwrap();
    let all = told.all();
    let attempts = all[2..].iter().filter_map(|event| match event {
        Event::Attempt(told) => Some((told.purpose, told.attempt, told.outcome, told.status)),
        _ => None,
    });
    assert_eq!(
        attempts.collect::<Vec<_>>(),
        [
            ("call", 1, "ambiguous", None),
            // A replay.
            ("probe", 2, "rejected", Some(401)),
            ("reconcile", 1, "ok", Some(200)),
        ]
    );
    let Some(Event::Call(call)) = all.last() else {
        panic!("{all:?}");
    };
    assert_eq!((call.outcome, call.attempts), ("ok", 2));
    assert_eq!(call.evidence, Some("found_by_list"));
    assert_eq!(call.status, None);
}

#[tokio::test]
async fn of_a_call_that_is_not_sent() {
    let (told, m7) = Told::by(
        m7::Client::builder()
            .appkey("2000113")
            .secret_key("not-a-real-secret")
            .base_url("http://127.0.0.1:9"),
    );
    m7.sip().create("", "a-password").await.unwrap_err();
    match &told.all()[..] {
        [Event::Call(call)] => assert_eq!(
            (call.outcome, call.error, call.attempts),
            ("not_sent", Some("invalid_input"), 0)
        ),
        others => panic!("{others:?}"),
    }
}

#[tokio::test]
async fn of_a_call_that_is_dropped() {
    let server = ScriptedServer::answering(Answer::BytesThenSilence(Vec::new())).await;
    let (told, m7) = Told::by(server.builder());
    tokio::select! {
        result = m7.sip().delete("a").send() => panic!("{result:?}"),
        () = async {
            while server.seen().is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        } => {}
    }
    let (attempt, call) = told.attempt_and_call();
    assert_eq!((attempt.outcome, attempt.error), ("cancelled", None));
    assert_eq!(
        (call.outcome, call.error, call.effect),
        ("cancelled", None, "remove")
    );
}

/// What never had its turn was never sent: nobody need look after it.
#[tokio::test]
async fn of_calls_that_are_dropped_while_they_wait_for_their_turn() {
    let server = ScriptedServer::answering(Answer::BytesThenSilence(Vec::new())).await;
    let (told, m7) = Told::by(server.builder().max_in_flight(1));
    let (recorded, _guard) = Recorded::start();
    {
        let mut first = pin!(m7.sip().list().into_future());
        assert!(first.as_mut().now_or_never().is_none());
        for number in 0..10 {
            let waiting = m7.sip().create(number.to_string(), "a-password").send();
            assert!(waiting.now_or_never().is_none());
        }
    }
    let mut calls = 0;
    for event in told.all() {
        if let Event::Call(call) = event
            && call.operation == "sip_create"
        {
            assert_eq!((call.outcome, call.attempts), ("cancelled", 0));
            calls += 1;
        }
    }
    assert_eq!(calls, 10);
    let warnings = recorded
        .events()
        .iter()
        .filter(|event| is_warning(event))
        .count();
    assert_eq!(warnings, 0);
}

/// What is told of one that is dropped before it has left doesn't become untrue afterwards.
#[tokio::test]
async fn of_a_write_that_is_dropped_before_and_after_it_has_left() {
    let server = ScriptedServer::answering(Answer::BytesThenSilence(Vec::new())).await;
    let m7 = server.client();
    let (recorded, _guard) = Recorded::start();
    let cancelled = |events: Vec<recorded::Event>| {
        let told = events
            .iter()
            .rfind(|event| event.span == Some("m7.attempt"));
        told.unwrap().fields["was_sent"].clone()
    };
    // A connection has yet to be made.
    assert!(m7.sip().delete("a").send().now_or_never().is_none());
    assert_eq!(cancelled(recorded.events()), "false");
    assert!(!recorded.events().iter().any(is_warning));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(server.seen().is_empty());

    let mut delete = m7.sip().delete("a").into_future();
    while server.seen().is_empty() {
        assert!((&mut delete).now_or_never().is_none());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(delete);
    assert_eq!(cancelled(recorded.events()), "true");
    assert_eq!(
        recorded
            .events()
            .iter()
            .filter(|event| is_warning(event))
            .count(),
        1
    );
}

fn is_warning(event: &recorded::Event) -> bool {
    event.level == tracing::Level::WARN
}

#[tokio::test]
async fn its_panic_harms_no_call() -> Result<(), m7::Error> {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test
        .builder()
        .observe(|_| panic!("a mistake of the observer, made on purpose"))
        .build()?;
    m7.sip().create("2004", "a-password").await?;
    m7.sip().get("2004").await?;
    Ok(())
}
