//! When this process may open no further connection, the hint doesn't send anyone to look at the
//! network.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::File;
use std::process::Command;

use m7::{Client, ErrorKind, Outcome};

const LIMITED: &str = "M7_TEST_LIMITED";

#[test]
fn running_out_of_files_is_named() {
    if std::env::var_os(LIMITED).is_some() {
        return with_no_file_left();
    }
    // The limit holds for a process, so this is one of its own.
    let output = Command::new("sh")
        .args(["-c", r#"ulimit -n 64 && exec "$0" --exact "$1""#])
        .arg(std::env::current_exe().unwrap())
        .arg("running_out_of_files_is_named")
        .env(LIMITED, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("1 passed"), "{told}");
}

fn with_no_file_left() {
    let m7 = Client::builder()
        .appkey("2000113")
        .secret_key("not-a-real-secret")
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut open = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        open.push(file);
    }
    let error = runtime
        .block_on(async { m7.sip().create("2004", "a-password").await })
        .unwrap_err();
    drop(open);
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
    let hint = error.hint();
    assert!(hint.contains("ulimit -n"), "{hint} {error:?}");
    assert!(!hint.contains("base URL"), "{hint}");
}
