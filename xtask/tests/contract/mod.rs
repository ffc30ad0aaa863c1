//! A small contract without fault, and changes to it.

#![allow(dead_code, reason = "no test uses all of it")]
#![allow(clippy::unwrap_used, reason = "a test that can't be set up has failed")]

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use xtask::regen::{Document, Error, Problem};

/// The contract, as JSON (which is YAML too).
pub(crate) fn contract() -> Value {
    serde_saphyr::from_str(include_str!("../fixtures/contract.yaml")).unwrap()
}

/// The contract with the values at some JSON pointers set; `Value::Null` takes one out.
pub(crate) fn with(changes: &[(&str, Value)]) -> Value {
    let mut contract = contract();
    for (pointer, value) in changes {
        set(&mut contract, pointer, value.clone());
    }
    contract
}

/// What the lint says of a contract.
pub(crate) fn problems_of(contract: &Value) -> Vec<Problem> {
    match Document::parse(&contract.to_string(), PathBuf::new()) {
        Ok(_) => Vec::new(),
        Err(Error::Document(problems)) => problems,
        Err(error) => panic!("{error:?}"),
    }
}

/// A folder that holds a contract, its one example, and the document of the control API, as a
/// workspace does.
pub(crate) fn workspace(contract: &Value, example: &str) -> TempDir {
    let root = TempDir::new().unwrap();
    write(root.path(), "spec/openapi.yaml", &contract.to_string());
    write(
        root.path(),
        "spec/examples/thing-list.response.json",
        example,
    );
    write(root.path(), "spec/sandbox.yaml", "openapi: 3.1.0\n");
    root
}

/// The documented reply of the contract.
pub(crate) const REPLY: &str = r#"{
    "success": true,
    "code": "200",
    "message": "requestSuccess",
    "data": [{"status": 1, "weight": 2.5, "id": "5f", "owner": {"name": "A"}, "count": 3}],
    "requestInfo": {"body": {"anything": ["at", "all"]}, "span": {"bizSpan": "211ms"}}
}"#;

/// Writes a file and the folders that it is in.
pub(crate) fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn set(contract: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    let parent = contract
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("nothing at {parent}"));
    match (parent, value) {
        (Value::Object(object), Value::Null) => {
            assert!(object.remove(&key).is_some(), "nothing at {pointer}");
        }
        (Value::Object(object), value) => {
            object.insert(key, value);
        }
        (Value::Array(array), value) => array[key.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{pointer} is in {other}"),
    }
}
