//! YAML as a tree in which everything has its place, and every value its text as it was written.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};

use super::file::MOST_BYTES;
use super::syntax::{in_plain_words, place};
use crate::roster::{Place, Problem};

/// A node of a YAML document.
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) what: What,
}

/// What a node is.
pub(super) enum What {
    /// `~`, `null`, or no value at all.
    Nothing,
    Text(String),
    /// What YAML takes for a number or a truth value, where it stands in the document, in bytes: as a
    /// number, `0042` would be 42.
    Bare {
        start: usize,
        end: usize,
    },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The root of the only document of this text.
    pub(super) fn of(text: &str) -> Result<Self, Problem> {
        // Of what is no alias, there is no more than the text has bytes; what aliases may repeat is
        // bounded by the library.
        let bytes = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
        let options = serde_saphyr::options! {
            budget: serde_saphyr::budget! {
                max_events: bytes,
                max_nodes: bytes,
                max_depth: 16,
                enforce_alias_anchor_ratio: false,
            },
            alias_limits: serde_saphyr::alias_limits! {
                max_total_replayed_events: 250_000,
            },
            // Seen here, with the places of them all.
            duplicate_keys: DuplicateKeyPolicy::PassThrough,
            non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
            reject_unsupported_tags: true,
            with_snippet: false,
        };
        serde_saphyr::from_str_with_options(text, options).map_err(|error| in_plain_words(&error))
    }

    /// The text of a single value, as it is written; an empty one for nothing. `None` for a list or a
    /// map.
    pub(super) fn text<'a>(&'a self, document: &'a str) -> Option<&'a str> {
        match &self.what {
            What::Nothing => Some(""),
            What::Text(text) => Some(text),
            What::Bare { start, end } => document.get(*start..*end),
            What::List(_) | What::Map(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned {
            value,
            referenced,
            defined,
        } = Spanned::<What>::deserialize(deserializer)?;
        let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let what = match value {
            What::Bare { .. } => {
                let span = defined.span();
                let (Some(start), Some(length)) = (span.byte_offset(), span.byte_len()) else {
                    return Err(D::Error::custom("write this value in quotes"));
                };
                What::Bare {
                    start: number(start),
                    end: number(start + length),
                }
            }
            what => what,
        };
        Ok(Self {
            place: place(referenced),
            what,
        })
    }
}

impl<'de> Deserialize<'de> for What {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WhatVisitor)
    }
}

struct WhatVisitor;

/// Its place becomes known with its node.
const BARE: What = What::Bare { start: 0, end: 0 };

impl<'de> Visitor<'de> for WhatVisitor {
    type Value = What;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a map")
    }

    fn visit_unit<E>(self) -> Result<What, E> {
        Ok(What::Nothing)
    }

    fn visit_str<E>(self, text: &str) -> Result<What, E> {
        Ok(What::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<What, E> {
        Ok(What::Text(text))
    }

    fn visit_bool<E>(self, _: bool) -> Result<What, E> {
        Ok(BARE)
    }

    fn visit_i64<E>(self, _: i64) -> Result<What, E> {
        Ok(BARE)
    }

    fn visit_u64<E>(self, _: u64) -> Result<What, E> {
        Ok(BARE)
    }

    fn visit_f64<E>(self, _: f64) -> Result<What, E> {
        Ok(BARE)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<What, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(What::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<What, A::Error> {
        let mut nodes = Vec::new();
        while let Some(entry) = map.next_entry()? {
            nodes.push(entry);
        }
        Ok(What::Map(nodes))
    }
}
