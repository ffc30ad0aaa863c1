//! Network, gateway and business add up to what the attempt took.

mod scripted_server;

use std::time::{Duration, Instant};

use m7::testing::Sandboxed;
use scripted_server::{Answer, ScriptedServer, json};

#[tokio::test]
async fn the_server_s_share_is_what_its_span_says() -> Result<(), m7::Error> {
    // 6 ms in the gateway and 21 ms behind it, of a reply that takes 60 ms.
    let body = r#"{"success":true,"code":"200","message":"requestSuccess","data":[],
        "requestInfo":{"requestId":"1c8eb9708c7511ebadd101dc5c1e7708","span":{
            "requestStartTime":1616572018311,"proxyStartTime":1616572018315,
            "proxyEndTime":1616572018336,"reqEndTime":1616572018338,
            "bizSpan":"21ms","latency":"6ms"}}}"#;
    let server = ScriptedServer::start(move |_| {
        std::thread::sleep(Duration::from_millis(60));
        Answer::Bytes(json(200, body))
    })
    .await;
    let m7 = server.client();

    let started = Instant::now();
    let call = m7.sip().list().await?.call;
    let most = started.elapsed();

    assert_eq!(call.operation(), "sip_list");
    assert_eq!(call.attempts(), 1);
    assert_eq!(
        call.request_id().map(m7::RequestId::as_str),
        Some("1c8eb9708c7511ebadd101dc5c1e7708")
    );
    assert_eq!(call.gateway(), Some(Duration::from_millis(6)));
    assert_eq!(call.business(), Some(Duration::from_millis(21)));
    assert_eq!(
        call.network(),
        call.elapsed().checked_sub(Duration::from_millis(27))
    );
    assert!(call.elapsed() >= Duration::from_millis(60), "{call}");
    assert!(call.elapsed() <= most, "{call}");
    Ok(())
}

#[tokio::test]
async fn a_reply_without_a_span_tells_the_elapsed_time_only() -> Result<(), m7::Error> {
    let body = r#"{"success":true,"code":"200","message":"requestSuccess","data":[]}"#;
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;
    let call = server.client().sip().list().await?.call;
    assert_eq!(
        (call.network(), call.gateway(), call.business()),
        (None, None, None)
    );
    assert!(call.elapsed() > Duration::ZERO);
    Ok(())
}

#[tokio::test]
async fn a_refusal_has_its_report_too() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.client();
    let error = m7
        .sip()
        .delete("605aeef6b3cf63101b8f7fd4")
        .await
        .unwrap_err();
    let call = error.call().unwrap();
    assert_eq!(error.request_id(), call.request_id());
    assert!(call.request_id().unwrap().time().is_some());
    assert!(call.business().is_some(), "{call}");
}
