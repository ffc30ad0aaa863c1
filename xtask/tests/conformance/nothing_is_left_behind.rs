use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
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

/// What a sandbox lists, without the numbers that it made since less than so many lists.
fn listing_late(sandbox: &Sandbox, lists: usize) -> String {
    let behind = sandbox.base_url().to_owned();
    let seen = Mutex::new(HashMap::<String, usize>::new());
    serve(move |asked| {
        let answer = forward(&behind, asked);
        if !asked.path.ends_with("list") {
            return Fate::Answer(answer);
        }
        let text = String::from_utf8(answer).unwrap();
        let (_, body) = text.split_once("\r\n\r\n").unwrap();
        let mut body: Value = serde_json::from_str(body).unwrap();
        if let Some(numbers) = body["data"].as_array_mut() {
            let mut seen = seen.lock().unwrap();
            numbers.retain(|number| {
                let id = number["sipId"].as_str().unwrap().to_owned();
                let times = seen.entry(id).or_default();
                *times += 1;
                *times > lists
            });
        }
        ok("application/json", &body.to_string())
    })
}

#[test]
fn what_is_listed_late_is_removed() {
    for (lists, settle) in [(1, 60), (2, 60), (4, 0)] {
        let sandbox = sandbox();
        let mut options = options(&listing_late(&sandbox, lists), &sandbox);
        options.settle = Duration::from_secs(settle);
        options.only = vec!["a-number-is-there-once".to_owned()];
        let report = run(&options).unwrap();
        assert_eq!(report["leftBehind"], json!([]), "{lists}: {report:#}");
        assert_eq!(numbers(&sandbox), 0, "{lists}");
    }
}

#[test]
fn what_comes_back_after_it_was_removed_is_removed_again() {
    let sandbox = sandbox();
    // The first delete is answered and not done, and the list after it lacks the number.
    let (behind, deletes) = (sandbox.base_url().to_owned(), AtomicUsize::new(0));
    let lists = AtomicUsize::new(0);
    let url = serve(move |asked| {
        if asked.path.ends_with("delete") && deletes.fetch_add(1, Ordering::SeqCst) == 0 {
            return ok("application/json", r#"{"success": true, "data": {}}"#);
        }
        if asked.path.ends_with("list")
            && deletes.load(Ordering::SeqCst) == 1
            && lists.fetch_add(1, Ordering::SeqCst) == 0
        {
            return ok("application/json", r#"{"success": true, "data": []}"#);
        }
        Fate::Answer(forward(&behind, asked))
    });
    let mut options = options(&url, &sandbox);
    options.only = vec!["a-number-is-there-once".to_owned()];
    let report = run(&options).unwrap();
    assert_eq!(report["leftBehind"], json!([]), "{report:#}");
    assert_eq!(numbers(&sandbox), 0);
}

#[test]
fn what_is_left_behind_is_told_without_what_moves_a_terminal_or_is_secret() {
    let sandbox = sandbox();
    let behind = sandbox.base_url().to_owned();
    let lists = AtomicUsize::new(0);
    let url = serve(move |asked| {
        // From the third list on, somebody else's numbers have the prefix.
        if asked.path.ends_with("list") && lists.fetch_add(1, Ordering::SeqCst) > 1 {
            let number = json!({"number": "9900\u{1b}[2J", "sipId": "\u{9b}31m"});
            let body = json!({"success": true, "code": "200", "data": [number]});
            return ok("application/json", &body.to_string());
        }
        Fate::Answer(forward(&behind, asked))
    });
    let url = url.replace("http://", "http://me:a-word-of-mine@");
    let mut options = options(&url, &sandbox);
    options.only = vec!["a-list-comes-in-the-documented-envelope".to_owned()];
    let report = run(&options).unwrap();
    let left = &report["leftBehind"][0];
    assert_eq!(left["number"], "9900 [2J", "{report:#}");
    assert_eq!(left["sipId"], " 31m", "{report:#}");
    assert!(!report.to_string().contains("a-word-of-mine"), "{report:#}");
}
