use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use m7_sandbox::Sandbox;
use serde_json::{Value, json};
use xtask::conformance;

use crate::runs::{count, numbers, options, root, run, sandbox};
use crate::server::{Asked, Fate, forward, ok, serve};

/// A server in front of a sandbox that does as told with each write, counted from 0; `None` is to do
/// it and to answer.
fn in_front_of(
    sandbox: &Sandbox,
    fate: impl Fn(usize, &Asked, &str) -> Option<Fate> + Send + Sync + 'static,
) -> String {
    let (behind, count) = (sandbox.base_url().to_owned(), AtomicUsize::new(0));
    serve(move |asked| {
        let other = if asked.path.ends_with("list") {
            None
        } else {
            fate(count.fetch_add(1, Ordering::SeqCst), asked, &behind)
        };
        other.unwrap_or_else(|| Fate::Answer(forward(&behind, asked)))
    })
}

#[test]
fn a_create_that_was_done_and_not_answered_is_found_and_removed() {
    let sandbox = sandbox();
    // Done, and the connection closed: each third write.
    let url = in_front_of(&sandbox, |count, asked, behind| {
        (count % 3 == 0).then(|| {
            forward(behind, asked);
            Fate::Close
        })
    });
    let report = run(&options(&url, &sandbox)).unwrap();
    assert!(count(&report, "broken") > 0, "{report:#}");
    assert_eq!(report["leftBehind"], json!([]), "{report:#}");
    assert_eq!(numbers(&sandbox), 0);
}

#[test]
fn a_server_that_fails_and_yet_does_it_leaves_nothing() {
    let sandbox = sandbox();
    let url = in_front_of(&sandbox, |count, asked, behind| {
        let body = [
            r#"{"success": false, "code": "500"}"#,
            "<html>",
            r#"{"success": true}"#,
        ][count % 3];
        asked.path.ends_with("create").then(|| {
            forward(behind, asked);
            ok("application/json", body)
        })
    });
    let report = run(&options(&url, &sandbox)).unwrap();
    assert_eq!(report["leftBehind"], json!([]), "{report:#}");
    assert_eq!(numbers(&sandbox), 0);
}

#[test]
fn a_run_that_is_interrupted_in_the_middle_removes_what_it_made() {
    let sandbox = sandbox();
    let interrupted = Arc::new(AtomicBool::new(false));
    let interrupt = Arc::clone(&interrupted);
    let url = in_front_of(&sandbox, move |_, asked, behind| {
        let answer = forward(behind, asked);
        interrupt.store(true, Ordering::SeqCst);
        Some(Fate::Answer(answer))
    });
    let report = conformance::run(&root(), &options(&url, &sandbox), &interrupted).unwrap();
    assert!(report.was_interrupted());
    let report: Value = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!(report["leftBehind"], json!([]), "{report:#}");
    assert_eq!(numbers(&sandbox), 0);
}

#[test]
fn what_can_t_be_removed_is_told() {
    let sandbox = sandbox();
    let url = in_front_of(&sandbox, |_, asked, _| {
        asked
            .path
            .ends_with("delete")
            .then(|| ok("application/json", r#"{"success": false, "code": "403"}"#))
    });
    let report = run(&options(&url, &sandbox)).unwrap();
    let left = report["leftBehind"].as_array().unwrap();
    assert_eq!(left.len(), numbers(&sandbox), "{report:#}");
    assert!(!left.is_empty());
    for number in left {
        assert!(number["number"].as_str().unwrap().starts_with("9900"));
        assert_eq!(number["sipId"].as_str().unwrap().len(), 24);
    }
}

#[test]
fn nothing_is_touched_that_was_there_before() {
    let sandbox = sandbox();
    // A number of somebody else's, made through a run that couldn't remove it.
    let url = in_front_of(&sandbox, |_, asked, _| {
        asked.path.ends_with("delete").then_some(Fate::Close)
    });
    let mut first = options(&url, &sandbox);
    first.only = vec!["a-number-is-there-once".to_owned()];
    let report = run(&first).unwrap();
    let theirs = report["leftBehind"][0]["sipId"]
        .as_str()
        .unwrap()
        .to_owned();
    let there = numbers(&sandbox);

    // Each create names that number as the one it made, and makes none.
    let url = in_front_of(&sandbox, move |_, asked, _| {
        asked.path.ends_with("create").then(|| {
            let body = json!({"success": true, "code": "200", "data": {"sipId": theirs}});
            ok("application/json", &body.to_string())
        })
    });
    let mut second = options(&url, &sandbox);
    second.prefix = Some("8800".to_owned());
    second.patience = [Duration::from_secs(5); 3];
    run(&second).unwrap();
    assert_eq!(numbers(&sandbox), there);
}
