//! Each trap is refused alone, at its place, with what to write instead.

mod contract;

use contract::{contract, problems_of, with};
use serde_json::{Value, json};

const LIST: &str = "paths./things/list.post";

/// Says that these changes alone are refused, once, at this place, in these words.
#[track_caller]
fn refused(changes: &[(&str, Value)], at: &str, what: &str, instead: &str) {
    let problems = problems_of(&with(changes));
    let [problem] = problems.as_slice() else {
        panic!("{} problems: {problems:#?}", problems.len());
    };
    assert_eq!(problem.at, at);
    assert!(problem.what.contains(what), "{problem}");
    assert!(problem.instead.contains(instead), "{problem}");
}

#[test]
fn the_contract_itself_is_not() {
    assert_eq!(problems_of(&contract()), []);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let problems = problems_of(&with(&[
        ("/paths/~1things~1list/post/operationId", Value::Null),
        (
            "/components/schemas/Thing/properties/weight/default",
            json!(1),
        ),
        ("/components/schemas/Codec/x-m7-open", Value::Null),
    ]));
    let places: Vec<_> = problems.iter().map(|problem| problem.at.as_str()).collect();
    assert_eq!(
        places,
        [
            "components.schemas.Codec",
            "components.schemas.Thing.properties.weight",
            LIST,
        ]
    );
}

#[test]
fn a_problem_names_place_fault_and_remedy() {
    let problems = problems_of(&with(&[(
        "/components/schemas/Codec/x-m7-open",
        Value::Null,
    )]));
    assert_eq!(
        problems[0].to_string(),
        "components.schemas.Codec\n  \
         a closed enum loses the whole reply on the day the vendor adds a value\n  \
         write instead: `x-m7-open: true` beside the `enum`"
    );
}

mod document {
    use super::*;

    #[test]
    fn of_another_version() {
        refused(&[("/openapi", json!("3.1.0"))], "openapi", "3.1.0", "3.0.3");
    }
}

mod extension {
    use super::*;

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
}

mod operation {
    use super::*;

    #[test]
    fn without_an_id() {
        refused(
            &[("/paths/~1things~1list/post/operationId", Value::Null)],
            LIST,
            "the generator gives up",
            "operationId: sip_list",
        );
    }

    #[test]
    fn whose_id_is_no_function_name() {
        refused(
            &[("/paths/~1things~1list/post/operationId", json!("thingList"))],
            &format!("{LIST}.operationId"),
            "thingList",
            "operationId: thing_list",
        );
    }

    #[test]
    fn of_an_id_that_is_taken() {
        refused(
            &[(
                "/paths/~1things~1create/post/operationId",
                json!("thing_list"),
            )],
            &format!("{LIST}.operationId"),
            "thing_list",
            "of its own",
        );
    }

    #[test]
    fn without_a_summary() {
        refused(
            &[("/paths/~1things~1list/post/summary", Value::Null)],
            LIST,
            "the docs would say nothing",
            "summary",
        );
    }

    #[test]
    fn with_a_header_parameter_of_the_signature() {
        let sign = json!([{"name": "m7-sign", "in": "header", "schema": {"type": "string"}}]);
        for (pointer, at) in [
            (
                "/paths/~1things~1list/post/parameters",
                format!("{LIST}.parameters[0]"),
            ),
            (
                "/paths/~1things~1list/parameters",
                "paths./things/list.parameters[0]".into(),
            ),
        ] {
            refused(
                &[(pointer, sign.clone())],
                &at,
                "would sign by hand",
                "securitySchemes",
            );
        }
    }

    #[test]
    fn with_another_parameter() {
        let page = json!([{"name": "page", "in": "query", "schema": {"type": "integer"}}]);
        refused(
            &[("/paths/~1things~1list/post/parameters", page)],
            &format!("{LIST}.parameters[0]"),
            "no shape",
            "request's body",
        );
    }

    #[test]
    fn with_two_success_types() {
        let created = contract()["paths"]["/things/create"]["post"]["responses"]["2XX"].clone();
        let listed = contract()["paths"]["/things/list"]["post"]["responses"]["2XX"].clone();
        refused(
            &[(
                "/paths/~1things~1list/post/responses",
                json!({"200": listed, "201": created}),
            )],
            &format!("{LIST}.responses"),
            "panics on several success types: 200, 201",
            "`2XX`",
        );
    }

    #[test]
    fn with_one_status_for_success() {
        let listed = contract()["paths"]["/things/list"]["post"]["responses"]["2XX"].clone();
        refused(
            &[(
                "/paths/~1things~1list/post/responses",
                json!({"200": listed}),
            )],
            &format!("{LIST}.responses"),
            "another status than 200",
            "`2XX`",
        );
    }

    #[test]
    fn without_a_success() {
        refused(
            &[("/paths/~1things~1list/post/responses", json!({}))],
            &format!("{LIST}.responses"),
            "no reply is declared",
            "`2XX`",
        );
        refused(
            &[("/paths/~1things~1list/post/responses", Value::Null)],
            LIST,
            "no reply",
            "`2XX`",
        );
    }

    #[test]
    fn with_two_error_types() {
        let listed = contract()["paths"]["/things/list"]["post"]["responses"]["2XX"].clone();
        refused(
            &[
                ("/paths/~1things~1list/post/responses/400", listed.clone()),
                ("/paths/~1things~1list/post/responses/5XX", listed),
            ],
            &format!("{LIST}.responses"),
            "(400, 5XX)",
            "`2XX` alone",
        );
    }

