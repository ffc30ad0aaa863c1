//! With the feature `drift`, a field that the contract doesn't know is warned of.

#![cfg(feature = "drift")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use scripted_server::{Answer, ScriptedServer, json};

#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<u8>>>);

impl Write for Warnings {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is warned of while this reply is taken by a list.
async fn warnings_of(body: &str) -> String {
    let warnings = Warnings::default();
    let writer = warnings.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = ScriptedServer::answering(Answer::Bytes(json(200, body))).await;
    server.client().sip().list().await.unwrap();
    let bytes = warnings.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn unknown_fields_are_reported_without_their_values() {
    // Longer than what is kept of a reply without the feature.
    let padding = " ".repeat(200_000);
    let text = warnings_of(&format!(
        r#"{{"success":true,{padding}"region":"hunter2","data":[
            {{"number":"2004","sipId":"a","registerStatus":1,"shard":"hunter3"}}]}}"#
    ))
    .await;
    for field in ["region", "data.0.shard"] {
        assert!(text.contains(&format!("m7.field={field}")), "{text}");
    }
    assert_eq!(text.matches("WARN").count(), 2, "{text}");
    assert!(!text.contains("hunter"), "{text}");
}

#[tokio::test]
async fn an_item_that_had_to_be_kept_aside_is_reported() {
    let text = warnings_of(
        r#"{"success":true,"data":[{"number":"2004","sipId":"a","registerStatus":"hunter2"}]}"#,
    )
    .await;
    assert_eq!(text.matches("WARN").count(), 1, "{text}");
    assert!(text.contains("isn't what the contract says"), "{text}");
    assert!(!text.contains("hunter"), "{text}");
}

#[tokio::test]
async fn a_reply_as_documented_is_not_reported() {
    let text = warnings_of(
        r#"{"success":true,"code":"200","message":"requestSuccess",
            "data":[{"number":"2004","sipId":"a","registerStatus":1}]}"#,
    )
    .await;
    assert_eq!(text, "");
}
