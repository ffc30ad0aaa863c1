//! A value of the document that knows its place.

use std::fmt::Write as _;

use serde_json::Value;

use crate::regen::Problem;

/// A value of the document, and the keys that lead to it.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    /// The value.
    pub(crate) value: &'a Value,
    keys: Vec<&'a str>,
    /// Keys of array items, which the document doesn't own.
    at: String,
}

impl<'a> Node<'a> {
    /// The whole document.
    pub(crate) fn document(value: &'a Value) -> Self {
        Self {
            value,
            keys: Vec::new(),
            at: String::new(),
        }
    }

    /// Where it stands: `components.schemas.SipNumber.properties.agent`.
    pub(crate) fn at(&self) -> &str {
        if self.at.is_empty() {
            "the document"
        } else {
            &self.at
        }
    }

    /// The keys that lead to it; an item of an array has its array's.
    pub(crate) fn keys(&self) -> &[&'a str] {
        &self.keys
    }

    /// The last of the keys.
    pub(crate) fn name(&self) -> &'a str {
        self.keys.last().copied().unwrap_or_default()
    }

    /// The value below a key.
    pub(crate) fn key(&self, key: &'a str) -> Option<Node<'a>> {
        self.value.get(key).map(|value| self.below(key, value))
    }

    /// The value below some keys in turn.
    pub(crate) fn path(&self, keys: &[&'a str]) -> Option<Node<'a>> {
        keys.iter()
            .try_fold(self.clone(), |node, key| node.key(key))
    }

    /// Whether there is such a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    /// Whether the value below a key is `true`.
    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    /// The string below a key.
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    /// The entries of an object; none of anything else.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Node<'a>> {
        self.value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| self.below(key, value))
    }

    /// The entries below a key.
    pub(crate) fn entries_of(&self, key: &'a str) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.key(key)
            .into_iter()
            .flat_map(|node| node.entries().collect::<Vec<_>>())
    }

    /// The items of an array; none of anything else.
    pub(crate) fn items(&self) -> impl Iterator<Item = Node<'a>> {
        self.value
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(index, value)| {
                let mut at = self.at.clone();
                // Writing to a string can't fail.
                let _ = write!(at, "[{index}]");
                Node {
                    value,
                    keys: self.keys.clone(),
                    at,
                }
            })
    }

    /// Something that is wrong here.
    pub(crate) fn problem(&self, what: impl Into<String>, instead: impl Into<String>) -> Problem {
        Problem::new(self.at(), what, instead)
    }

    fn below(&self, key: &'a str, value: &'a Value) -> Node<'a> {
        let mut keys = self.keys.clone();
        keys.push(key);
        let at = if self.at.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.at)
        };
        Node { value, keys, at }
    }
}
