//! Operations: each has a name, an effect, one body, one reply and nothing else.

use std::collections::HashSet;

use super::extensions::METHODS;
use super::node::Node;
use super::references;
use crate::regen::Problem;
use crate::regen::naming::{self, BASIS, EFFECT, RECONCILE, TYPICAL_MS};

/// Checks every operation.
pub(crate) fn check(document: &Node<'_>, problems: &mut Vec<Problem>) {
    let mut ids = HashSet::new();
    for path in document.entries_of("paths") {
        address(&path, problems);
        for entry in path.entries() {
            let name = entry.name();
            if METHODS.contains(&name) {
                operation(document, &entry, &mut ids, problems);
            } else if name == "parameters" {
                parameters(&entry, problems);
            } else if name == "$ref" {
                problems.push(entry.problem(
                    "the generator reads no path that stands elsewhere",
                    "the path's operations, here",
                ));
            }
        }
    }
}

/// progenitor panics on a path with a parameter that isn't declared, and none can be here.
fn address(path: &Node<'_>, problems: &mut Vec<Problem>) {
    if !path.name().starts_with('/') {
        problems.push(path.problem(
            "the address would run into the base URL's host",
            "a path that starts with `/`",
        ));
    }
    if path.name().contains(['{', '}', '?', '#']) {
        problems.push(path.problem(
            "the generator has no shape for a path with parameters",
            "a path as it is requested; what varies goes into the request's body",
        ));
    }
}

fn operation<'a>(
    document: &Node<'a>,
    operation: &Node<'a>,
    ids: &mut HashSet<&'a str>,
    problems: &mut Vec<Problem>,
) {
    id(operation, ids, problems);
    required(operation, problems);
    if let Some(parameters_of) = operation.key("parameters") {
        parameters(&parameters_of, problems);
    }
    if let Some(body) = operation.key("requestBody") {
        request(document, &body, problems);
    }
    match operation.key("responses") {
        Some(responses_of) => responses(document, &responses_of, problems),
        None => problems
            .push(operation.problem("the operation has no reply", "`responses` with `2XX` alone")),
    }
    reconcile(document, operation, problems);
}

/// progenitor makes no function without a name, and panics on two of one name.
fn id<'a>(operation: &Node<'a>, ids: &mut HashSet<&'a str>, problems: &mut Vec<Problem>) {
    let Some(id) = operation.text("operationId") else {
        problems.push(operation.problem(
            "there is no `operationId`, and the generator gives up without one: it is the name of \
             the function",
            "`operationId: sip_list`, in snake case",
        ));
        return;
    };
    let at = |what: String, instead: String| {
        Problem::new(format!("{}.operationId", operation.at()), what, instead)
    };
    if !naming::is_function_name(id) {
        problems.push(at(
            format!("`{id}` can't be the function's name as it stands"),
            format!("`operationId: {}`", naming::function_name(id)),
        ));
    }
    if naming::is_taken_function_name(id) {
        problems.push(at(
            format!("the client or the operation table uses `{id}` for something else"),
            "the resource's name before it, such as `sip_list`".to_owned(),
        ));
    }
    if !ids.insert(id) {
        problems.push(at(
            format!("another operation is called `{id}` too"),
            "an `operationId` of its own".to_owned(),
        ));
    }
}

/// What the operation table and the docs need.
fn required(operation: &Node<'_>, problems: &mut Vec<Problem>) {
    let needs = [
        (
            "summary",
            "the docs would say nothing of this operation",
            "`summary` with what it does and the vendor's own term",
        ),
        (
            BASIS,
            "nothing says how well founded this operation is",
            "`x-m7-basis: documented | derived | assumed`",
        ),
        (
            EFFECT,
            "nothing says what this operation does to the account, and the verb doesn't tell what \
             may be repeated: all of them are POST",
            "`x-m7-effect: read | create | replace | remove`",
        ),
        (
            TYPICAL_MS,
            "nothing says how long this operation usually takes, and a time-out shorter than that \
             reports a failure that succeeded",
            "`x-m7-typical-ms: 235`, from requestStartTime to reqEndTime in the page's reply",
        ),
    ];
    for (key, what, instead) in needs {
        if !operation.has(key) {
            problems.push(operation.problem(what, instead));
        }
    }
}

/// No operation of this API has parameters; those that a signature needs come from the transport.
fn parameters(parameters: &Node<'_>, problems: &mut Vec<Problem>) {
    for parameter in parameters.items() {
        let name = parameter.text("name").unwrap_or_default();
        let in_header = parameter.text("in") == Some("header");
        if in_header && name.to_ascii_lowercase().starts_with("m7-") {
            problems.push(parameter.problem(
                format!(
                    "`{name}` would be a parameter of the function, and callers would sign by hand"
                ),
                "nothing: `securitySchemes` document it, and the transport sends it",
            ));
        } else {
            problems.push(parameter.problem(
                format!("the generator has no shape for a parameter such as `{name}`"),
                "a property of the request's body",
            ));
        }
    }
}

