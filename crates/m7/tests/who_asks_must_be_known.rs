//! What the gateway doesn't accept is an authentication error, and nothing was done.

use std::time::{Duration, SystemTime};

use m7::testing::Sandboxed;
use m7::{ErrorKind, ManualClock, Outcome};

#[tokio::test]
async fn a_wrong_secret_or_appkey_is_an_authentication_error() {
    let test = Sandboxed::start().await.unwrap();
    for (builder, says) in [
        (
            test.builder().secret_key("another-secret"),
            "m7-sign is wrong",
        ),
        (test.builder().appkey("999"), "an account that isn't known"),
    ] {
        let error = builder
            .build()
            .unwrap()
            .sip()
            .create("2004", "a-password")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert!(error.is_auth());
        assert_eq!(error.outcome(), Outcome::Rejected);
        assert!(error.to_string().contains(says), "{error}");
        assert!(error.hint().contains("clock"), "{}", error.hint());
    }
    let numbers = test.builder().build().unwrap().sip().list().await.unwrap();
    assert!(numbers.data.is_empty());
}

#[tokio::test]
async fn a_clock_that_is_twenty_minutes_off_costs_one_rejection() {
    let test = Sandboxed::start().await.unwrap();
    for off in [
        SystemTime::now() - MINUTES * 20,
        SystemTime::now() + MINUTES * 20,
    ] {
        let builder = test.builder().clock(ManualClock::new(off));
        let m7 = builder.clone().build().unwrap();
        assert_eq!(m7.sip().list().await.unwrap().call.attempts(), 2);
        assert_eq!(m7.sip().list().await.unwrap().call.attempts(), 1);

        let m7 = builder.retry(m7::RetryPolicy::never()).build().unwrap();
        let error = m7.sip().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert_eq!(error.outcome(), Outcome::Rejected);
        assert!(error.to_string().contains("at most 300 s"), "{error}");
    }
}

#[tokio::test]
async fn a_clock_that_was_never_set_sends_nothing() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(60));
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.builder().clock(clock.clone()).build().unwrap();

    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(
        error.to_string().contains("set this machine's clock"),
        "{error}"
    );

    clock.set(SystemTime::now());
    assert!(m7.sip().list().await.unwrap().data.is_empty());
}

const MINUTES: Duration = Duration::from_secs(60);
