//! A proxy's wrong `Date` doesn't lock the client out, nor does a correction that is no longer right,
//! though the service tells no time to whom it refuses.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use m7::{ErrorKind, RetryPolicy};

use super::off_clock::{MINUTES, OffClock};
use super::scripted_server::{ScriptedServer, html, json};
use super::without_a_server_s_time_the_clock_is_named::{judge, with_headers};

const HOUR: Duration = Duration::from_secs(3600);

fn date(time: SystemTime) -> String {
    format!("date: {}\r\n", httpdate::fmt_http_date(time))
}

fn quick() -> RetryPolicy {
    let wait = Duration::from_millis(2);
    RetryPolicy::default().with_base(wait).with_cap(wait)
}

/// A service that never tells the time, behind a proxy that is an hour off and answers the `nth`
/// request by itself.
async fn behind_a_proxy(
    nth: u32,
    proxy: impl Fn() -> Vec<u8> + Send + Sync + 'static,
) -> ScriptedServer {
    let requests = AtomicU32::new(0);
    ScriptedServer::start(move |seen| {
        if requests.fetch_add(1, Ordering::Relaxed) + 1 == nth {
            with_headers(proxy(), &date(SystemTime::now() + HOUR))
        } else {
            judge(SystemTime::now(), seen, "", "")
        }
    })
    .await
}

#[tokio::test]
async fn a_proxy_s_own_failure_costs_no_refusal() {
    for nth in [1, 3] {
        let server = behind_a_proxy(nth, || html(503)).await;
        let m7 = server.builder().retry(quick()).build().unwrap();
        for _ in 0..4 {
            m7.sip().list().await.unwrap();
        }
        assert_eq!(server.seen().len(), 5);
    }
}

#[tokio::test]
async fn a_proxy_s_own_refusal_costs_one_more() {
    for nth in [1, 3] {
        for refusal in [
            || html(401),
            || json(401, r#"{"success":false,"code":"401","message":"no"}"#),
        ] {
            let server = behind_a_proxy(nth, refusal).await;
            let m7 = server.builder().retry(quick()).build().unwrap();
            for _ in 0..4 {
                m7.sip().list().await.unwrap();
            }
            assert_eq!(server.seen().len(), 6);
        }
    }
}

#[tokio::test]
async fn without_retries_it_is_the_next_call_but_one_that_succeeds() {
    let server = behind_a_proxy(1, || html(401)).await;
    let m7 = server.builder().build().unwrap();
    for _ in 0..2 {
        let error = m7.sip().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
    }
    m7.sip().list().await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_dates_all_replies_wrong_does_no_more_harm() {
    let requests = AtomicU32::new(0);
    let server = ScriptedServer::start(move |seen| {
        let headers = date(SystemTime::now() + HOUR);
        match requests.fetch_add(1, Ordering::Relaxed) {
            0 => with_headers(html(401), &headers),
            _ => judge(SystemTime::now(), seen, &headers, ""),
        }
    })
    .await;
    let m7 = server.builder().retry(quick()).build().unwrap();
    for _ in 0..4 {
        m7.sip().list().await.unwrap();
    }
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn a_machine_that_is_set_right_is_signed_by_again() {
    // Behind, since a clock that is set back makes it forget at once.
    let clock = OffClock::ahead_by(-20 * MINUTES);
    let phase = Arc::new(AtomicU32::new(0));
    let server = {
        let phase = Arc::clone(&phase);
        ScriptedServer::start(move |seen| {
            let now = SystemTime::now();
            let headers = match phase.load(Ordering::Relaxed) {
                0 => date(now),
                _ => String::new(),
            };
            judge(now, seen, &headers, "")
        })
        .await
    };
    let m7 = server
        .builder()
        .retry(quick())
        .clock(clock.clone())
        .build()
        .unwrap();
    for _ in 0..3 {
        m7.sip().list().await.unwrap();
    }
    assert_eq!(server.seen().len(), 4);
    phase.store(1, Ordering::Relaxed);
    clock.set(0);
    for attempts in [3, 1, 1] {
        let call = m7.sip().list().await.unwrap().call;
        assert_eq!(call.attempts(), attempts);
    }
}

#[tokio::test]
async fn a_wrong_secret_key_is_still_named_as_such() {
    let refusing = ScriptedServer::start(|_| {
        with_headers(
            json(401, r#"{"success":false,"code":"401","message":"no"}"#),
            &date(SystemTime::now()),
        )
    })
    .await;
    for ahead in [0, 20 * MINUTES] {
        let m7 = refusing
            .builder()
            .retry(quick())
            .clock(OffClock::ahead_by(ahead))
            .build()
            .unwrap();
        for _ in 0..3 {
            let before = refusing.seen().len();
            let error = m7.sip().list().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Authentication);
            assert!(error.hint().contains("secret"), "{}", error.hint());
            assert!(refusing.seen().len() - before <= 3);
        }
    }
}