    #[test]
    fn with_a_default_reply() {
        let listed = contract()["paths"]["/things/list"]["post"]["responses"]["2XX"].clone();
        refused(
            &[("/paths/~1things~1list/post/responses/default", listed)],
            &format!("{LIST}.responses.default"),
            "an empty 503 loses its status",
            "no `default`",
        );
    }

    #[test]
    fn with_an_inline_body() {
        let inline = json!({"type": "object", "properties": {"number": {"type": "string"}}});
        let body = "/paths/~1things~1list/post/requestBody/content/application~1json/schema";
        refused(
            &[(body, inline.clone())],
            &format!("{LIST}.requestBody.content.application/json.schema"),
            "made-up name",
            "components.schemas",
        );
        let reply = "/paths/~1things~1list/post/responses/2XX/content/application~1json/schema";
        refused(
            &[(reply, inline)],
            &format!("{LIST}.responses.2XX.content.application/json.schema"),
            "made-up name",
            "components.schemas",
        );
    }

    #[test]
    fn whose_reply_is_no_envelope() {
        refused(
            &[(
                "/paths/~1things~1list/post/responses/2XX/content/application~1json/schema",
                json!({"$ref": "#/components/schemas/Thing"}),
            )],
            &format!("{LIST}.responses.2XX.content.application/json.schema"),
            "`Thing` is no reply",
            "EnvelopeBase",
        );
    }

    #[test]
    fn whose_body_may_be_left_out() {
        refused(
            &[(
                "/paths/~1things~1list/post/requestBody/required",
                Value::Null,
            )],
            &format!("{LIST}.requestBody"),
            "takes its body always",
            "required: true",
        );
    }

    #[test]
    fn whose_body_is_not_json() {
        let form = json!({"application/x-www-form-urlencoded": {
            "schema": {"$ref": "#/components/schemas/ThingListRequest"}
        }});
        refused(
            &[("/paths/~1things~1list/post/requestBody/content", form)],
            &format!("{LIST}.requestBody"),
            "form-urlencoded",
            "application/json",
        );
    }
}

mod schema {
    use super::*;

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
}

mod reference {
    use super::*;

    #[test]
    fn to_nowhere() {
        refused(
            &[(
                "/components/schemas/Thing/properties/owner",
                json!({"$ref": "#/components/schemas/Ownr"}),
            )],
            "components.schemas.Thing.properties.owner",
            "leads nowhere",
            "a schema that stands there",
        );
    }

    #[test]
    fn with_something_beside_it() {
        refused(
            &[(
                "/components/schemas/Thing/properties/owner/nullable",
                json!(true),
            )],
            "components.schemas.Thing.properties.owner",
            "passed over in silence: nullable",
            "the `$ref` alone",
        );
    }

    #[test]
    fn to_a_reply_in_a_type() {
        refused(
            &[(
                "/components/schemas/Thing/properties/owner",
                json!({"$ref": "#/components/schemas/ThingCreateResponse"}),
            )],
            "components.schemas.Thing.properties.owner",
            "is a reply",
            "what the reply carries",
        );
    }

    #[test]
    fn in_place_of_a_component() {
        refused(
            &[(
                "/components/schemas/Alias",
                json!({"$ref": "#/components/schemas/Thing"}),
            )],
            "components.schemas.Alias",
            "no type of its own",
            "where this one is used",
        );
    }
}

mod reply {
    use super::*;

    #[test]
    fn whose_base_has_data() {
        refused(
            &[(
                "/components/schemas/EnvelopeBase/properties/data",
                json!({"type": "string"}),
            )],
            "components.schemas.EnvelopeBase.properties.data",
            "would lose its own",
            "own part of the `allOf`",
        );
    }

    #[test]
    fn whose_base_has_what_the_written_type_does_not_know() {
        refused(
            &[(
                "/components/schemas/Span/properties/queued",
                json!({"type": "string"}),
            )],
            "components.schemas.Span.properties.queued",
            "`::m7_envelope::Span` is written by hand",
            "xtask/src/regen/by_hand.rs",
        );
    }

    #[test]
    fn whose_base_lacks_what_the_written_type_has() {
        refused(
            &[("/components/schemas/Span/properties/latency", Value::Null)],
            "components.schemas.Span",
            "has `latency`",
            "crates/m7-envelope/src/",
        );
    }

    #[test]
    fn with_data_inline() {
        refused(
            &[(
                "/components/schemas/ThingCreateResponse/allOf/1/properties/data",
                json!({"type": "object", "properties": {"id": {"type": "string"}}}),
            )],
            "components.schemas.ThingCreateResponse.allOf[1].properties.data",
            "no type of its own",
            "$ref",
        );
    }

    #[test]
    fn with_more_than_data() {
        refused(
            &[(
                "/components/schemas/ThingCreateResponse/allOf/1/properties/total",
                json!({"type": "integer"}),
            )],
            "components.schemas.ThingCreateResponse.allOf[1].properties.total",
            "nothing of its own but `data`",
            "what `data` refers to",
        );
    }

    #[test]
    fn from_another_base() {
        refused(
            &[(
                "/components/schemas/ThingCreateResponse/allOf/0",
                json!({"$ref": "#/components/schemas/Thing"}),
            )],
            "components.schemas.ThingCreateResponse.allOf[0]",
            "start from the envelope",
            "EnvelopeBase",
        );
    }
}
