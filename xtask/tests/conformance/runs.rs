//! Runs, and what is read of their reports.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use m7_sandbox::Sandbox;
use serde_json::Value;
use xtask::conformance::{self, ConformanceError, Options};

/// A sandbox on threads of its own, gone when it is dropped.
pub(crate) fn sandbox() -> Sandbox {
    ready(Sandbox::builder().start()).unwrap()
}

/// Reads and writes at `base_url`, with the account of `sandbox`, and little patience.
pub(crate) fn options(base_url: &str, sandbox: &Sandbox) -> Options {
    let mut options = Options::new(base_url, sandbox.credentials().clone());
    options.prefix = Some("9900".to_owned());
    options.refusals = true;
    options.patience = [Duration::from_secs(20); 3];
    options.settle = Duration::ZERO;
    options
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

pub(crate) fn run(options: &Options) -> Result<Value, ConformanceError> {
    let report = conformance::run(&root(), options, &AtomicBool::new(false))?;
    let json: Value = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!(report.is_good(), is_good(&json), "{json:#}");
    Ok(json)
}

/// Whether something was tried, and nothing differs, broke off or is left behind.
fn is_good(report: &Value) -> bool {
    let scenarios = report["scenarios"].as_array().unwrap().len();
    count(report, "skipped") < scenarios
        && report["leftBehind"] == Value::Array(Vec::new())
        && count(report, "differs") + count(report, "broken") == 0
        && report["interrupted"] == false
}

/// How many scenarios came out so.
pub(crate) fn count(report: &Value, outcome: &str) -> usize {
    let scenarios = report["scenarios"].as_array().unwrap().iter();
    scenarios
        .filter(|played| played["outcome"] == outcome)
        .count()
}

/// The ids of the rows that differ.
pub(crate) fn differing(report: &Value) -> Vec<&str> {
    let scenarios = report["scenarios"].as_array().unwrap().iter();
    scenarios
        .flat_map(|played| played["findings"].as_array().unwrap())
        .filter(|finding| finding["result"] == "differs")
        .map(|finding| finding["id"].as_str().unwrap())
        .collect()
}

/// The account's numbers, whatever they are: by a run that does nothing but look.
pub(crate) fn numbers(sandbox: &Sandbox) -> usize {
    let mut options = options(sandbox.base_url(), sandbox);
    options.only = vec!["a-list-comes-in-the-documented-envelope".to_owned()];
    options.prefix = Some("99".to_owned());
    match run(&options) {
        Ok(_) => 0,
        Err(ConformanceError::PrefixInUse { count, .. }) => count,
        Err(error) => panic!("{error}"),
    }
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}
