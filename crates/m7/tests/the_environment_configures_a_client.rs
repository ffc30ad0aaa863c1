//! `M7_APPKEY`, `M7_SECRET_KEY`, `M7_BASE_URL`, and the proxy's variables.
//!
//! A process's environment can't be changed safely while it runs, so each case runs this very file
//! again, as a process of its own with an environment of its own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use std::process::Command;

use m7::{Client, ErrorKind, Outcome};
use scripted_server::{Answer, SECRET_KEY, ScriptedServer, json};

/// What the process of a case does, and prints.
#[tokio::test]
#[ignore = "run by the other tests, with an environment of its own"]
async fn inner() {
    let line = match Client::from_env() {
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert_eq!(error.outcome(), Outcome::NotSent);
            format!("error {error}")
        }
        Ok(m7) => match m7.sip().list().await {
            Ok(_) => format!("called {} as {}", m7.base_url(), m7.appkey()),
            Err(error) => format!("failed {error}"),
        },
    };
    println!("\n=> {line}");
}

/// What `inner` prints with these variables and no others of ours.
async fn said(variables: &[(&str, &str)]) -> String {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", "inner", "--ignored", "--nocapture"]);
    for name in [
        "M7_APPKEY",
        "M7_SECRET_KEY",
        "M7_BASE_URL",
        "M7_NONCE_SHARE_INDEX",
        "M7_NONCE_SHARE_COUNT",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
        "REQUEST_METHOD",
    ] {
        process.env_remove(name);
    }
    process.envs(variables.iter().copied());
    // Off the runtime's thread, on which the server answers.
    let output = tokio::task::spawn_blocking(move || process.output())
        .await
        .unwrap()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("=> "));
    line.unwrap_or_else(|| panic!("nothing was said: {text}"))
        .to_owned()
}

const APPKEY: (&str, &str) = ("M7_APPKEY", "2000113");
const SECRET: (&str, &str) = ("M7_SECRET_KEY", SECRET_KEY);

async fn server() -> ScriptedServer {
    ScriptedServer::answering(Answer::Bytes(json(200, r#"{"success":true,"data":[]}"#))).await
}

#[tokio::test]
async fn three_variables_make_a_client() {
    let server = server().await;
    let base_url = server.base_url();
    assert_eq!(
        said(&[APPKEY, SECRET, ("M7_BASE_URL", &base_url)]).await,
        format!("called {base_url} as 2000113")
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn what_is_missing_or_unusable_is_named() {
    for (variables, expected) in [
        (vec![SECRET], "M7_APPKEY is not set"),
        (vec![APPKEY], "M7_SECRET_KEY is not set"),
        (
            vec![("M7_APPKEY", ""), SECRET],
            "M7_APPKEY is unusable: it is set, but empty",
        ),
        (
            vec![APPKEY, ("M7_SECRET_KEY", "")],
            "M7_SECRET_KEY is unusable: it is set, but empty",
        ),
        (
            vec![APPKEY, ("M7_SECRET_KEY", "abc\n")],
            "M7_SECRET_KEY is unusable: the secret key ends in a line break",
        ),
        (
            vec![APPKEY, SECRET, ("M7_BASE_URL", "")],
            "M7_BASE_URL is unusable: it is set, but empty",
        ),
        (
            vec![APPKEY, SECRET, ("M7_BASE_URL", "v7openapi.7moor.com")],
            "M7_BASE_URL is unusable: it must begin with http:// or https://",
        ),
    ] {
        let said = said(&variables).await;
        assert!(
            said.starts_with("error the environment variable "),
            "{said}"
        );
        assert!(said.contains(expected), "{said}");
    }
}

#[tokio::test]
async fn the_environment_s_proxy_is_used_for_the_documented_base_url() {
    let proxy = server().await;
    let said = said(&[APPKEY, SECRET, ("HTTP_PROXY", &proxy.base_url())]).await;
    assert_eq!(said, "called http://v7openapi.7moor.com as 2000113");
    let seen = proxy.seen();
    assert!(
        seen[0]
            .head
            .starts_with("POST http://v7openapi.7moor.com/openapi/v1/call/sip/list HTTP/1.1"),
        "{}",
        seen[0].head
    );
}

#[tokio::test]
async fn the_environment_s_proxy_is_not_used_for_this_machine() {
    let (server, proxy) = (server().await, server().await);
    let (base_url, proxy_url) = (server.base_url(), proxy.base_url());
    said(&[
        APPKEY,
        SECRET,
        ("M7_BASE_URL", &base_url),
        ("HTTP_PROXY", &proxy_url),
    ])
    .await;
    assert_eq!((server.seen().len(), proxy.seen().len()), (1, 0));
}
