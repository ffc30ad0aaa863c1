//! Replies: `allOf: [EnvelopeBase, {data}]` with data that has a type of its own or is a string, or
//! `allOf: [EnvelopeBase]`.

use super::node::Node;
use super::{properties, references};
use crate::regen::Problem;
use crate::regen::by_hand::ENVELOPE_BASE;
use crate::regen::document::schema_name;

const SHAPE: &str = "`allOf` of `$ref: '#/components/schemas/EnvelopeBase'` and an object with the \
                     property `data` alone, or of the `$ref` alone for a reply without data";

/// Checks a component with an `allOf`.
pub(crate) fn check<'a>(document: &Node<'a>, schema: &Node<'a>, problems: &mut Vec<Problem>) {
    let parts: Vec<_> = schema
        .key("allOf")
        .into_iter()
        .flat_map(|node| node.items().collect::<Vec<_>>())
        .collect();
    let (base, own) = match parts.as_slice() {
        [base] => (base, None),
        [base, own] => (base, Some(own)),
        _ => {
            problems.push(schema.problem(
                "`allOf` is for replies, of which each has one part or two; typify merges others \
                 and the order of their fields is lost",
                SHAPE,
            ));
            return;
        }
    };
    if base.text("$ref").and_then(schema_name) == Some(ENVELOPE_BASE) {
        references::check(document, base, problems);
    } else {
        problems.push(base.problem(
            "`allOf` is for replies, which start from the envelope; typify merges others and the \
             order of their fields is lost",
            SHAPE,
        ));
    }
    let Some(own) = own else {
        return;
    };
    for property in own.entries_of("properties") {
        if property.name() != "data" {
            problems.push(property.problem(
                "a reply has nothing of its own but `data`",
                "the property in what `data` refers to",
            ));
        }
    }
    match own.path(&["properties", "data"]) {
        Some(node) => data(document, &node, problems),
        None => problems.push(own.problem("the reply carries no `data`", SHAPE)),
    }
}

fn data<'a>(document: &Node<'a>, data: &Node<'a>, problems: &mut Vec<Problem>) {
    if data.text("type") == Some("string") && !data.has("enum") {
        properties::string(data, problems);
        return;
    }
    let carried = if data.text("type") == Some("array") {
        data.key("items")
    } else {
        Some(data.clone())
    };
    let Some(carried) = carried.filter(|schema| schema.has("$ref")) else {
        if let Some(problem) = properties::choice(data) {
            problems.push(problem);
            return;
        }
        problems.push(data.problem(
            "`data` has no type of its own: an inline schema would get one with a made-up name",
            "`$ref: '#/components/schemas/…'`, an array whose items are one, or `type: string`",
        ));
        return;
    };
    references::check(document, &carried, problems);
    if let Some(component) = references::target(document, &carried)
        && references::is_envelope(&component)
    {
        problems.push(carried.problem(
            format!(
                "`{}` is a reply, which stands in no other type",
                component.name()
            ),
            "a `$ref` to what the reply carries",
        ));
    }
}
