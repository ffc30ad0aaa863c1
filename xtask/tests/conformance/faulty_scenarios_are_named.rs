use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use tempfile::TempDir;
use xtask::conformance;

use crate::runs::{options, root, sandbox};

const SCENARIO: &str = "\
scenarios:
  - name: one
    about: One.
    kind: reads
    steps:
      - call: list
        body: {}
        expect:
          - {id: envelope, at: /success, is: true}
";

/// What is said of a workspace with this scenario.
fn said_of(scenario: &str) -> Result<(), String> {
    let folder = TempDir::new().unwrap();
    let table = "crates/m7-sandbox/fidelity.json";
    for path in [Path::new(table), Path::new("spec/conformance/1.yaml")] {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
    }
    fs::copy(root().join(table), folder.path().join(table)).unwrap();
    fs::write(folder.path().join("spec/conformance/1.yaml"), scenario).unwrap();
    let sandbox = sandbox();
    let options = options(sandbox.base_url(), &sandbox);
    match conformance::run(folder.path(), &options, &AtomicBool::new(false)) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn faulty_scenarios_are_named() {
    assert_eq!(said_of(SCENARIO), Ok(()));
    for (right, wrong, named) in [
        ("id: envelope", "id: envelop", "no row envelop"),
        ("is: true", "is: true, present: true", "exactly one thing"),
        (", is: true", "", "exactly one thing"),
        ("at: /success, ", "", "`at` is missing"),
        ("is: true", "matches: \"(\"", "envelope"),
        ("body: {}", "bod: {}", "bod"),
        ("kind: reads", "kind: sometimes", "sometimes"),
        ("call: list", "call: create", "a step of the kind Reads"),
        ("call: list", "path: /", "a step of the kind Reads"),
        ("body: {}", "sign: [other-key]", "only the kind `refusals`"),
        ("body: {}", "sign: [guess]", "guess"),
    ] {
        assert!(SCENARIO.contains(right));
        let said = said_of(&SCENARIO.replace(right, wrong)).unwrap_err();
        assert!(said.contains(named), "{wrong}: {said}");
        assert!(said.contains("1.yaml"), "{wrong}: {said}");
    }
    let twice = SCENARIO.to_owned() + SCENARIO.trim_start_matches("scenarios:\n");
    assert!(said_of(&twice).unwrap_err().contains("one is there twice"));
}
