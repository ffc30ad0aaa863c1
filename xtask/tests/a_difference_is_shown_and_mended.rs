//! `--check` shows how the committed code differs and what mends it, and writing does mend it.

mod contract;

use contract::{REPLY, contract, with, workspace, write};
use serde_json::json;
use xtask::regen::{self, Error};

const SCHEMAS: &str = "crates/m7-models/src/generated/schemas.rs";

#[test]
fn what_was_written_is_what_is_generated() -> Result<(), Error> {
    let root = workspace(&contract(), REPLY);
    let written = regen::write(root.path())?;
    assert_eq!(written.len(), 7, "{written:?}");
    regen::check(root.path())?;
    assert_eq!(regen::write(root.path())?.len(), 0);
    Ok(())
}

#[test]
fn an_edited_file() -> Result<(), Error> {
    let root = workspace(&contract(), REPLY);
    regen::write(root.path())?;
    let generated = std::fs::read_to_string(root.path().join(SCHEMAS)).unwrap();
    write(
        root.path(),
        SCHEMAS,
        &generated.replace("pub weight: Option<f64>", "pub weight: Option<f32>"),
    );

    let message = regen::check(root.path()).unwrap_err().to_string();
    assert!(message.contains(SCHEMAS), "{message}");
    assert!(
        message.contains("-    pub weight: Option<f32>"),
        "{message}"
    );
    assert!(
        message.contains("+    pub weight: Option<f64>"),
        "{message}"
    );
    assert!(message.contains("run `cargo xtask regen`"), "{message}");

    assert_eq!(regen::write(root.path())?, [std::path::Path::new(SCHEMAS)]);
    regen::check(root.path())
}

#[test]
fn a_changed_contract() -> Result<(), Error> {
    let root = workspace(&contract(), REPLY);
    regen::write(root.path())?;
    let colour = json!({"type": "string", "description": "Its colour.", "x-m7-basis": "assumed"});
    let changed = with(&[("/components/schemas/Thing/properties/colour", colour)]);
    write(root.path(), "spec/openapi.yaml", &changed.to_string());

    let message = regen::check(root.path()).unwrap_err().to_string();
    assert!(
        message.contains("+    pub colour: Option<String>"),
        "{message}"
    );
    Ok(())
}

#[test]
fn a_missing_file_and_one_that_nothing_generates() -> Result<(), Error> {
    let root = workspace(&contract(), REPLY);
    regen::write(root.path())?;
    let stray = "crates/m7-models/src/generated/by_me.rs";
    write(root.path(), stray, "pub struct Mine;\n");
    std::fs::remove_file(root.path().join(SCHEMAS)).unwrap();

    let message = regen::check(root.path()).unwrap_err().to_string();
    assert!(message.contains("-pub struct Mine;"), "{message}");
    assert!(message.contains("+pub struct Thing {"), "{message}");

    regen::write(root.path())?;
    assert!(!root.path().join(stray).exists());
    regen::check(root.path())
}

#[test]
fn a_refused_contract_writes_nothing() {
    let refused = with(&[("/components/schemas/Codec/x-m7-open", json!(null))]);
    let root = workspace(&refused, REPLY);
    let error = regen::write(root.path()).unwrap_err();
    assert!(matches!(error, Error::Document(_)), "{error:?}");
    assert!(!root.path().join("crates").exists());
}
