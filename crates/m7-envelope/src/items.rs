//! Lists of which one bad item may not lose the rest.

use std::{ops::Deref, slice, vec};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{DecodeError, RawJson};

/// The items of a list, and aside those that couldn't be decoded.
///
/// Decoding by `Deserialize` is strict, and as fast as a `Vec<T>`; [`Envelope::salvage`] is what
/// keeps bad items aside.
///
/// [`Envelope::salvage`]: crate::Envelope::salvage
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Items<T> {
    /// The items, in the order of the reply.
    pub items: Vec<T>,
    /// The items that are not what the contract says, in the order of the reply. Mostly empty.
    pub rejected: Vec<RejectedItem>,
}

/// An item of a list that is not what the contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RejectedItem {
    /// Its place in the list as it was sent, from 0.
    pub index: usize,
    /// What is wrong with it. Lines and columns are counted from the item's start.
    pub error: DecodeError,
    /// The item as it was sent.
    pub raw: RawJson,
}

impl<T> Items<T> {
    /// Tries each of `raws` by itself.
    pub(crate) fn sort_out(raws: Vec<RawJson>) -> Self
    where
        T: serde::de::DeserializeOwned,
    {
        let mut sorted = Self {
            items: Vec::with_capacity(raws.len()),
            rejected: Vec::new(),
        };
        for (index, raw) in raws.into_iter().enumerate() {
            match raw.parse() {
                Ok(item) => sorted.items.push(item),
                Err(error) => sorted.rejected.push(RejectedItem { index, error, raw }),
            }
        }
        sorted
    }
}

impl<T> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            items,
            rejected: Vec::new(),
        }
    }
}

impl<T> Deref for Items<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Items<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Items<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

impl<T: Serialize> Serialize for Items<T> {
    /// Writes the items that were decoded. What was rejected is left out.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}
