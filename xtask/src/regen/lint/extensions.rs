//! The extensions: known by name, in their place, with a value that means something.

use serde_json::Value;
use similar::TextDiff;

use super::node::Node;
use crate::regen::Problem;
use crate::regen::by_hand::by_hand;
use crate::regen::naming::{
    BASIS, BLANK_IS_ABSENT, EFFECT, NOTE, OPEN, RECONCILE, TYPICAL_MS, VARNAMES,
};

/// The methods that an operation may stand under.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// What an extension may be set on.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Anything,
    Operation,
    Schema,
    /// A component object whose type is generated.
    Object,
}

/// What an extension may be set to.
enum Values {
    OneOf(&'static [&'static str]),
    True,
    Milliseconds,
    Sentence,
    Names,
}

struct Extension {
    name: &'static str,
    place: Place,
    values: Values,
}

const EXTENSIONS: [Extension; 8] = [
    Extension {
        name: BASIS,
        place: Place::Anything,
        values: Values::OneOf(&["documented", "derived", "assumed"]),
    },
    Extension {
        name: NOTE,
        place: Place::Anything,
        values: Values::Sentence,
    },
    Extension {
        name: OPEN,
        place: Place::Schema,
        values: Values::True,
    },
    Extension {
        name: VARNAMES,
        place: Place::Schema,
        values: Values::Names,
    },
    Extension {
        name: BLANK_IS_ABSENT,
        place: Place::Object,
        values: Values::True,
    },
    Extension {
        name: EFFECT,
        place: Place::Operation,
        values: Values::OneOf(&["read", "create", "replace", "remove"]),
    },
    Extension {
        name: TYPICAL_MS,
        place: Place::Operation,
        values: Values::Milliseconds,
    },
    Extension {
        name: RECONCILE,
        place: Place::Operation,
        values: Values::OneOf(&["number", "sipId"]),
    },
];

/// Checks every extension in the document.
pub(crate) fn check(document: &Node<'_>, problems: &mut Vec<Problem>) {
    walk(document, problems);
}

fn walk(node: &Node<'_>, problems: &mut Vec<Problem>) {
    for entry in node.entries() {
        let name = entry.name();
        if name.starts_with("x-") && !is_name_of_a_thing(node) {
            extension(&entry, node, problems);
        } else if !is_data(name) || is_name_of_a_thing(node) {
            walk(&entry, problems);
        }
    }
    for item in node.items() {
        walk(&item, problems);
    }
}

/// Examples are data of the API: an `x-` in them is the vendor's.
fn is_data(name: &str) -> bool {
    matches!(name, "example" | "examples" | "default" | "enum")
}

/// Whether the keys of this object are names that the vendor chose.
fn is_name_of_a_thing(node: &Node<'_>) -> bool {
    matches!(node.keys(), [.., "properties"] | ["components", "schemas"])
}

fn extension(entry: &Node<'_>, owner: &Node<'_>, problems: &mut Vec<Problem>) {
    let name = entry.name();
    let Some(known) = EXTENSIONS.iter().find(|known| known.name == name) else {
        problems.extend(unknown(entry));
        return;
    };
    let is_operation = matches!(owner.keys(), ["paths", _, method] if METHODS.contains(method));
    match known.place {
        Place::Operation if !is_operation => problems.push(entry.problem(
            format!("`{name}` does nothing here"),
            format!("`{name}` on an operation"),
        )),
        Place::Schema if is_operation => problems.push(entry.problem(
            format!("`{name}` does nothing here"),
            format!("`{name}` on a schema"),
        )),
        Place::Object if !is_generated_object(owner) => problems.push(entry.problem(
            format!("`{name}` does nothing here, or makes code that doesn't compile"),
            format!("`{name}` on a component object"),
        )),
        _ => {}
    }
    if !known.values.hold(entry.value) {
        problems.push(entry.problem(
            format!("`{name}` can't be {}", entry.value),
            known.values.remedy(name),
        ));
    }
}

fn is_generated_object(owner: &Node<'_>) -> bool {
    matches!(owner.keys(), ["components", "schemas", name] if by_hand(name).is_none())
        && owner.text("type") == Some("object")
}

/// A name that regen doesn't read would do nothing and say nothing; other tools' are let through.
fn unknown(entry: &Node<'_>) -> Option<Problem> {
    let name = entry.name();
    let (likeness, nearest) = EXTENSIONS
        .iter()
        .map(|known| (similarity(name, known.name), known.name))
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    let ours = name.starts_with("x-m7") || likeness > 0.8;
    ours.then(|| {
        let all: Vec<_> = EXTENSIONS.iter().map(|known| known.name).collect();
        let instead = if likeness > 0.6 {
            format!("`{nearest}`")
        } else {
            format!("one of {}", all.join(", "))
        };
        entry.problem(
            format!("`{name}` is no extension that regen reads, so it would do nothing"),
            instead,
        )
    })
}

/// From 0 to 1; the prefix that all of ours have counts for nothing.
fn similarity(name: &str, known: &str) -> f32 {
    let own = |name| str::strip_prefix(name, "x-m7-").unwrap_or(name);
    TextDiff::from_chars(own(name), own(known)).ratio()
}

impl Values {
    /// Whether a value means something.
    fn hold(&self, value: &Value) -> bool {
        match self {
            Self::OneOf(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            Self::True => value == &Value::Bool(true),
            Self::Milliseconds => value.as_u64().is_some_and(|milliseconds| milliseconds > 0),
            Self::Sentence => value.as_str().is_some_and(|text| !text.trim().is_empty()),
            Self::Names => value
                .as_array()
                .is_some_and(|names| names.iter().all(Value::is_string)),
        }
    }

    /// What to write instead of a value that means nothing.
    fn remedy(&self, name: &str) -> String {
        match self {
            Self::OneOf(words) => format!("`{name}: {}`", words.join(" | ")),
            Self::True => format!("`{name}: true`, or leave it out"),
            Self::Milliseconds => format!("`{name}: 235`, a number of whole milliseconds"),
            Self::Sentence => format!("`{name}` with what the page leaves open, in a sentence"),
            Self::Names => format!("`{name}: [OneName, OtherName]`"),
        }
    }
}
