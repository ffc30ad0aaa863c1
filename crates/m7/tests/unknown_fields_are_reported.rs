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

#[tokio::test]
async fn unknown_fields_are_reported_without_their_values() -> Result<(), m7::Error> {
    let warnings = Warnings::default();
    let writer = warnings.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    // Longer than what is kept of a reply without the feature.
    let padding = " ".repeat(200_000);
    let body = format!(
        r#"{{"success":true,{padding}"region":"hunter2","data":{{"sipId":"a","shard":"hunter3"}}}}"#
    );
    let server = ScriptedServer::answering(Answer::Bytes(json(200, &body))).await;
    server.client().sip().delete("a").await?;

    let text = String::from_utf8(warnings.0.lock().unwrap().clone()).unwrap();
    for field in ["region", "data.shard"] {
        assert!(text.contains(&format!("m7.field={field}")), "{text}");
    }
    assert_eq!(text.matches("WARN").count(), 2, "{text}");
    assert!(!text.contains("hunter"), "{text}");
    Ok(())
}
