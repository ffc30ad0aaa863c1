//! Examples are what the pages show: one that its schema doesn't hold is refused, at its place.

mod contract;

use contract::{REPLY, contract, with, workspace, write};
use serde_json::{Value, json};
use xtask::regen::{self, Error, Problem};

const LIST: &str = "paths./things/list.post.responses.2XX.examples.documented";
const FILE: &str = "spec/examples/thing-list.response.json";

fn problems(contract: &Value, example: &str) -> Vec<Problem> {
    match regen::write(workspace(contract, example).path()) {
        Ok(_) => Vec::new(),
        Err(Error::Document(problems)) => problems,
        Err(error) => panic!("{error:?}"),
    }
}

#[track_caller]
fn refused(contract: &Value, example: &str, at: &str, what: &str) {
    let problems = problems(contract, example);
    assert!(
        problems.iter().all(|problem| problem.at == at),
        "{problems:#?}"
    );
    let said = problems.iter().any(|problem| problem.what.contains(what));
    assert!(said, "{what:?} isn't said: {problems:#?}");
}

#[test]
fn one_that_holds_is_not() {
    assert_eq!(problems(&contract(), REPLY), []);
}

#[test]
fn in_a_file() {
    for (from, to, what) in [
        (
            r#""status": 1"#,
            r#""status": "on""#,
            "/data/0/status contradicts",
        ),
        (r#""status": 1"#, r#""status": 7"#, "7 is not one of 0 or 1"),
        (r#""id": "5f", "#, "", r#""id" is a required property"#),
        (
            r#""success": true"#,
            r#""success": "true""#,
            "/success contradicts",
        ),
        // A field that the page shows and the contract doesn't have was not transcribed.
        (
            r#""weight": 2.5"#,
            r#""colour": "red""#,
            "'colour' was unexpected",
        ),
        (
            r#""bizSpan": "211ms""#,
            r#""bizspan": "211ms""#,
            "'bizspan' was unexpected",
        ),
    ] {
        let example = REPLY.replace(from, to);
        assert_ne!(example, REPLY);
        refused(&contract(), &example, FILE, what);
    }
}

#[test]
fn of_null_where_null_is_not_said() {
    let example = REPLY.replace(r#"{"name": "A"}"#, r#"{"name": null}"#);
    refused(
        &contract(),
        &example,
        FILE,
        "/data/0/owner/name contradicts",
    );
    let nullable = with(&[(
        "/components/schemas/Owner/properties/name/nullable",
        json!(true),
    )]);
    assert_eq!(problems(&nullable, &example), []);
}

#[test]
fn inline_beside_an_operation() {
    let pointer = "/paths/~1things~1create/post/requestBody/content/application~1json/example";
    refused(
        &with(&[(pointer, json!({"number": "2004"}))]),
        REPLY,
        "paths./things/create.post.requestBody.example",
        r#""password" is a required property"#,
    );
}

#[test]
fn inline_beside_a_schema() {
    refused(
        &with(&[("/components/schemas/ThingId/example", json!(5))]),
        REPLY,
        "components.schemas.ThingId.example",
        "is not of type",
    );
    refused(
        &with(&[(
            "/components/schemas/Thing/properties/count/example",
            json!("three"),
        )]),
        REPLY,
        "components.schemas.Thing.properties.count.example",
        "is not of type",
    );
}

#[test]
fn that_is_not_json() {
    refused(&contract(), "<html>", FILE, "isn't JSON");
}

#[test]
fn that_is_not_there_or_somewhere_else() {
    let pointer =
        "/paths/~1things~1list/post/responses/2XX/content/application~1json/examples/documented";
    for (address, what) in [
        ("examples/thing-lst.response.json", "there is no file"),
        ("https://example.com/reply.json", "nothing is fetched"),
        ("../secret.json", "nothing is fetched"),
        ("/etc/passwd", "nothing is fetched"),
    ] {
        let contract = with(&[(pointer, json!({"externalValue": address}))]);
        let problems = problems(&contract, REPLY);
        let found = problems
            .iter()
            .any(|problem| problem.at == LIST && problem.what.contains(what));
        assert!(found, "{problems:#?}");
    }
}

#[test]
fn that_no_operation_points_at() {
    let root = workspace(&contract(), REPLY);
    write(root.path(), "spec/examples/forgotten.json", "{}");
    let Err(Error::Document(problems)) = regen::write(root.path()) else {
        panic!("a forgotten example went through");
    };
    assert_eq!(problems[0].at, "spec/examples/forgotten.json");
}
