//! What a reply carries.

use serde::{Serialize, Serializer};

use crate::RawJson;

/// The `data` of a reply.
///
/// Typed only when the server says `success: true`; what it sends with a failure (on some pages
/// `""`) is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data<T> {
    /// `success` is true and `data` is what the contract says.
    Typed(T),
    /// There is no `data`, or it is `null`.
    Absent,
    /// `success` is false, so `data` is left as it came.
    Untyped(RawJson),
}

impl<T> Data<T> {
    /// The typed data, if that's what there is.
    pub fn typed(&self) -> Option<&T> {
        match self {
            Self::Typed(data) => Some(data),
            Self::Absent | Self::Untyped(_) => None,
        }
    }

    /// The typed data, if that's what there is.
    pub fn into_typed(self) -> Option<T> {
        match self {
            Self::Typed(data) => Some(data),
            Self::Absent | Self::Untyped(_) => None,
        }
    }

    /// Whether the reply carries no data at all.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: Serialize> Serialize for Data<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Typed(data) => data.serialize(serializer),
            Self::Absent => serializer.serialize_unit(),
            Self::Untyped(raw) => raw.serialize(serializer),
        }
    }
}
