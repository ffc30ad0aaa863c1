//! Which fields of a row are printed, and in which order.

use std::cmp::Reverse;

use serde::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::Value;

use crate::failure::Failure;

/// Fields that were chosen, of those that there are.
pub(crate) struct Fields {
    names: Vec<&'static str>,
    known: &'static [&'static str],
    leaves: Vec<&'static str>,
    tree: Tree,
}

/// What is chosen of an object, in its order.
#[derive(Default)]
struct Tree(Vec<(&'static str, Choice)>);

enum Choice {
    All,
    Some(Tree),
}

/// A value with the chosen fields alone.
pub(super) struct Part<'a> {
    value: &'a Value,
    tree: &'a Tree,
}

impl Fields {
    /// These fields, of all that are known.
    pub(super) fn of(names: &[String], known: &'static [&'static str]) -> Result<Self, Failure> {
        let mut fields = Self {
            names: Vec::new(),
            known,
            leaves: Vec::new(),
            tree: Tree::default(),
        };
        for name in names {
            let name = find(name.trim(), known).ok_or_else(|| unknown(name.trim(), known))?;
            if !fields.names.contains(&name) {
                fields.names.push(name);
                fields.tree.choose(name);
            }
            for leaf in leaves(name, known) {
                if !fields.leaves.contains(&leaf) {
                    fields.leaves.push(leaf);
                }
            }
        }
        Ok(fields)
    }

    /// The chosen fields that hold no others.
    pub(super) fn leaves(&self) -> &[&'static str] {
        &self.leaves
    }

    /// The chosen fields, each with what shows it; one that holds others and that nothing shows as it
    /// is stands for those.
    pub(super) fn shown<C>(
        &self,
        column: impl Fn(&str) -> Option<C>,
    ) -> Vec<(&'static str, Option<C>)> {
        let mut shown = Vec::new();
        for name in &self.names {
            match column(name) {
                Some(column) => shown.push((*name, Some(column))),
                None => shown.extend(leaves(name, self.known).map(|leaf| (leaf, column(leaf)))),
            }
        }
        shown
    }

    pub(super) fn part<'a>(&'a self, value: &'a Value) -> Part<'a> {
        Part {
            value,
            tree: &self.tree,
        }
    }
}

impl Tree {
    fn choose(&mut self, name: &'static str) {
        let (first, rest) = match name.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (name, None),
        };
        let at = self.0.iter().position(|(key, _)| *key == first);
        let at = at.unwrap_or_else(|| {
            self.0.push((first, Choice::Some(Self::default())));
            self.0.len() - 1
        });
        match (&mut self.0[at].1, rest) {
            (choice, None) => *choice = Choice::All,
            (Choice::Some(tree), Some(rest)) => tree.choose(rest),
            (Choice::All, Some(_)) => {}
        }
    }
}

impl Tree {
    /// Whether any of what is chosen is there.
    fn finds_anything_in(&self, value: &Value) -> bool {
        let Value::Object(object) = value else {
            return true;
        };
        self.0
            .iter()
            .any(|(key, choice)| match (object.get(*key), choice) {
                (None, _) => false,
                (Some(_), Choice::All) => true,
                (Some(value), Choice::Some(tree)) => tree.finds_anything_in(value),
            })
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // What isn't there, or is null where others hold something, stays so.
        let Value::Object(object) = self.value else {
            return self.value.serialize(serializer);
        };
        let mut map = serializer.serialize_map(None)?;
        for (key, choice) in &self.tree.0 {
            match (object.get(*key), choice) {
                (None, _) => {}
                (Some(value), Choice::All) => map.serialize_entry(key, value)?,
                (Some(value), Choice::Some(tree)) if !tree.finds_anything_in(value) => {}
                (Some(value), Choice::Some(tree)) => {
                    map.serialize_entry(key, &Part { value, tree })?;
                }
            }
        }
        map.end()
    }
}

/// The value of a field, if it is there.
pub(super) fn at<'a>(row: &'a Value, name: &str) -> Option<&'a Value> {
    name.split('.').try_fold(row, |value, key| value.get(key))
}

/// A value as a cell: nothing for what isn't there, and `a|b` for a list, as rosters have it.
pub(super) fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| shown(Some(item))).collect();
            items.join("|")
        }
        Some(other) => other.to_string(),
    }
}

