//! `$ref`: to a component schema of this document, with nothing beside it.

use super::node::Node;
use crate::regen::Problem;
use crate::regen::by_hand::ENVELOPE_BASE;
use crate::regen::document::schema_name;

/// The component that a schema refers to; none when it refers to nothing or to nowhere.
pub(crate) fn target<'a>(document: &Node<'a>, schema: &Node<'a>) -> Option<Node<'a>> {
    let name = schema_name(schema.text("$ref")?)?;
    document.path(&["components", "schemas", name])
}

/// Whether a component is a reply, which is always told by its `allOf`.
pub(crate) fn is_reply(component: &Node<'_>) -> bool {
    component.has("allOf")
}

/// Whether a component is a reply or what every reply has: an envelope, which stands in no other
/// type.
pub(crate) fn is_envelope(component: &Node<'_>) -> bool {
    is_reply(component) || component.name() == ENVELOPE_BASE
}

/// Checks a schema that has a `$ref`.
pub(crate) fn check(document: &Node<'_>, schema: &Node<'_>, problems: &mut Vec<Problem>) {
    let reference = schema.text("$ref").unwrap_or_default();
    if target(document, schema).is_none() {
        problems.push(schema.problem(
            format!("`$ref: {reference}` leads nowhere in this document"),
            "`$ref: '#/components/schemas/…'` with the name of a schema that stands there",
        ));
    }
    let beside: Vec<_> = schema
        .entries()
        .map(|node| node.name())
        .filter(|key| *key != "$ref")
        .collect();
    if !beside.is_empty() {
        problems.push(schema.problem(
            format!(
                "in OpenAPI 3.0 whatever stands beside a `$ref` is passed over in silence: {}",
                beside.join(", ")
            ),
            "the `$ref` alone; what belongs to the type goes into the component",
        ));
    }
}
