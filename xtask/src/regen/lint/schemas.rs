//! Component schemas: each is an object, a string, an open enum or a reply.

use super::node::Node;
use super::{enums, objects, properties, references, replies};
use crate::regen::Problem;
use crate::regen::by_hand::{self, ByHand};
use crate::regen::document::schema_name;
use crate::regen::naming::{self, BASIS};

/// Checks every component schema.
pub(crate) fn check(document: &Node<'_>, problems: &mut Vec<Problem>) {
    let Some(schemas) = document.path(&["components", "schemas"]) else {
        problems.push(Problem::new(
            "components.schemas",
            "there are no schemas to make types of",
            "`components.schemas` with the requests and the replies",
        ));
        return;
    };
    for schema in schemas.entries() {
        component(document, &schema, problems);
    }
}

fn component<'a>(document: &Node<'a>, schema: &Node<'a>, problems: &mut Vec<Problem>) {
    let name = schema.name();
    if !naming::is_type_name(name) {
        problems.push(schema.problem(
            format!("`{name}` can't be the type's name as it stands"),
            format!("`{}`", naming::type_name(name)),
        ));
    }
    if naming::is_taken_type_name(name) {
        problems.push(schema.problem(
            format!("generated code uses `{name}` for something else"),
            "a name of its own, such as one that begins with the resource",
        ));
    }
    if schema.has("$ref") {
        problems.push(schema.problem(
            "a component that only refers to another has no type of its own",
            "the other's name where this one is used",
        ));
        return;
    }
    described(schema, problems);
    if let Some(by_hand) = by_hand::by_hand(name) {
        written_by_hand(schema, by_hand, problems);
        return;
    }
    if schema.has("nullable") {
        problems.push(schema.problem(
            "`nullable` on a component makes every use of it optional, and a second type for that",
            "`nullable` on the property that may be null",
        ));
    }
    if schema.has("default") {
        problems.push(properties::default_is_sent(schema));
    }
    shape(document, schema, problems);
}

fn shape<'a>(document: &Node<'a>, schema: &Node<'a>, problems: &mut Vec<Problem>) {
    if let Some(problem) = properties::choice(schema) {
        problems.push(problem);
    } else if references::is_reply(schema) {
        replies::check(document, schema, problems);
    } else if schema.has("enum") {
        enums::check(schema, problems);
    } else {
        match schema.text("type") {
            Some("object") => objects::check(document, schema, problems),
            Some("string") => properties::string(schema, problems),
            other => problems.push(schema.problem(
                format!(
                    "the generator has no shape for a component of type {}",
                    other.unwrap_or("any")
                ),
                "an object, a string, an open enum or a reply; other types stand in a property",
            )),
        }
    }
}

/// Everything public is documented, and says how well it is founded.
pub(crate) fn described(schema: &Node<'_>, problems: &mut Vec<Problem>) {
    let said = schema
        .text("description")
        .is_some_and(|text| !text.trim().is_empty());
    if !said {
        problems.push(schema.problem(
            "the docs would say nothing of it",
            "`description` with what it is and the vendor's own term",
        ));
    }
    if !schema.has(BASIS) {
        problems.push(schema.problem(
            "nothing says how well founded this is",
            "`x-m7-basis: documented | derived | assumed`",
        ));
    }
}

/// A property that the written type doesn't know would be without effect, and nothing would say so.
fn written_by_hand(schema: &Node<'_>, by_hand: &ByHand, problems: &mut Vec<Problem>) {
    let ByHand {
        rust, file, kind, ..
    } = by_hand;
    if schema.text("type") != Some(kind) {
        problems.push(schema.problem(
            format!("`{rust}` is written by hand, as of type {kind}"),
            format!("`type: {kind}`, or change {file} and xtask/src/regen/by_hand.rs"),
        ));
    }
    for property in schema.entries_of("properties") {
        let name = property.name();
        if schema.name() == by_hand::ENVELOPE_BASE && name == "data" {
            problems.push(property.problem(
                "a reply that overrides `data` of the base would lose its own",
                "`data` in each reply's own part of the `allOf`, and not here",
            ));
            continue;
        }
        let Some((_, kind)) = by_hand.properties.iter().find(|(known, _)| *known == name) else {
            problems.push(property.problem(
                format!("`{rust}` is written by hand and doesn't know this property"),
                format!("the field in {file} first, then its name in xtask/src/regen/by_hand.rs"),
            ));
            continue;
        };
        let referred = property.text("$ref").and_then(schema_name);
        if referred.or_else(|| property.text("type")) != Some(kind) {
            problems.push(property.problem(
                format!("`{rust}` is written by hand and has this as {kind}"),
                format!("{kind}, or change {file} and xtask/src/regen/by_hand.rs"),
            ));
        }
    }
    for (known, _) in by_hand.properties {
        if schema.path(&["properties", known]).is_none() {
            problems.push(schema.problem(
                format!("`{rust}` is written by hand and has `{known}`, which isn't here"),
                format!("the property, or take the field out of {file} and of xtask/src/regen/by_hand.rs"),
            ));
        }
    }
}
