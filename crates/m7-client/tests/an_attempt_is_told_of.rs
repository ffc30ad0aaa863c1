//! Whoever asks for it learns what an attempt was signed with, and how far it got.

mod local_server;

use std::time::{Duration, SystemTime};

use local_server::{LocalServer, NOTHING, credentials, header};
use m7_auth::{PresentedHeaders, Verifier};
use m7_client::Failure;
use m7_models::{SipCreateRequest, SipListRequest};

#[tokio::test]
async fn what_it_was_signed_with_is_what_was_sent() -> Result<(), Box<dyn std::error::Error>> {
    let server = LocalServer::answering(NOTHING, Duration::ZERO).await;
    let (client, attempt) = server.client(LocalServer::transport()).observed();
    client.sip_list(&SipListRequest::new()).await?;

    let heads = server.heads();
    let sent = |name| header(&heads[0], name).map(str::as_bytes);
    let signed = attempt.signed().ok_or("it was not signed")?;
    assert_eq!(sent("m7-nonce"), Some(signed.nonce().as_bytes()));
    assert_eq!(
        sent("m7-timestamp"),
        Some(signed.timestamp().to_string().as_bytes())
    );
    assert_eq!(sent("m7-sign"), Some(signed.sign().as_bytes()));
    let presented = PresentedHeaders {
        appkey: sent("m7-appkey"),
        nonce: sent("m7-nonce"),
        timestamp: sent("m7-timestamp"),
        sign: sent("m7-sign"),
    };
    Verifier::new(&credentials()).verify(&presented, SystemTime::now())?;
    assert_eq!(sent("api-version"), None);
    assert!(!format!("{attempt:?}").contains(signed.sign()));
    Ok(())
}

#[tokio::test]
async fn how_far_it_got_is_told_in_its_order() -> Result<(), Box<dyn std::error::Error>> {
    let pause = Duration::from_millis(40);
    let server = LocalServer::answering(NOTHING, pause).await;
    let transport = LocalServer::transport().with_kept_body(10);
    let (client, attempt) = server.client(transport).observed();
    assert!(attempt.started().is_none());
    client.sip_list(&SipListRequest::new()).await?;

    let headers = attempt.headers_after().ok_or("there were no headers")?;
    let body = attempt.body_after().ok_or("there was no body")?;
    assert!(body >= headers + pause.mul_f32(0.9), "{headers:?} {body:?}");
    assert!(
        attempt
            .started()
            .is_some_and(|started| started.elapsed() >= body)
    );
    assert_eq!(attempt.status(), Some(200));
    assert_eq!(attempt.received(), NOTHING.len() as u64);
    assert_eq!(attempt.kept_body(), &NOTHING.as_bytes()[..10]);
    assert!(attempt.was_sent());
    assert!(!attempt.withdraw());
    Ok(())
}

#[tokio::test]
async fn two_clients_are_told_of_their_own_attempts_only() -> Result<(), Box<dyn std::error::Error>>
{
    let server = LocalServer::answering(NOTHING, Duration::ZERO).await;
    let client = server.client(LocalServer::transport());
    let ((one, told_one), (_other, told_other)) = (client.observed(), client.observed());
    one.sip_list(&SipListRequest::new()).await?;
    assert!(told_one.signed().is_some());
    assert!(told_other.signed().is_none());
    Ok(())
}

#[tokio::test]
async fn a_reply_that_is_too_long_is_told_by_its_limit() {
    let server = LocalServer::answering(NOTHING, Duration::ZERO).await;
    let transport = LocalServer::transport().with_body_limit(20);
    let (client, attempt) = server.client(transport).observed();
    let error = client.sip_list(&SipListRequest::new()).await.unwrap_err();
    match Failure::of(error, &attempt).await {
        Failure::TooLarge(too_large) => assert_eq!(too_large.limit, 20),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn with_an_earlier_signature_the_same_request_is_the_same_to_the_byte()
-> Result<(), Box<dyn std::error::Error>> {
    let server = LocalServer::answering(NOTHING, Duration::ZERO).await;
    let client = server.client(LocalServer::transport());
    let request = SipCreateRequest::new("2004", "a-password");
    let (first, told_first) = client.observed();
    let _ = first.sip_create(&request).await;
    let signed = told_first.signed().ok_or("it was not signed")?;
    let (second, told_second) = client.observed();
    let second = second.with_signed(&signed);
    for _ in 0..2 {
        let _ = second.sip_create(&request).await;
        let again = told_second.signed().ok_or("it was not signed")?;
        assert_eq!(again.sign(), signed.sign());
    }
    let _ = first.sip_create(&request).await;

    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests[0].ends_with(b"}"), "it has a body");
    assert_eq!(requests[1], requests[0]);
    assert_eq!(requests[2], requests[0]);
    assert_ne!(requests[3], requests[0]);
    assert!(!format!("{second:?}").contains(signed.sign()));
    Ok(())
}
