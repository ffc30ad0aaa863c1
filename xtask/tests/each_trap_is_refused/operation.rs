//! Operations.

use crate::*;

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

#[test]
fn named_as_something_that_the_client_has() {
    for id in ["operations", "observed", "client", "new_with_client"] {
        refused(
            &[("/paths/~1things~1list/post/operationId", json!(id))],
            &format!("{LIST}.operationId"),
            "for something else",
            "sip_list",
        );
    }
}

#[test]
fn at_a_path_with_parameters_or_none() {
    for (path, what) in [
        ("/things/{thingId}/list", "with parameters"),
        ("things/list", "run into the base URL's host"),
    ] {
        let mut contract = contract();
        let paths = contract["paths"].as_object_mut().unwrap();
        let list = paths.remove("/things/list").unwrap();
        paths.insert(path.to_owned(), list);
        let problems = problems_of(&contract);
        let [problem] = problems.as_slice() else {
            panic!("{problems:#?}");
        };
        assert_eq!(problem.at, format!("paths.{path}"));
        assert!(problem.what.contains(what), "{problem}");
    }
}
