use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde_json::json;
use xtask::conformance;

use crate::runs::{count, differing, numbers, options, root, run, sandbox};

#[test]
fn a_sandbox_passes_in_full() {
    let sandbox = sandbox();
    let mut options = options(sandbox.base_url(), &sandbox);
    options.own_sandbox = true;
    let report = run(&options).unwrap();
    assert_eq!(differing(&report), [""; 0], "{report:#}");
    let scenarios = report["scenarios"].as_array().unwrap().len();
    assert!(scenarios > 20, "only {scenarios} scenarios are found");
    assert_eq!(count(&report, "holds"), scenarios, "{report:#}");
    assert_eq!(report["leftBehind"], json!([]));
    assert_eq!(numbers(&sandbox), 0);
}

#[test]
fn without_being_told_so_it_neither_writes_nor_signs_wrong() {
    let sandbox = sandbox();
    let mut options = options(sandbox.base_url(), &sandbox);
    options.prefix = None;
    options.refusals = false;
    let report = run(&options).unwrap();
    assert_eq!(differing(&report), [""; 0]);
    // And one that finds no number to look at.
    let reads = report["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|played| played["outcome"] == "holds");
    assert_eq!(reads.count(), 5, "{report:#}");
}

#[test]
fn a_run_that_tried_nothing_is_not_good() {
    let sandbox = sandbox();
    let mut options = options(sandbox.base_url(), &sandbox);
    options.within = Duration::ZERO;
    let report = conformance::run(&root(), &options, &AtomicBool::new(false)).unwrap();
    assert!(!report.is_good());
    assert!(!report.was_interrupted());
}