fn request<'a>(document: &Node<'a>, body: &Node<'a>, problems: &mut Vec<Problem>) {
    if !body.is_true("required") {
        problems.push(body.problem(
            "the function takes its body always, whatever this says",
            "`required: true`",
        ));
    }
    let Some(schema) = json_schema(body, problems) else {
        return;
    };
    if !schema.has("$ref") {
        problems.push(schema.problem(
            "an inline schema gets a type with a made-up name, in the client's crate",
            "a schema of its own under `components.schemas`, and a `$ref` to it",
        ));
        return;
    }
    references::check(document, &schema, problems);
    if let Some(component) = references::target(document, &schema)
        && component.text("type") != Some("object")
    {
        problems.push(schema.problem(
            format!("`{}` is no object", component.name()),
            "a `$ref` to an object",
        ));
    }
}

/// Exactly `2XX`: what is declared besides costs the body or the status of what isn't.
fn responses<'a>(document: &Node<'a>, responses: &Node<'a>, problems: &mut Vec<Problem>) {
    let mut successes = Vec::new();
    let mut errors = Vec::new();
    for response in responses.entries() {
        match response.name() {
            "default" => problems.push(response.problem(
                "with `default` a reply of any status is decoded, and an empty 503 loses its \
                 status in an error about its body",
                "no `default`: an unexpected status then keeps its body, to be read",
            )),
            name if name.starts_with('2') => successes.push(name),
            name if name.starts_with("x-") => {}
            name => errors.push(name),
        }
    }
    if successes != ["2XX"] {
        let what = match successes.as_slice() {
            [] => "no reply is declared for success".to_owned(),
            [one] => format!("a success of another status than {one} would be an error"),
            several => format!(
                "the generator panics on several success types: {}",
                several.join(", ")
            ),
        };
        problems.push(responses.problem(what, "`2XX`, and no other success"));
    }
    if !errors.is_empty() {
        problems.push(responses.problem(
            format!(
                "a declared error ({}) is decoded by its schema, the generator panics on two \
                 types of them, and no page shows one",
                errors.join(", ")
            ),
            "`2XX` alone: an unexpected status then keeps its body, to be read",
        ));
    }
    for name in successes {
        if let Some(response) = responses.key(name) {
            reply(document, &response, problems);
        }
    }
}

fn reply<'a>(document: &Node<'a>, response: &Node<'a>, problems: &mut Vec<Problem>) {
    let Some(schema) = json_schema(response, problems) else {
        return;
    };
    if !schema.has("$ref") {
        problems.push(schema.problem(
            "an inline schema gets a type with a made-up name, in the client's crate",
            "a schema of its own under `components.schemas`, and a `$ref` to it",
        ));
        return;
    }
    references::check(document, &schema, problems);
    if let Some(component) = references::target(document, &schema)
        && !references::is_reply(&component)
    {
        problems.push(schema.problem(
            format!(
                "`{}` is no reply: every reply of this API is an envelope",
                component.name()
            ),
            "a `$ref` to a schema with `allOf: [EnvelopeBase, {data}]`",
        ));
    }
}

/// The one JSON schema of a body.
fn json_schema<'a>(body: &Node<'a>, problems: &mut Vec<Problem>) -> Option<Node<'a>> {
    let types: Vec<_> = body
        .entries_of("content")
        .map(|content| content.name())
        .collect();
    if types != ["application/json"] {
        problems.push(body.problem(
            format!("the content is [{}]", types.join(", ")),
            "`content` with `application/json` and no other",
        ));
        return None;
    }
    let schema = body.path(&["content", "application/json", "schema"]);
    if schema.is_none() {
        problems.push(body.problem(
            "the content has no schema",
            "`schema` with a `$ref` to a component",
        ));
    }
    schema
}

/// A write is looked up by a field that its request has; a read needs no looking up.
fn reconcile(document: &Node<'_>, operation: &Node<'_>, problems: &mut Vec<Problem>) {
    let Some(by) = operation.key(RECONCILE) else {
        return;
    };
    if operation.text(EFFECT) == Some("read") {
        problems.push(by.problem(
            "a read leaves nothing to reconcile: it is repeated",
            "no `x-m7-reconcile`",
        ));
    }
    let Some(field) = by.value.as_str() else {
        return;
    };
    let has_field = operation
        .path(&["requestBody", "content", "application/json", "schema"])
        .and_then(|schema| references::target(document, &schema))
        .is_some_and(|request| request.path(&["properties", field]).is_some());
    if !has_field {
        problems.push(by.problem(
            format!("the request has no property `{field}` to look it up by"),
            "a property of the request",
        ));
    }
}
