use m7::ErrorKind;
use m7_sandbox::{Fault, FaultRule};

use crate::{arrived, builder, faulty, first, sandbox, status};

#[tokio::test]
async fn once_for_a_nonce_that_another_process_may_have_used() {
    let rule = FaultRule::new(Fault::ReplayRejection).nth(2);
    let (m7, sandbox) = faulty(rule).await;
    m7.sip().list().await.unwrap();
    let reply = m7.sip().create("2004", "a-password").await.unwrap();
    assert_eq!(reply.call.attempts(), 2);
    assert_eq!(arrived(&sandbox), 3);
}

#[tokio::test]
async fn only_once() {
    let rule = FaultRule::new(Fault::ReplayRejection).operation("sip_create");
    let (m7, sandbox) = faulty(rule).await;
    m7.sip().list().await.unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.call().unwrap().attempts(), 2);
    assert_eq!(arrived(&sandbox), 3);
}

#[tokio::test]
async fn not_for_credentials_that_were_never_accepted() {
    let sandbox = sandbox(first(1, status(429))).await;
    let m7 = builder(&sandbox)
        .secret_key("a-wrong-secret")
        .build()
        .unwrap();
    let error = m7.sip().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    // The 429, and the refusal.
    assert_eq!(error.call().unwrap().attempts(), 2);
    let error = m7.sip().list().await.unwrap_err();
    assert_eq!(error.call().unwrap().attempts(), 1);
    assert_eq!(arrived(&sandbox), 3);
}

#[tokio::test]
async fn for_a_clock_that_the_reply_shows_to_be_off() {
    let (m7, sandbox) = faulty(first(1, Fault::Skew { seconds: -600 })).await;
    // The one reply whose clock was off may be believed, and is then corrected.
    let reply = m7.sip().create("2004", "a-password").await.unwrap();
    assert!((2..=3).contains(&reply.call.attempts()), "{}", reply.call);
    assert_eq!(m7.sip().list().await.unwrap().data.len(), 1);
    drop(sandbox);
}
