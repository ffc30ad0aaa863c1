//! Properties of objects, and the schemas that may stand in them.

use m7_envelope::redact::names_a_secret;

use super::node::Node;
use super::references;
use crate::regen::Problem;
use crate::regen::by_hand::by_hand;

/// What narrows a value. typify makes of each a type that refuses the rest, in replies too.
const CONSTRAINTS: [&str; 13] = [
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// Checks a property of a component object.
pub(crate) fn check<'a>(
    document: &Node<'a>,
    property: &Node<'a>,
    required: bool,
    problems: &mut Vec<Problem>,
) {
    if property.has("default") {
        problems.push(default_is_sent(property));
    }
    if reveals_secret(document, property) {
        problems.push(secret(property));
    }
    if property.has("$ref") {
        refers_to_type(document, property, problems);
    } else if let Some(problem) = choice(property) {
        problems.push(problem);
    } else if property.has("allOf") || property.has("enum") {
        problems.push(inline(property));
    } else {
        match property.text("type") {
            Some("array") => array(document, property, required, problems),
            Some("object") => problems.push(inline(property)),
            _ => scalar(property, problems),
        }
    }
}

/// A `default` is what typify fills in, and then sends.
pub(crate) fn default_is_sent(schema: &Node<'_>) -> Problem {
    schema.problem(
        "a `default` would be sent always, also by callers who leave the field out",
        "the default in the `description`",
    )
}

/// `oneOf`, `anyOf` and `not`.
pub(crate) fn choice(schema: &Node<'_>) -> Option<Problem> {
    let key = ["oneOf", "anyOf", "not"]
        .into_iter()
        .find(|key| schema.has(key))?;
    let of_enum = schema
        .entries_of(key)
        .chain(schema.key(key)?.items())
        .any(|alternative| alternative.has("enum"));
    Some(if of_enum {
        schema.problem(
            format!("`{key}` of an enum and a type becomes a type that decodes nothing"),
            "the enum alone, with `x-m7-open: true`: values that aren't listed decode then",
        )
    } else {
        schema.problem(
            format!("`{key}` becomes an untagged enum whose error never says what was wrong"),
            "the one type that is written, and decode what else comes by hand",
        )
    })
}

/// Checks a string, of a component or of a property.
pub(crate) fn string(schema: &Node<'_>, problems: &mut Vec<Problem>) {
    unconstrained(schema, problems);
    match schema.text("format") {
        Some("password") => problems.push(secret(schema)),
        Some(format) => problems.push(schema.problem(
            format!(
                "`format: {format}` becomes a type of another crate, which refuses what the vendor \
                 writes differently"
            ),
            "no `format`; the form in the `description`",
        )),
        None if names_a_secret(schema.name()) => problems.push(secret(schema)),
        None => {}
    }
}

/// A secret of whatever type, or a list of them; whether there is one is none.
fn reveals_secret<'a>(document: &Node<'a>, property: &Node<'a>) -> bool {
    let value = property.key("items").unwrap_or_else(|| property.clone());
    let plain = match references::target(document, &value) {
        Some(component) => {
            by_hand(component.name()).is_none()
                && !component.has("enum")
                && component.text("type") == Some("string")
        }
        None => value.text("type") != Some("boolean") && value.text("format") != Some("password"),
    };
    plain && names_a_secret(property.name())
}

fn secret(schema: &Node<'_>) -> Problem {
    schema.problem(
        "a secret in a plain type is printed by every Debug that holds it",
        "`$ref: '#/components/schemas/SipPassword'`, which is a secret type",
    )
}

fn refers_to_type<'a>(document: &Node<'a>, schema: &Node<'a>, problems: &mut Vec<Problem>) {
    references::check(document, schema, problems);
    if let Some(component) = references::target(document, schema)
        && references::is_envelope(&component)
    {
        problems.push(schema.problem(
            format!(
                "`{}` is a reply, which stands in no other type",
                component.name()
            ),
            "a `$ref` to what the reply carries",
        ));
    }
}

fn array<'a>(document: &Node<'a>, array: &Node<'a>, required: bool, problems: &mut Vec<Problem>) {
    unconstrained(array, problems);
    if !required && !array.is_true("nullable") {
        problems.push(array.problem(
            "of an optional array that isn't nullable, `[]` can't be sent: an empty one is left out",
            "`nullable: true` beside it, so that empty and absent differ",
        ));
    }
    let Some(items) = array.key("items") else {
        problems.push(array.problem("nothing says what the array holds", "`items` with a type"));
        return;
    };
    if items.has("$ref") {
        refers_to_type(document, &items, problems);
    } else if let Some(problem) = choice(&items) {
        problems.push(problem);
    } else if items.has("enum")
        || items.has("allOf")
        || matches!(items.text("type"), Some("object" | "array"))
    {
        problems.push(inline(&items));
    } else {
        scalar(&items, problems);
    }
}

fn scalar(schema: &Node<'_>, problems: &mut Vec<Problem>) {
    match schema.text("type") {
        Some("string") => string(schema, problems),
        Some("integer") => {
            unconstrained(schema, problems);
            number_format(schema, &["int32", "int64"], problems);
        }
        Some("number") => {
            unconstrained(schema, problems);
            number_format(schema, &["float", "double"], problems);
        }
        Some("boolean") => {}
        other => problems.push(schema.problem(
            format!(
                "the generator has no shape for a value of type {}",
                other.unwrap_or("any")
            ),
            "`type: string`, `integer`, `number`, `boolean` or `array`, or a `$ref`",
        )),
    }
}

fn number_format(schema: &Node<'_>, known: &[&str], problems: &mut Vec<Problem>) {
    if let Some(format) = schema.text("format")
        && !known.contains(&format)
    {
        problems.push(schema.problem(
            format!("`format: {format}` is none that is known here"),
            format!("`format: {}`, or none", known.join(" | ")),
        ));
    }
}

fn unconstrained(schema: &Node<'_>, problems: &mut Vec<Problem>) {
    for constraint in CONSTRAINTS {
        if schema.has(constraint) {
            problems.push(schema.problem(
                format!(
                    "`{constraint}` becomes a type that refuses every other value, and a reply \
                     with one is lost"
                ),
                "the constraint in the `description`",
            ));
        }
    }
}

fn inline(schema: &Node<'_>) -> Problem {
    schema.problem(
        "an inline schema gets a type with a made-up name, which changes when the schema moves",
        "a schema of its own under `components.schemas`, and a `$ref` to it",
    )
}
