use std::error::Error as _;
use std::time::Duration;

use m7::testing::{Fault, FaultRule, Sandboxed};
use m7::{ErrorKind, Outcome};

const OFTEN: Duration = Duration::from_millis(5);
const SHORT: Duration = Duration::from_millis(250);

#[tokio::test]
async fn a_wait_says_what_it_saw_last() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let error = sip
        .wait_registered("2004")
        .within(SHORT)
        .every(OFTEN)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert!(error.is_timeout() && !error.is_write());
    assert!(error.source().is_none());
    let words =
        "sip_list: SIP number 2004 was not registered within 250ms: there was no such number";
    assert!(error.to_string().starts_with(words), "{error}");
    assert!(error.request_id().is_some());

    for number in 2001..=2007 {
        sip.create(number.to_string(), "a-password").await.unwrap();
    }
    test.register("2001").await.unwrap();
    let wait = sip.wait_registered("2004").within(SHORT).every(OFTEN);
    let error = wait.await.unwrap_err().to_string();
    assert!(
        error.contains("within 250ms: no phone was registered to it"),
        "{error}"
    );

    let wait = sip.wait_registered_all((2001..=2007).map(|number| number.to_string()));
    let error = wait
        .within(SHORT)
        .every(OFTEN)
        .await
        .unwrap_err()
        .to_string();
    let words = "7 SIP numbers were not all registered within 250ms: 6 had no phone: 2002, 2003, \
                 2004, 2005, 2006, …";
    assert!(error.contains(words), "{error}");

    let wait = sip.wait_gone("2004").within(SHORT).every(OFTEN);
    let error = wait.await.unwrap_err().to_string();
    assert!(
        error.contains("2004 was not gone within 250ms: it was there"),
        "{error}"
    );
}

#[tokio::test]
async fn the_last_failure_is_the_source() {
    let test = Sandboxed::start().await.unwrap();
    test.fail(FaultRule::new(Fault::unavailable()).operation("sip_list"))
        .await
        .unwrap();
    let sip = test.client().sip();
    let wait = sip
        .wait_gone("2004")
        .within(Duration::from_secs(3))
        .every(OFTEN);
    let error = wait.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        error
            .to_string()
            .ends_with("no list has arrived, and the last look failed (server)"),
        "{error}"
    );
    let source = error.source().unwrap().to_string();
    assert!(source.contains("HTTP 503"), "{source}");
}

/// It isn't waited for what can't come.
#[tokio::test]
async fn what_another_look_cannot_mend_ends_it_at_once() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.builder().secret_key("another-secret").build().unwrap();
    let error = m7.sip().wait_registered("2004").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);

    let sip = test.client().sip();
    let error = sip.wait_gone("20 04").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let error = sip
        .wait_gone("2004")
        .within(Duration::ZERO)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}
