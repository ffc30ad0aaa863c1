//! Schemas.

use crate::*;

#[test]
fn any_of_an_enum_and_a_string() {
    refused(
        &[(
            "/components/schemas/Codec",
            json!({
                "description": "A codec.",
                "x-m7-basis": "documented",
                "anyOf": [{"type": "string", "enum": ["G711A"]}, {"type": "string"}],
            }),
        )],
        "components.schemas.Codec",
        "decodes nothing",
        "x-m7-open: true",
    );
}

#[test]
fn one_of_two_types() {
    refused(
        &[(
            "/components/schemas/Thing/properties/count",
            json!({
                "description": "How many.",
                "x-m7-basis": "documented",
                "oneOf": [{"type": "string"}, {"type": "integer"}],
            }),
        )],
        "components.schemas.Thing.properties.count",
        "never says what was wrong",
        "the one type that is written",
    );
}

#[test]
fn with_a_default() {
    refused(
        &[(
            "/components/schemas/ThingCreateRequest/properties/isNAT/default",
            json!(false),
        )],
        "components.schemas.ThingCreateRequest.properties.isNAT",
        "sent always",
        "description",
    );
}

#[test]
fn that_refuses_unknown_fields() {
    refused(
        &[(
            "/components/schemas/Thing/additionalProperties",
            json!(false),
        )],
        "components.schemas.Thing.additionalProperties",
        "loses the whole reply",
        "passed over",
    );
}

#[test]
fn that_holds_anything() {
    refused(
        &[(
            "/components/schemas/Thing/additionalProperties",
            json!(true),
        )],
        "components.schemas.Thing.additionalProperties",
        "no shape",
        "no `additionalProperties`",
    );
}

#[test]
fn optional_array_that_is_not_nullable() {
    refused(
        &[(
            "/components/schemas/ThingCreateRequest/properties/codecs/nullable",
            Value::Null,
        )],
        "components.schemas.ThingCreateRequest.properties.codecs",
        "`[]` can't be sent",
        "nullable: true",
    );
}

#[test]
fn inline_in_a_property() {
    for inline in [
        json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        json!({"type": "string", "enum": ["A"]}),
        json!({"allOf": [{"$ref": "#/components/schemas/Owner"}]}),
    ] {
        let mut inline = inline;
        inline["description"] = json!("Inline.");
        inline["x-m7-basis"] = json!("documented");
        refused(
            &[("/components/schemas/Thing/properties/count", inline)],
            "components.schemas.Thing.properties.count",
            "made-up name",
            "components.schemas",
        );
    }
}

#[test]
fn inline_in_an_array() {
    refused(
        &[(
            "/components/schemas/ThingCreateRequest/properties/codecs/items",
            json!({"type": "string", "enum": ["G711A"]}),
        )],
        "components.schemas.ThingCreateRequest.properties.codecs.items",
        "made-up name",
        "components.schemas",
    );
}

#[test]
fn that_is_an_enum_and_not_open() {
    refused(
        &[("/components/schemas/Status/x-m7-open", Value::Null)],
        "components.schemas.Status",
        "closed enum",
        "x-m7-open: true",
    );
}

#[test]
fn that_is_an_enum_without_names() {
    refused(
        &[("/components/schemas/Status/x-enum-varnames", Value::Null)],
        "components.schemas.Status",
        "called in Rust",
        "x-enum-varnames",
    );
}

#[test]
fn that_is_an_enum_with_names_that_do_not_fit() {
    for (names, what) in [
        (json!(["Idle"]), "1 names for 2 values"),
        (json!(["Idle", "busy"]), "`busy` can't be a variant's name"),
        (json!(["Idle", "Unknown"]), "aren't listed"),
        (json!(["Idle", "Idle"]), "two values are called `Idle`"),
    ] {
        refused(
            &[("/components/schemas/Status/x-enum-varnames", names)],
            "components.schemas.Status.x-enum-varnames",
            what,
            "",
        );
    }
}

#[test]
fn that_is_an_enum_of_mixed_values() {
    refused(
        &[("/components/schemas/Status/enum", json!([0, "1"]))],
        "components.schemas.Status",
        "of the type beside it",
        "enum",
    );
}

#[test]
fn that_is_a_password_in_a_plain_string() {
    let property = |schema: Value| {
        let mut schema = schema;
        schema["description"] = json!("The password.");
        schema["x-m7-basis"] = json!("documented");
        schema
    };
    for (name, schema) in [
        (
            "pin",
            property(json!({"type": "string", "format": "password"})),
        ),
        ("newPassword", property(json!({"type": "string"}))),
    ] {
        refused(
            &[(
                &format!("/components/schemas/Thing/properties/{name}"),
                schema,
            )],
            &format!("components.schemas.Thing.properties.{name}"),
            "printed by every Debug",
            "SipPassword",
        );
    }
}

#[test]
fn of_a_format_that_becomes_another_crates_type() {
    refused(
        &[("/components/schemas/ThingId/format", json!("uuid"))],
        "components.schemas.ThingId",
        "another crate",
        "no `format`",
    );
}

