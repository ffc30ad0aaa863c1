use std::collections::BTreeSet;
use std::process::Command;

use m7_sandbox::Sandbox;
use tokio::task::JoinSet;

const SERVER: &str = "M7_TEST_SERVER";
const SECRET_KEY: &str = "M7_TEST_SECRET_KEY";

/// The default limit.
const MAX_IN_FLIGHT: usize = 64;
/// Among them what the process has open anyway, and connections that were begun before another one
/// had become free, or are just being closed.
const FILES: usize = 2 * MAX_IN_FLIGHT + 24;

#[test]
fn ten_thousand_calls_at_once_succeed() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Ok(server) = std::env::var(SERVER) {
        return runtime.block_on(call(&server));
    }
    let sandbox = runtime
        .block_on(Sandbox::builder().journal_capacity(20_000).start())
        .unwrap();
    // The limit of open files holds for a process, so the client has one of its own.
    let output = Command::new("sh")
        .args([
            "-c",
            &format!(r#"ulimit -n {FILES} && exec "$0" --exact "$1""#),
        ])
        .arg(std::env::current_exe().unwrap())
        .arg("ten_thousand_calls_at_once_succeed::ten_thousand_calls_at_once_succeed")
        .env(SERVER, sandbox.base_url())
        .env(SECRET_KEY, sandbox.credentials().expose_secret_key())
        .env("M7_TEST_APPKEY", sandbox.credentials().appkey())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{failed}");
    assert!(told.contains("1 passed"), "{told}");

    // The journal keeps 8 MiB, which is some thousands of them.
    let entries = sandbox.journal().entries_after(0);
    let ports: BTreeSet<_> = entries
        .iter()
        .filter_map(|entry| entry.client)
        .map(|client| client.port())
        .collect();
    assert!(entries.len() > 1_000, "{}", entries.len());
    assert!(ports.len() <= 2 * MAX_IN_FLIGHT, "{}", ports.len());
}

async fn call(server: &str) {
    let m7 = m7::Client::builder()
        .appkey(std::env::var("M7_TEST_APPKEY").unwrap())
        .secret_key(std::env::var(SECRET_KEY).unwrap())
        .base_url(server)
        .build()
        .unwrap();
    let mut calls = JoinSet::new();
    for number in 0..5_000 {
        let create = m7.sip().create(format!("{number}"), "a-password");
        calls.spawn(async move { create.await.map(|reply| reply.call) });
        let list = m7.sip().list().number(format!("{number}"));
        calls.spawn(async move { list.await.map(|reply| reply.call) });
    }
    let mut done = 0;
    while let Some(result) = calls.join_next().await {
        let call = result.unwrap().unwrap();
        assert_eq!(call.attempts(), 1, "{call}");
        done += 1;
    }
    assert_eq!(done, 10_000);
}
