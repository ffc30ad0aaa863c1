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
    let of_paths = SCENARIO.replace("kind: reads", "kind: refusals");
    for path in [
        "/openapi/v1/call/sip/delete",
        "/openapi/v1/call/sip/delete?x=1",
        "/openapi/v1/call/sip/%64elete",
        "/openapi/v1/call/sip//delete",
        "/openapi/v1/call/sip/list/../delete",
        "/openapi/v1/call/sip/Delete",
        "/_sandbox/reset",
        "@example.com/",
    ] {
        let scenario = of_paths.replace("call: list", &format!("path: \"{path}\""));
        let said = said_of(&scenario).unwrap_err();
        assert!(said.contains("not that of an operation"), "{path}: {said}");
    }
    let raw = SCENARIO
        .replace("kind: reads", "kind: writes")
        .replace("call: list", "call: delete\n        raw-body: \"{}\"");
    assert!(said_of(&raw).unwrap_err().contains("raw-body"));
    let twice = SCENARIO.to_owned() + SCENARIO.trim_start_matches("scenarios:\n");
    assert!(said_of(&twice).unwrap_err().contains("one is there twice"));
}
