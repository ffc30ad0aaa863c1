//! What changed of a SIP number.

use m7_models::{SipId, SipNumber};

/// What was seen of a SIP number from one poll of a [`Watch`](crate::sip::Watch) to the next.
///
/// A number is who it is by its `sipId`. `before` is what the poll before showed, `now` what this one
/// shows, both as a whole: where several things changed of one number, each is a change of its own,
/// with the same `before` and `now`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// It is there, and since when isn't known: it was there in the first poll, or couldn't be read
    /// before.
    Present(SipNumber),
    /// It is new.
    Created(SipNumber),
    /// It is gone. This is how it was seen last.
    Removed(SipNumber),
    /// It has another number.
    #[non_exhaustive]
    Renamed {
        /// As it was.
        before: SipNumber,
        /// As it is.
        now: SipNumber,
    },
    /// A phone has registered.
    #[non_exhaustive]
    Registered {
        /// As it was.
        before: SipNumber,
        /// As it is.
        now: SipNumber,
    },
    /// It was registered and still is, but from elsewhere, at another time, at another server or by
    /// another device: a phone registered anew, or another one.
    #[non_exhaustive]
    Reregistered {
        /// As it was.
        before: SipNumber,
        /// As it is.
        now: SipNumber,
    },
    /// No phone is registered any more.
    #[non_exhaustive]
    Unregistered {
        /// As it was.
        before: SipNumber,
        /// As it is.
        now: SipNumber,
    },
    /// An agent was bound to it.
    #[non_exhaustive]
    Bound {
        /// As it was.
        before: SipNumber,
        /// As it is.
        now: SipNumber,
    },
    /// Another agent is bound to it than before.
    #[non_exhaustive]
    Rebound {
        /// As it was.
        before: SipNumber,
        /// As it is.
        now: SipNumber,
    },
    /// Its agent was taken off.
    #[non_exhaustive]
    Unbound {
        /// As it was.
        before: SipNumber,
        /// As it is.
        now: SipNumber,
    },
    /// Something else is different: the name of its agent, or a status that the contract doesn't know.
    #[non_exhaustive]
    Altered {
        /// As it was.
        before: SipNumber,
        /// As it is.
        now: SipNumber,
    },
}

impl Change {
    /// What happened, in one word for programs and logs: `present`, `created`, `removed`, `renamed`,
    /// `registered`, `reregistered`, `unregistered`, `bound`, `rebound`, `unbound` or `altered`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Present(_) => "present",
            Self::Created(_) => "created",
            Self::Removed(_) => "removed",
            Self::Renamed { .. } => "renamed",
            Self::Registered { .. } => "registered",
            Self::Reregistered { .. } => "reregistered",
            Self::Unregistered { .. } => "unregistered",
            Self::Bound { .. } => "bound",
            Self::Rebound { .. } => "rebound",
            Self::Unbound { .. } => "unbound",
            Self::Altered { .. } => "altered",
        }
    }

    /// The number as it is, or for one that is gone as it was.
    pub fn number(&self) -> &SipNumber {
        match self {
            Self::Present(number) | Self::Created(number) | Self::Removed(number) => number,
            Self::Renamed { now, .. }
            | Self::Registered { now, .. }
            | Self::Reregistered { now, .. }
            | Self::Unregistered { now, .. }
            | Self::Bound { now, .. }
            | Self::Rebound { now, .. }
            | Self::Unbound { now, .. }
            | Self::Altered { now, .. } => now,
        }
    }

    /// The number as it was. `None` for one that wasn't seen before.
    pub fn before(&self) -> Option<&SipNumber> {
        match self {
            Self::Present(_) | Self::Created(_) => None,
            Self::Removed(number) => Some(number),
            Self::Renamed { before, .. }
            | Self::Registered { before, .. }
            | Self::Reregistered { before, .. }
            | Self::Unregistered { before, .. }
            | Self::Bound { before, .. }
            | Self::Rebound { before, .. }
            | Self::Unbound { before, .. }
            | Self::Altered { before, .. } => Some(before),
        }
    }

    /// The id by which the number is known.
    pub fn sip_id(&self) -> &SipId {
        &self.number().sip_id
    }
}