/// The known field of this name, which may hold others.
fn find(name: &str, known: &[&'static str]) -> Option<&'static str> {
    known
        .iter()
        .find_map(|field| match field.strip_prefix(name) {
            Some("") => Some(*field),
            Some(rest) if rest.starts_with('.') => field.get(..name.len()),
            _ => None,
        })
}

/// The fields that this one is, or holds.
fn leaves(
    name: &'static str,
    known: &'static [&'static str],
) -> impl Iterator<Item = &'static str> {
    known.iter().copied().filter(move |field| {
        field
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn unknown(name: &str, known: &[&'static str]) -> Failure {
    let failure = Failure::usage(format!(
        "there is no field {name:?}; known: {}",
        known.join(", ")
    ));
    match nearest(name, known) {
        Some(near) => failure.hint(format!("did you mean {near}?")),
        None => failure,
    }
}

/// What was likely meant: the same but for its case, its last part, or a slip or two.
fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let typed = name.to_lowercase();
    let last = |field: &str| field.rsplit('.').next().unwrap_or_default().to_lowercase();
    let alike = |field: &&&'static str| {
        field.to_lowercase() == typed
            || last(field) == typed
            || field.to_lowercase().ends_with(&typed)
    };
    if !typed.is_empty()
        && let Some(field) = known.iter().find(alike)
    {
        return Some(field);
    }
    let slips = |field: &&&'static str| {
        let far = |text: &str| strsim::damerau_levenshtein(&typed, text);
        far(&field.to_lowercase()).min(far(&last(field)))
    };
    known
        .iter()
        .filter(|field| slips(field) <= 1 + typed.len() / 4)
        .max_by_key(|field| Reverse(slips(field)))
        .copied()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KNOWN: &[&str] = &[
        "number",
        "registerStatus",
        "agent.agentId",
        "agent.agentName",
        "sipId",
    ];

    fn chosen(names: &[&str]) -> Result<Fields, Failure> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        Fields::of(&names, KNOWN)
    }

    #[test]
    fn fields_are_chosen_and_ordered() {
        let value = json!({
            "number": "2004", "sipId": "5f", "agent": {"agentId": "a", "agentName": "凯"}
        });
        for (names, json) in [
            (
                &["sipId", "number"][..],
                r#"{"sipId":"5f","number":"2004"}"#,
            ),
            (
                &["agent.agentName", "number"],
                r#"{"agent":{"agentName":"凯"},"number":"2004"}"#,
            ),
            (&["agent"], r#"{"agent":{"agentId":"a","agentName":"凯"}}"#),
            (
                &["agent.agentId", "agent"],
                r#"{"agent":{"agentId":"a","agentName":"凯"}}"#,
            ),
            (
                &["agent", "agent.agentId"],
                r#"{"agent":{"agentId":"a","agentName":"凯"}}"#,
            ),
            (
                &["registerStatus", "number", "number"],
                r#"{"number":"2004"}"#,
            ),
        ] {
            let fields = chosen(names).unwrap();
            assert_eq!(serde_json::to_string(&fields.part(&value)).unwrap(), json);
        }
        let fields = chosen(&["agent", "number", "agent.agentId"]).unwrap();
        assert_eq!(
            fields.leaves(),
            ["agent.agentId", "agent.agentName", "number"]
        );
    }

    /// Not there, or there with nothing in it, is the same to whoever asked for it.
    #[test]
    fn an_object_with_nothing_left_is_left_out() {
        let fields = chosen(&["number", "agent.agentName"]).unwrap();
        for (value, json) in [
            (json!({"number": "2004"}), r#"{"number":"2004"}"#),
            (
                json!({"number": "2004", "agent": {"agentId": "a"}}),
                r#"{"number":"2004"}"#,
            ),
            (
                json!({"number": "2004", "agent": null}),
                r#"{"number":"2004","agent":null}"#,
            ),
            (json!({"sipId": "5f"}), "{}"),
        ] {
            assert_eq!(serde_json::to_string(&fields.part(&value)).unwrap(), json);
        }
    }

    #[test]
    fn what_was_meant_is_guessed() {
        for (typed, meant) in [
            ("nubmer", Some("number")),
            ("sipid", Some("sipId")),
            ("agentname", Some("agent.agentName")),
            ("status", Some("registerStatus")),
            ("agent.name", Some("agent.agentName")),
            ("", None),
            ("colour", None),
        ] {
            assert_eq!(nearest(typed, KNOWN), meant, "{typed}");
            assert!(chosen(&[typed]).is_err(), "{typed}");
        }
        assert!(chosen(&["agent.agent"]).is_err());
        assert!(chosen(&["num"]).is_err());
    }
}
