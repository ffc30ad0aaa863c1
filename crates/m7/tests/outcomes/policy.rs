//! What a client may do about a failure: the policies of the matrix.

use std::time::Duration;

use m7::ClientBuilder;

use crate::faults::Row;

/// What a client may do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// One attempt, and no question afterwards.
    Once,
}

impl Policy {
    pub(crate) const ALL: [Self; 1] = [Self::Once];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Once => "one attempt, no reconciliation",
        }
    }

    /// Whether more than one request may come of a call.
    pub(crate) fn tries_again(self) -> bool {
        match self {
            Self::Once => false,
        }
    }

    /// Whether the client lists what there is, to see whether a create was done.
    pub(crate) fn reconciles(self) -> bool {
        match self {
            Self::Once => false,
        }
    }

    /// Whether a create may be sent anew though an earlier one may have been done.
    pub(crate) fn resends(self) -> bool {
        match self {
            Self::Once => false,
        }
    }

    /// Has the client keep to it. Each attempt may take as long as `patience`.
    pub(crate) fn configure(self, builder: ClientBuilder, patience: Duration) -> ClientBuilder {
        let timeouts = m7::Timeouts::default()
            .with_read(patience)
            .with_create(patience)
            .with_replace(patience)
            .with_remove(patience);
        match self {
            Self::Once => builder.timeouts(timeouts).retry(m7::RetryPolicy::never()),
        }
    }

    /// Whether the row shows anything with this policy.
    pub(crate) fn concerns(self, row: &Row) -> bool {
        self.tries_again() || row.faults.len() < 2
    }
}
