//! Extensions.

use crate::*;

#[test]
fn misspelt() {
    refused(
        &[("/components/schemas/Thing/x-m7-bassis", json!("documented"))],
        "components.schemas.Thing.x-m7-bassis",
        "would do nothing",
        "`x-m7-basis`",
    );
}

#[test]
fn misspelt_that_is_not_ours_by_its_prefix() {
    refused(
        &[(
            "/components/schemas/Codec/x-enum-var-names",
            json!(["A", "B"]),
        )],
        "components.schemas.Codec.x-enum-var-names",
        "would do nothing",
        "`x-enum-varnames`",
    );
}

#[test]
fn unheard_of() {
    refused(
        &[("/components/schemas/Thing/x-m7-colour", json!("red"))],
        "components.schemas.Thing.x-m7-colour",
        "would do nothing",
        "x-m7-basis, x-m7-note",
    );
}

#[test]
fn of_another_tool_is_let_through() {
    let contract = with(&[("/components/schemas/Thing/x-go-name", json!("Thing"))]);
    assert_eq!(problems_of(&contract), []);
}

#[test]
fn in_the_wrong_place() {
    refused(
        &[("/components/schemas/Thing/x-m7-effect", json!("read"))],
        "components.schemas.Thing.x-m7-effect",
        "does nothing here",
        "on an operation",
    );
    refused(
        &[("/paths/~1things~1list/post/x-m7-open", json!(true))],
        &format!("{LIST}.x-m7-open"),
        "does nothing here",
        "on a schema",
    );
}

#[test]
fn basis_of_another_word() {
    refused(
        &[("/components/schemas/Thing/x-m7-basis", json!("guessed"))],
        "components.schemas.Thing.x-m7-basis",
        "guessed",
        "documented | derived | assumed",
    );
}

#[test]
fn basis_missing() {
    for (pointer, at) in [
        ("/paths/~1things~1list/post/x-m7-basis", LIST),
        (
            "/components/schemas/Thing/x-m7-basis",
            "components.schemas.Thing",
        ),
        (
            "/components/schemas/Thing/properties/count/x-m7-basis",
            "components.schemas.Thing.properties.count",
        ),
    ] {
        refused(
            &[(pointer, Value::Null)],
            at,
            "how well founded",
            "x-m7-basis",
        );
    }
}

#[test]
fn effect_missing_or_of_another_word() {
    let effect = "/paths/~1things~1list/post/x-m7-effect";
    refused(
        &[(effect, Value::Null)],
        LIST,
        "the verb doesn't tell",
        "read | create",
    );
    refused(
        &[(effect, json!("delete"))],
        &format!("{LIST}.x-m7-effect"),
        "delete",
        "read | create | replace | remove",
    );
}

#[test]
fn typical_time_missing_or_no_time() {
    let typical = "/paths/~1things~1list/post/x-m7-typical-ms";
    refused(
        &[(typical, Value::Null)],
        LIST,
        "time-out",
        "x-m7-typical-ms",
    );
    for no_time in [json!("235ms"), json!(0), json!(-1), json!(2.5)] {
        refused(
            &[(typical, no_time)],
            &format!("{LIST}.x-m7-typical-ms"),
            "can't be",
            "whole milliseconds",
        );
    }
}

#[test]
fn reconcile_by_what_the_request_does_not_have() {
    refused(
        &[(
            "/paths/~1things~1create/post/x-m7-reconcile",
            json!("sipId"),
        )],
        "paths./things/create.post.x-m7-reconcile",
        "no property `sipId`",
        "a property of the request",
    );
}

#[test]
fn reconcile_of_a_read() {
    refused(
        &[("/paths/~1things~1create/post/x-m7-effect", json!("read"))],
        "paths./things/create.post.x-m7-reconcile",
        "a read leaves nothing",
        "no `x-m7-reconcile`",
    );
}

#[test]
fn false_where_only_true_says_something() {
    refused(
        &[(
            "/components/schemas/Owner/x-m7-blank-is-absent",
            json!(false),
        )],
        "components.schemas.Owner.x-m7-blank-is-absent",
        "false",
        "leave it out",
    );
}

#[test]
fn blank_object_that_requires_a_property() {
    refused(
        &[("/components/schemas/Owner/required", json!(["name"]))],
        "components.schemas.Owner",
        "can't require",
        "no `required`",
    );
}

#[test]
fn blank_on_what_is_no_object() {
    refused(
        &[(
            "/components/schemas/Codec/x-m7-blank-is-absent",
            json!(true),
        )],
        "components.schemas.Codec.x-m7-blank-is-absent",
        "doesn't compile",
        "on a component object",
    );
}

#[test]
fn reconciling_without_a_body() {
    refused(
        &[("/paths/~1things~1create/post/requestBody", Value::Null)],
        "paths./things/create.post.x-m7-reconcile",
        "no property `number`",
        "a property of the request",
    );
}
