//! A future that was begun and isn't polled any more, as happens to those in a buffer whose consumer
//! awaits something else, keeps what it has. It must not keep the others from theirs.

use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt as _;
use m7::{ErrorKind, Outcome, Rate};

use crate::counting_server::CountingServer;

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn while_it_waits_for_the_rate() {
    let server = CountingServer::start(Duration::ZERO).await;
    let m7 = server.builder().rate(Rate::per_second(20)).build().unwrap();
    m7.sip().list().await.unwrap();
    let mut forgotten = pin!(m7.sip().list().into_future());
    assert!(forgotten.as_mut().now_or_never().is_none());
    for _ in 0..3 {
        let list = m7.sip().list().into_future();
        tokio::time::timeout(LONG, list).await.unwrap().unwrap();
    }
    forgotten.await.unwrap();
}

/// Whoever says how long a call may take has it end then, whatever it waits for.
#[tokio::test]
async fn while_it_holds_the_only_turn() {
    let server = CountingServer::start(LONG).await;
    let m7 = server.builder().max_in_flight(1).build().unwrap();
    let mut forgotten = pin!(m7.sip().list().into_future());
    assert!(forgotten.as_mut().now_or_never().is_none());
    let list = m7.sip().list().deadline(SHORT).into_future();
    let error = tokio::time::timeout(LONG, list).await.unwrap().unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(server.arrivals().await.len() <= 1);
}

#[tokio::test]
async fn while_it_creates_the_same_number() {
    let server = CountingServer::start(LONG).await;
    let m7 = server.builder().build().unwrap();
    let mut forgotten = pin!(m7.sip().create("2004", "a-password").into_future());
    assert!(forgotten.as_mut().now_or_never().is_none());
    // Unless it is told otherwise, a call has three times the time of an attempt.
    for create in [
        m7.sip().create("2004", "a-password").deadline(SHORT),
        m7.sip().create("2004", "a-password").timeout(SHORT / 3),
    ] {
        let create = create.into_future();
        let error = tokio::time::timeout(LONG, create)
            .await
            .unwrap()
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(error.to_string().contains("another call"), "{error}");
    }
    assert!(server.arrivals().await.len() <= 1);
}

#[tokio::test]
async fn and_a_create_says_how_long_it_waited_for_another() {
    const PACE: Duration = Duration::from_millis(200);
    let server = CountingServer::start(PACE).await;
    let m7 = server.builder().build().unwrap();
    let first = tokio::spawn(m7.sip().create("2004", "a-password").into_future());
    while server.most_requests() == 0 {
        tokio::task::yield_now().await;
    }
    let second = m7.sip().create("2004", "a-password");
    let other = m7.sip().create("2005", "a-password");
    let (second, other) = tokio::join!(second.send(), other.send());
    // The server's replies are those to a list, so all of them fail; this is about the time.
    first.await.unwrap().unwrap_err();
    let queued = |result: Result<_, m7::Error>| {
        let _: &m7::Reply<m7::SipIdentity> = match &result {
            Ok(reply) => reply,
            Err(error) => return error.call().unwrap().queued(),
        };
        panic!("{result:?}")
    };
    assert!(queued(second) >= PACE / 2);
    assert_eq!(queued(other), Duration::ZERO);
}
