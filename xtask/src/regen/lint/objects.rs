//! Component objects.

use std::collections::HashMap;

use serde_json::Value;

use super::node::Node;
use super::{properties, references, schemas};
use crate::regen::Problem;
use crate::regen::naming::{self, BLANK_IS_ABSENT};

/// Checks a component of type object.
pub(crate) fn check<'a>(document: &Node<'a>, object: &Node<'a>, problems: &mut Vec<Problem>) {
    additional(object, problems);
    let required = required(object, problems);
    if object.entries_of("properties").next().is_none() {
        problems.push(object.problem(
            "an object without properties becomes a map of anything",
            "the properties that the page shows",
        ));
    }
    if object.is_true(BLANK_IS_ABSENT) && !required.is_empty() {
        problems.push(object.problem(
            "an object that may be blank can't require a property",
            "no `required` beside `x-m7-blank-is-absent`",
        ));
    }
    field_names(object, problems);
    for property in object.entries_of("properties") {
        if !property.has("$ref") {
            schemas::described(&property, problems);
        }
        let is_required = required.contains(&property.name());
        properties::check(document, &property, is_required, problems);
        if is_required
            && references::target(document, &property)
                .is_some_and(|component| component.is_true(BLANK_IS_ABSENT))
        {
            problems.push(property.problem(
                "what may be blank can't be required: its blank forms would fail the reply",
                "the property not in `required`",
            ));
        }
    }
}

/// The vendor adds fields; a type that refuses them fails the reply that has one.
fn additional(object: &Node<'_>, problems: &mut Vec<Problem>) {
    match object.key("additionalProperties") {
        None => {}
        Some(node) if node.value == &Value::Bool(false) => problems.push(node.problem(
            "a type that refuses unknown fields loses the whole reply on the day the vendor adds \
             one",
            "no `additionalProperties`: unknown fields are passed over",
        )),
        Some(node) => problems.push(node.problem(
            "the generator has no shape for properties without a name",
            "no `additionalProperties`: unknown fields are passed over",
        )),
    }
}

/// A misspelt name in `required` would leave the property optional.
fn required<'a>(object: &Node<'a>, problems: &mut Vec<Problem>) -> Vec<&'a str> {
    let Some(node) = object.key("required") else {
        return Vec::new();
    };
    let names: Vec<_> = node
        .value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for name in &names {
        if object.path(&["properties", name]).is_none() {
            problems.push(node.problem(
                format!("there is no property `{name}`"),
                "the names of properties that stand here",
            ));
        }
    }
    names
}

/// Two names on the wire can be one in Rust: `agentId` and `agent_id`.
fn field_names(object: &Node<'_>, problems: &mut Vec<Problem>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for property in object.entries_of("properties") {
        let field = naming::field_name(property.name());
        if let Some(other) = seen.insert(field.clone(), property.name()) {
            problems.push(property.problem(
                format!("`{other}` would be the same field, `{field}`"),
                "one of the two; the generator has no other name for it",
            ));
        }
    }
}
