use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use m7_sandbox::Sandbox;
use xtask::conformance::{self, ConformanceError};

use crate::runs::{options, root, run, sandbox};
use crate::server::{Asked, Fate, forward, ok, serve};

/// A run at a server in front of a sandbox; and how many writes reached that.
fn writes(
    sandbox: &Sandbox,
    prefix: Option<&str>,
    fate: impl Fn(&Asked) -> Option<Fate> + Send + Sync + 'static,
) -> (Result<serde_json::Value, ConformanceError>, usize) {
    let behind = sandbox.base_url().to_owned();
    let writes = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&writes);
    let url = serve(move |asked| {
        if ["create", "update", "delete"]
            .iter()
            .any(|write| asked.path.ends_with(write))
        {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        fate(asked).unwrap_or_else(|| Fate::Answer(forward(&behind, asked)))
    });
    let mut options = options(&url, sandbox);
    options.prefix = prefix.map(str::to_owned);
    let result = run(&options);
    (result, writes.load(Ordering::SeqCst))
}

#[test]
fn without_a_prefix_nothing_is_written() {
    let sandbox = sandbox();
    let (report, writes) = writes(&sandbox, None, |_| None);
    assert!(report.is_ok());
    assert_eq!(writes, 0);
}

#[test]
fn a_prefix_that_is_in_use_is_refused() {
    let sandbox = sandbox();
    let (first, made) = writes(&sandbox, Some("9900"), |asked| {
        // The first number stays: every delete is answered, and none is done.
        asked.path.ends_with("delete").then(|| {
            ok(
                "application/json",
                r#"{"success": true, "data": {"sipId": "x"}}"#,
            )
        })
    });
    assert!(made > 0);
    assert!(!first.unwrap()["leftBehind"].as_array().unwrap().is_empty());
    let (second, written) = writes(&sandbox, Some("990"), |_| None);
    let error = second.unwrap_err();
    assert!(
        matches!(error, ConformanceError::PrefixInUse { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("--prefix"), "{error}");
    assert_eq!(written, 0);
}

#[test]
fn an_account_that_can_t_be_listed_is_left_alone() {
    let sandbox = sandbox();
    for body in [
        "<html>",
        r#"{"success": true, "data": {}}"#,
        r#"{"success": false}"#,
    ] {
        let (result, writes) = writes(&sandbox, Some("9900"), move |_| {
            Some(ok("application/json", body))
        });
        assert!(matches!(result, Err(ConformanceError::NoList(_))));
        assert_eq!(writes, 0);
    }
}

#[test]
fn an_interrupted_run_writes_nothing_more() {
    let sandbox = sandbox();
    let options = options(sandbox.base_url(), &sandbox);
    let report = conformance::run(&root(), &options, &AtomicBool::new(true)).unwrap();
    assert!(report.was_interrupted());
    assert!(!report.is_good());
    assert!(!report.to_json().contains("\"holds\""));
}
