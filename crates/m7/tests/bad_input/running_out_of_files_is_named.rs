//! When this process may open no further connection, the hint doesn't send anyone to look at the
//! network.

#![cfg(unix)]

use std::fs::File;

use m7::{Client, Error, ErrorKind, Outcome};

use crate::process::{block_on, in_one_with_few_files};
use crate::scripted_server::{Answer, ScriptedServer};

#[test]
fn when_none_is_left_at_all() {
    in_one_with_few_files(
        "running_out_of_files_is_named::when_none_is_left_at_all",
        || {
            let m7 = Client::builder()
                .appkey("2000113")
                .secret_key("not-a-real-secret")
                .base_url("http://127.0.0.1:9")
                .build()
                .unwrap();
            block_on(async {
                let mut open = Vec::new();
                while let Ok(file) = File::open("/dev/null") {
                    open.push(file);
                }
                let error = m7.sip().create("2004", "a-password").await.unwrap_err();
                drop(open);
                assert_is_named(&error);
            });
        },
    );
}

#[test]
fn when_more_calls_are_made_at_once_than_there_can_be_connections() {
    in_one_with_few_files(
        "running_out_of_files_is_named::when_more_calls_are_made_at_once_than_there_can_be_connections",
        || block_on(more_calls_than_files()),
    );
}

async fn more_calls_than_files() {
    let server = ScriptedServer::answering(Answer::BytesThenSilence(Vec::new())).await;
    let m7 = server.client();
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..100 {
        calls.spawn(m7.sip().create(number.to_string(), "a-password").send());
    }
    // The server leaves those that it takes without an answer, so that this is one of the others.
    let error = calls.join_next().await.unwrap().unwrap().unwrap_err();
    assert_is_named(&error);
}

fn assert_is_named(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
    let hint = error.hint();
    assert!(hint.contains("ulimit -n"), "{hint} {error:?}");
    assert!(!hint.contains("base URL"), "{hint}");
}
