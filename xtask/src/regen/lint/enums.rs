//! Enums: open, and with a Rust name for each value.

use std::collections::HashSet;

use serde_json::Value;

use super::node::Node;
use crate::regen::Problem;
use crate::regen::naming::{self, OPEN, VARNAMES};

/// The variant that every open enum has besides.
const UNKNOWN: &str = "Unknown";

/// Checks a component with an `enum`.
pub(crate) fn check(schema: &Node<'_>, problems: &mut Vec<Problem>) {
    if !schema.is_true(OPEN) {
        problems.push(schema.problem(
            "a closed enum loses the whole reply on the day the vendor adds a value",
            "`x-m7-open: true` beside the `enum`",
        ));
    }
    let values = values(schema, problems);
    names(schema, values, problems);
}

/// The number of values, which are of one type and differ.
fn values(schema: &Node<'_>, problems: &mut Vec<Problem>) -> usize {
    let values = schema
        .key("enum")
        .and_then(|node| node.value.as_array())
        .map_or(&[] as &[Value], Vec::as_slice);
    let of_type = match schema.text("type") {
        Some("string") => values.iter().all(Value::is_string),
        Some("integer") => values.iter().all(Value::is_i64),
        _ => false,
    };
    let distinct: HashSet<_> = values.iter().map(Value::to_string).collect();
    if !of_type || values.is_empty() || distinct.len() != values.len() {
        problems.push(schema.problem(
            "an enum has at least one value, of the type beside it, and none of them twice",
            "`type: string` or `type: integer`, and an `enum` of such values",
        ));
    }
    values.len()
}

fn names(schema: &Node<'_>, values: usize, problems: &mut Vec<Problem>) {
    let Some(node) = schema.key(VARNAMES) else {
        problems.push(schema.problem(
            "nothing says what the values are called in Rust",
            format!("`{VARNAMES}: [OneName, OtherName]`, in the order of the `enum`"),
        ));
        return;
    };
    let names: Vec<_> = node
        .value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if names.len() != values {
        problems.push(node.problem(
            format!("there are {} names for {values} values", names.len()),
            "one name for each value, in the order of the `enum`",
        ));
    }
    let mut seen = HashSet::new();
    for name in names {
        if !naming::is_type_name(name) {
            problems.push(node.problem(
                format!("`{name}` can't be a variant's name as it stands"),
                format!("`{}`", naming::type_name(name)),
            ));
        } else if name == UNKNOWN {
            problems.push(node.problem(
                "`Unknown` is where the values go that aren't listed",
                "another name",
            ));
        } else if !seen.insert(name) {
            problems.push(node.problem(
                format!("two values are called `{name}`"),
                "a name of its own for each value",
            ));
        }
    }
}
