//! What the generator makes of each shape: the order, the constructor, the tolerance.

#![expect(clippy::unwrap_used, reason = "a test that can't be set up has failed")]

mod contract;

use std::path::PathBuf;

use contract::{contract, with};
use serde_json::{Value, json};
use xtask::regen::{self, Document};

/// The generated file of this name, of a contract without the example in a file.
fn generated(contract: &Value, name: &str) -> String {
    let mut contract = contract.clone();
    let content = "/paths/~1things~1list/post/responses/2XX/content/application~1json";
    contract.pointer_mut(content).unwrap()["examples"] = json!({});
    let document = Document::parse(&contract.to_string(), PathBuf::new()).unwrap();
    regen::generate(&document)
        .unwrap()
        .into_iter()
        .find(|file| file.path.ends_with(name))
        .unwrap()
        .text
}

#[track_caller]
fn in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some(at) = rest.find(part) else {
            panic!("{part:?} isn't there, or not in this place, in\n{text}");
        };
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn the_first_line_says_that_it_is_generated_from_what_and_by_what() {
    for name in [
        "schemas.rs",
        "open_enums.rs",
        "operations.rs",
        "m7-client/src/generated/mod.rs",
    ] {
        let text = generated(&contract(), name);
        let first = text.lines().next().unwrap();
        for part in ["@generated", "spec/openapi.yaml", "cargo xtask regen"] {
            assert!(first.contains(part), "{first}");
        }
    }
}

#[test]
fn fields_stand_in_the_documents_order() {
    // Parsed from YAML, whose order is kept; typify alone would sort them by name.
    let yaml = include_str!("fixtures/contract.yaml").replace(
        "externalValue: examples/thing-list.response.json",
        "value: {success: true}",
    );
    let document = Document::parse(&yaml, PathBuf::new()).unwrap();
    let files = regen::generate(&document).unwrap();
    let schemas = files
        .iter()
        .find(|file| file.path.ends_with("schemas.rs"))
        .unwrap();
    in_order(
        &schemas.text,
        &[
            "pub struct Thing {",
            "pub status: crate::Status,",
            "pub weight: Option<f64>,",
            "pub id: crate::ThingId,",
            "pub owner: Option<Owner>,",
            "pub count: Option<i64>,",
            "pub fn new(status: impl Into<crate::Status>, id: impl Into<crate::ThingId>)",
        ],
    );
}

#[test]
fn an_optional_field_does_not_change_the_constructor() {
    let colour = json!({"type": "string", "description": "Its colour.", "x-m7-basis": "assumed"});
    let more = with(&[("/components/schemas/Thing/properties/colour", colour)]);
    let signature = "pub fn new(id: impl Into<crate::ThingId>, status: impl Into<crate::Status>)";
    for contract in [contract(), more] {
        assert!(generated(&contract, "schemas.rs").contains(signature));
    }
}

#[test]
fn a_list_keeps_bad_items_aside_and_one_is_itself() {
    let text = generated(&contract(), "schemas.rs");
    in_order(
        &text,
        &[
            "pub type ThingListResponse = ::m7_envelope::Envelope<",
            "::m7_envelope::Items<crate::Thing>",
        ],
    );
    assert!(text.contains("pub type ThingCreateResponse = ::m7_envelope::Envelope<crate::Thing>;"));
}

