//! One span for each call, with OpenTelemetry's names for HTTP.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sandboxed;
mod scripted_server;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use scripted_server::{Answer, ScriptedServer, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

type Fields = BTreeMap<String, String>;

/// The fields of the spans of this crate, as they are at the end.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<BTreeMap<u64, Fields>>>);

impl Spans {
    fn of_the_only_call(&self) -> Fields {
        let spans = self.0.lock().unwrap();
        assert_eq!(spans.len(), 1);
        spans.values().next().unwrap().clone()
    }
}

impl<S: tracing::Subscriber> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        if attributes.metadata().name() == "m7.call" {
            let mut fields = Fields::new();
            attributes.record(&mut Reader(&mut fields));
            self.0.lock().unwrap().insert(id.into_u64(), fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        if let Some(fields) = self.0.lock().unwrap().get_mut(&id.into_u64()) {
            values.record(&mut Reader(fields));
        }
    }
}

struct Reader<'a>(&'a mut Fields);

impl Visit for Reader<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

fn listen() -> (Spans, tracing::subscriber::DefaultGuard) {
    let spans = Spans::default();
    let guard = tracing_subscriber::registry()
        .with(spans.clone())
        .set_default();
    (spans, guard)
}

#[tokio::test]
async fn a_call_that_succeeds() -> Result<(), m7::Error> {
    let (m7, sandbox) = sandboxed::client().await;
    let (spans, _guard) = listen();
    let reply = m7.sip().list().await?;

    let fields = spans.of_the_only_call();
    let id = reply.call.request_id().unwrap().to_string();
    let port = sandbox.address().port().to_string();
    for (name, value) in [
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("m7.operation", "sip_list"),
        ("m7.request_id", &id),
        ("otel.kind", "client"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        ("url.path", "/openapi/v1/call/sip/list"),
    ] {
        assert_eq!(
            fields.get(name).map(String::as_str),
            Some(value),
            "{name} of {fields:?}"
        );
    }
    assert!(!fields.contains_key("error.type"));
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
    let (spans, _guard) = listen();
    m7.sip().create("2004", "a-password").await.unwrap_err();

    let fields = spans.of_the_only_call();
    for (name, value) in [
        ("http.response.status_code", "409"),
        ("error.type", "conflict"),
        ("m7.outcome", "rejected"),
        ("url.path", "/behind/openapi/v1/call/sip/create"),
    ] {
        assert_eq!(
            fields.get(name).map(String::as_str),
            Some(value),
            "{name} of {fields:?}"
        );
    }
    assert!(
        server.seen()[0]
            .head
            .starts_with("POST /behind/openapi/v1/call/sip/create HTTP/1.1")
    );
}
