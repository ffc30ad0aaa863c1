//! One span for each call, and one in it for each attempt, with OpenTelemetry's names for HTTP.

use m7::testing::Sandboxed;

use crate::recorded::Recorded;
use crate::scripted_server::{Answer, ScriptedServer, json};

#[tokio::test]
async fn a_call_that_succeeds() -> Result<(), m7::Error> {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.client();
    let (recorded, _guard) = Recorded::start();
    let reply = m7.sip().list().await?;

    let id = reply.call.request_id().unwrap().to_string();
    let [call] = &recorded.calls()[..] else {
        panic!("{:?}", recorded.calls());
    };
    call.has(&[
        ("otel.name", "sip_list"),
        ("otel.kind", "internal"),
        ("m7.operation", "sip_list"),
        ("m7.attempts", "1"),
        ("m7.outcome", "ok"),
        ("m7.request_id", &id),
    ]);
    call.has_no(&[
        "m7.subject",
        "error.type",
        "otel.status_code",
        "http.request.method",
    ]);

    let [attempt] = &recorded.attempts()[..] else {
        panic!("{:?}", recorded.attempts());
    };
    assert_eq!(attempt.parent, Some(call.id));
    let port = test.sandbox().address().port().to_string();
    attempt.has(&[
        ("otel.name", "POST /openapi/v1/call/sip/list"),
        ("otel.kind", "client"),
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("network.protocol.version", "1.1"),
        ("network.peer.address", "127.0.0.1"),
        ("network.peer.port", &port),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        (
            "url.full",
            &format!("http://127.0.0.1:{port}/openapi/v1/call/sip/list"),
        ),
        ("m7.operation", "sip_list"),
        ("m7.purpose", "call"),
        ("m7.attempt", "1"),
        ("m7.outcome", "ok"),
        ("m7.request_id", &id),
        (
            "m7.business_ms",
            &reply.call.business().unwrap().as_millis().to_string(),
        ),
    ]);
    attempt.has_no(&[
        "error.type",
        "otel.status_code",
        "http.request.resend_count",
    ]);
    Ok(())
}

#[tokio::test]
async fn a_call_that_fails() {
    let body = r#"{"success":false,"code":"409","message":"exists"}"#;
    let server = ScriptedServer::answering(Answer::Bytes(json(409, body))).await;
    let m7 = server
        .builder()
        .base_url(format!("{}/behind/", server.base_url()))
        .build()
        .unwrap();
    let (recorded, _guard) = Recorded::start();
    m7.sip().create("2004", "a-password").await.unwrap_err();

    recorded.calls()[0].has(&[
        ("error.type", "conflict"),
        ("otel.status_code", "ERROR"),
        ("m7.outcome", "rejected"),
    ]);
    let full = format!("{}/behind/openapi/v1/call/sip/create", server.base_url());
    recorded.attempts()[0].has(&[
        ("http.response.status_code", "409"),
        ("error.type", "conflict"),
        ("otel.status_code", "ERROR"),
        ("m7.outcome", "rejected"),
        ("url.full", &full),
    ]);
    assert!(
        server.seen()[0]
            .head
            .starts_with("POST /behind/openapi/v1/call/sip/create HTTP/1.1")
    );
}

#[tokio::test]
async fn a_call_whose_argument_is_refused_makes_no_attempt() {
    let server = ScriptedServer::answering(Answer::Bytes(Vec::new())).await;
    let m7 = server.client();
    let (recorded, _guard) = Recorded::start();
    m7.sip().create("", "a-password").await.unwrap_err();

    recorded.calls()[0].has(&[
        ("m7.attempts", "0"),
        ("m7.outcome", "not_sent"),
        ("error.type", "invalid_input"),
    ]);
    assert!(recorded.attempts().is_empty());
}

#[tokio::test]
async fn a_call_that_is_dropped_says_so() {
    let server = ScriptedServer::answering(Answer::BytesThenSilence(Vec::new())).await;
    let m7 = server.client();
    let (recorded, _guard) = Recorded::start();
    tokio::select! {
        result = m7.sip().create("2004", "a-password").send() => panic!("{result:?}"),
        () = async {
            while server.seen().is_empty() {
                tokio::task::yield_now().await;
            }
        } => {}
    }

    recorded.calls()[0].has(&[
        ("m7.subject", "2004"),
        ("m7.attempts", "1"),
        ("m7.outcome", "cancelled"),
    ]);
    recorded.attempts()[0].has(&[("m7.outcome", "cancelled")]);
    let warnings: Vec<_> = recorded
        .events()
        .into_iter()
        .filter(|event| event.level == tracing::Level::WARN)
        .collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].span, Some("m7.call"));
    assert!(warnings[0].message().contains("cancelled"), "{warnings:?}");
}
