//! What each operation is, what it does, and how long it usually takes.
//!
//! All operations of this API are POST, so what may be repeated can't be read off the verb: it
//! comes from an operation's [`Effect`].
//!
//! ```
//! use m7_models::operation::{self, Effect};
//!
//! let create = operation::SIP_CREATE;
//! assert_eq!(create.path, "/openapi/v1/call/sip/create");
//! assert_eq!(create.effect, Effect::Create);
//! assert!(create.typical.as_secs() >= 6);
//! ```

use std::fmt;
use std::time::Duration;

pub use crate::generated::operations::*;

/// An operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Its name in the contract, which is also that of the generated function: `sip_list`.
    pub id: &'static str,
    /// The HTTP method. `POST` for all that is documented.
    pub method: &'static str,
    /// The path below the base URL.
    pub path: &'static str,
    /// One line on what it does, with the vendor's own term.
    pub summary: &'static str,
    /// What it does to the account.
    pub effect: Effect,
    /// How long the documented call took at the gateway. One sample each, no average.
    pub typical: Duration,
    /// How a caller can find out what became of a call whose outcome is unknown, where that is
    /// possible.
    pub reconcile: Option<Reconcile>,
}

/// What stands for an operation that the contract doesn't have, of whatever path. It isn't one of
/// [`OPERATIONS`].
///
/// Nothing is known of it, so it counts as what is the most dangerous to repeat: it makes something
/// new, and nobody can find out whether it did. How long it takes isn't known either.
pub const UNLISTED: Operation = Operation {
    id: "unlisted",
    method: "POST",
    path: "",
    summary: "An operation that the contract doesn't have",
    effect: Effect::Create,
    typical: Duration::ZERO,
    reconcile: None,
};

impl Operation {
    /// The operation of this name.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.id == id)
    }

    /// The operation at this path.
    pub fn by_path(path: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.path == path)
    }
}

/// What an operation does to the account.
///
/// Closed on purpose: whoever decides by effect has to decide for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing; may be repeated at will.
    Read,
    /// Makes something new; repeating it may make a second one.
    Create,
    /// Sets values; repeating it with the same values changes nothing more.
    Replace,
    /// Removes something; repeating it finds nothing left to remove.
    Remove,
}

impl Effect {
    /// The name in the contract: `read`, `create`, `replace`, `remove`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Replace => "replace",
            Self::Remove => "remove",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// By which field of the request a caller can find out, through a list, what became of a write.
///
/// Closed on purpose, like [`Effect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reconcile {
    /// By `number`.
    Number,
    /// By `sipId`.
    SipId,
}

impl Reconcile {
    /// The name of the field on the wire.
    pub fn field(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::SipId => "sipId",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_operation_is_found_by_its_id_and_by_its_path() {
        for operation in OPERATIONS {
            assert_eq!(Operation::by_id(operation.id), Some(operation));
            assert_eq!(Operation::by_path(operation.path), Some(operation));
        }
        assert_eq!(Operation::by_id("sip_lis"), None);
        assert_eq!(Operation::by_path("/openapi/v1/call/sip/"), None);
        assert_eq!(Operation::by_id(UNLISTED.id), None);
        assert_eq!(Operation::by_path(UNLISTED.path), None);
    }

    #[test]
    fn no_two_operations_share_an_id_or_a_path() {
        let ids: HashSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
        let paths: HashSet<_> = OPERATIONS.iter().map(|operation| operation.path).collect();
        assert_eq!(
            (ids.len(), paths.len()),
            (OPERATIONS.len(), OPERATIONS.len())
        );
    }
}