#[test]
fn that_is_narrowed() {
    for (pointer, at, constraint) in [
        ("ThingId/pattern", "ThingId", json!("^[0-9a-f]{24}$")),
        ("ThingId/maxLength", "ThingId", json!(24)),
        (
            "Thing/properties/count/minimum",
            "Thing.properties.count",
            json!(1),
        ),
        (
            "ThingCreateRequest/properties/codecs/maxItems",
            "ThingCreateRequest.properties.codecs",
            json!(3),
        ),
    ] {
        refused(
            &[(&format!("/components/schemas/{pointer}"), constraint)],
            &format!("components.schemas.{at}"),
            "refuses every other value",
            "description",
        );
    }
}

#[test]
fn of_a_name_that_is_no_types() {
    refused(
        &[(
            "/components/schemas/SIPTrunk",
            json!({"type": "string", "description": "A trunk.", "x-m7-basis": "assumed"}),
        )],
        "components.schemas.SIPTrunk",
        "can't be the type's name",
        "`SipTrunk`",
    );
}

#[test]
fn without_a_description() {
    refused(
        &[(
            "/components/schemas/Thing/properties/count/description",
            Value::Null,
        )],
        "components.schemas.Thing.properties.count",
        "the docs would say nothing",
        "description",
    );
}

#[test]
fn that_requires_what_is_not_there() {
    refused(
        &[(
            "/components/schemas/Thing/required",
            json!(["id", "status", "nubmer"]),
        )],
        "components.schemas.Thing.required",
        "no property `nubmer`",
        "properties that stand here",
    );
}

#[test]
fn whose_properties_would_be_one_field() {
    refused(
        &[(
            "/components/schemas/ThingCreateRequest/properties/is_nat",
            json!({"type": "boolean", "description": "NAT.", "x-m7-basis": "assumed"}),
        )],
        "components.schemas.ThingCreateRequest.properties.is_nat",
        "`isNAT` would be the same field, `is_nat`",
        "one of the two",
    );
}

#[test]
fn without_properties() {
    refused(
        &[("/components/schemas/Owner/properties", json!({}))],
        "components.schemas.Owner",
        "a map of anything",
        "properties that the page shows",
    );
}

#[test]
fn of_a_type_that_has_no_shape() {
    refused(
        &[(
            "/components/schemas/Count",
            json!({"type": "integer", "description": "A count.", "x-m7-basis": "assumed"}),
        )],
        "components.schemas.Count",
        "no shape",
        "stand in a property",
    );
    refused(
        &[(
            "/components/schemas/Thing/properties/count/type",
            Value::Null,
        )],
        "components.schemas.Thing.properties.count",
        "no shape for a value of type any",
        "`type: string`",
    );
}

#[test]
fn that_is_nullable_as_a_whole() {
    refused(
        &[("/components/schemas/Owner/nullable", json!(true))],
        "components.schemas.Owner",
        "every use of it",
        "on the property",
    );
}

#[test]
fn named_as_something_that_generated_code_uses() {
    for name in ["Option", "Result", "Visitor", "String", "Into", "Operation"] {
        refused(
            &[(
                &format!("/components/schemas/{name}"),
                json!({"type": "string", "description": "A text.", "x-m7-basis": "assumed"}),
            )],
            &format!("components.schemas.{name}"),
            "for something else",
            "a name of its own",
        );
    }
}

#[test]
fn property_named_as_a_secret_of_any_type() {
    for (name, of) in [
        (
            "passwords",
            json!({"type": "array", "nullable": true, "items": {"type": "string"}}),
        ),
        ("pwd", json!({"type": "string"})),
        ("sign", json!({"type": "string"})),
        ("secretCode", json!({"type": "integer"})),
    ] {
        let mut property = of;
        property["description"] = json!("A secret.");
        property["x-m7-basis"] = json!("assumed");
        refused(
            &[(
                &format!("/components/schemas/Thing/properties/{name}"),
                property,
            )],
            &format!("components.schemas.Thing.properties.{name}"),
            "printed by every Debug",
            "SipPassword",
        );
    }
    let id = json!({"$ref": "#/components/schemas/ThingId"});
    refused(
        &[("/components/schemas/Thing/properties/apiKey", id)],
        "components.schemas.Thing.properties.apiKey",
        "printed by every Debug",
        "SipPassword",
    );
}

#[test]
fn required_property_that_may_be_blank() {
    refused(
        &[(
            "/components/schemas/Thing/required",
            json!(["id", "status", "owner"]),
        )],
        "components.schemas.Thing.properties.owner",
        "can't be required",
        "not in `required`",
    );
}

#[test]
fn envelope_in_a_property() {
    refused(
        &[(
            "/components/schemas/Thing/properties/base",
            json!({"$ref": "#/components/schemas/EnvelopeBase"}),
        )],
        "components.schemas.Thing.properties.base",
        "stands in no other type",
        "what the reply carries",
    );
}

#[test]
fn written_by_hand_as_another_type() {
    refused(
        &[(
            "/components/schemas/Span/properties/requestStartTime/type",
            json!("string"),
        )],
        "components.schemas.Span.properties.requestStartTime",
        "has this as integer",
        "by_hand.rs",
    );
    refused(
        &[("/components/schemas/SipPassword/type", json!("integer"))],
        "components.schemas.SipPassword",
        "of type string",
        "by_hand.rs",
    );
}