#[test]
fn a_reply_carries_a_component_of_any_kind_a_string_or_nothing() {
    let response = "/components/schemas/ThingCreateResponse/allOf";
    for (own, carried) in [
        (
            json!([{"$ref": "#/components/schemas/Codec"}]),
            "crate::Codec",
        ),
        (
            json!([{"$ref": "#/components/schemas/Status"}]),
            "crate::Status",
        ),
        (
            json!([{"$ref": "#/components/schemas/ThingId"}]),
            "crate::ThingId",
        ),
        (
            json!([{"$ref": "#/components/schemas/Span"}]),
            "::m7_envelope::Span",
        ),
        (
            json!([{"$ref": "#/components/schemas/SipPassword"}]),
            "crate::SipPassword",
        ),
        (json!([{"type": "string"}]), "String"),
        (json!([]), "::m7_envelope::RawJson"),
    ] {
        let mut parts = vec![json!({"$ref": "#/components/schemas/EnvelopeBase"})];
        parts.extend(
            own.as_array()
                .unwrap()
                .iter()
                .map(|data| json!({"type": "object", "properties": {"data": data}})),
        );
        let text = generated(&with(&[(response, json!(parts))]), "schemas.rs");
        let alias = format!("pub type ThingCreateResponse = ::m7_envelope::Envelope<{carried}>;");
        // The printer breaks a long line.
        let blank = |text: &str| {
            text.split_whitespace()
                .collect::<String>()
                .replace(",>", ">")
        };
        assert!(blank(&text).contains(&blank(&alias)), "{text}");
    }
}

#[test]
fn a_value_may_be_called_err() {
    let name = "/components/schemas/Codec/x-enum-varnames/0";
    let text = generated(&with(&[(name, json!("Err"))]), "open_enums.rs");
    assert!(!text.contains("Self::Err>"), "{text}");
}

#[test]
fn a_code_block_in_a_description_is_no_doctest() {
    let description = "A codec.\n\n```\nG711A\n```\n\nSuch as:\n\n    GSM\n";
    let text = generated(
        &with(&[("/components/schemas/Codec/description", json!(description))]),
        "open_enums.rs",
    );
    in_order(
        &text,
        &["/// ```text\n", "/// G711A\n", "/// ```\n", "///    GSM\n"],
    );
}

#[test]
fn a_float_costs_total_equality_where_it_stands_and_nowhere_else() {
    let text = generated(&contract(), "schemas.rs");
    let derives = |name: &str| {
        let (before, _) = text.split_once(&format!("pub struct {name} {{")).unwrap();
        before.rsplit_once("#[derive").unwrap().1.to_owned()
    };
    assert!(!derives("Thing").contains(" Eq,"));
    assert!(derives("Owner").contains(" Eq,"));
}

#[test]
fn the_operation_table_holds_what_the_document_says() {
    let text = generated(&contract(), "operations.rs");
    in_order(
        &text,
        &[
            "pub const THING_CREATE: Operation",
            r#"id: "thing_create""#,
            r#"method: "POST""#,
            r#"path: "/things/create""#,
            "effect: Effect::Create",
            "Duration::from_millis(7000)",
            "reconcile: Some(Reconcile::Number)",
        ],
    );
}

#[test]
fn the_client_has_no_trap_left() {
    let text = generated(&contract(), "m7-client/src/generated/mod.rs");
    assert!(text.contains("pub async fn thing_list"));
    // `new` unwraps and has a time-out of 15 s.
    assert!(!text.contains("fn new("), "{text}");
    assert!(!text.contains("unwrap"), "{text}");
    // Nothing is sent but by what is written by hand, which signs it.
    assert!(text.contains("crate::exchange::make(self, &::m7_models::operation::THING_LIST"));
    assert!(!text.contains("hooks"), "{text}");
    assert!(!text.contains(".build("), "{text}");
    // Its types are those of m7-models.
    assert!(!text.contains("types::"), "{text}");
    assert!(text.contains("::m7_models::ThingListRequest"));
}

#[test]
fn the_same_document_gives_the_same_files() {
    let mut contract = contract();
    contract["paths"]["/things/list"]["post"]["responses"]["2XX"]["content"]["application/json"]
        ["examples"] = json!({});
    let text = contract.to_string();
    let generate = || regen::generate(&Document::parse(&text, PathBuf::new()).unwrap()).unwrap();
    assert_eq!(generate(), generate());
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let text = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\ninfo: {title: B, version: '1'}\n";
    let error = Document::parse(text, PathBuf::new()).unwrap_err();
    assert!(matches!(error, regen::Error::Yaml(_)), "{error:?}");
}
