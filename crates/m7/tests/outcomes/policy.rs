//! What a client may do about a failure: the policies of the matrix.

use std::time::Duration;

use m7::{ClientBuilder, RetryBudget, RetryPolicy, Timeouts};

use crate::faults::Row;

/// What a client may do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// One attempt, and no question afterwards.
    Once,
    /// Several attempts, and no question afterwards.
    Retry,
}

/// How many attempts there are where there may be several.
const ATTEMPTS: u32 = 4;

impl Policy {
    pub(crate) const ALL: [Self; 2] = [Self::Once, Self::Retry];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Once => "one attempt, no reconciliation",
            Self::Retry => "four attempts, no reconciliation",
        }
    }

    /// Whether more than one request may come of a call.
    pub(crate) fn tries_again(self) -> bool {
        self != Self::Once
    }

    /// Whether the client lists what there is, to see whether a create was done.
    pub(crate) fn reconciles(self) -> bool {
        match self {
            Self::Once | Self::Retry => false,
        }
    }

    /// Whether a create may be sent anew though an earlier one may have been done.
    pub(crate) fn resends(self) -> bool {
        match self {
            Self::Once | Self::Retry => false,
        }
    }

    /// Has the client keep to it. Each attempt may take as long as `patience`.
    pub(crate) fn configure(self, builder: ClientBuilder, patience: Duration) -> ClientBuilder {
        self.configure_for(builder, patience, ATTEMPTS)
    }

    /// The same with so many attempts, where there may be several.
    pub(crate) fn configure_for(
        self,
        builder: ClientBuilder,
        patience: Duration,
        attempts: u32,
    ) -> ClientBuilder {
        let retry = RetryPolicy::default()
            .with_max_attempts(attempts)
            .with_base(Duration::from_millis(1))
            .with_cap(Duration::from_millis(5));
        let timeouts = Timeouts::default()
            .with_read(patience)
            .with_create(patience)
            .with_replace(patience)
            .with_remove(patience);
        let builder = builder
            .timeouts(timeouts)
            .deadline(20 * patience)
            .retry_budget(RetryBudget::unlimited())
            .reconcile(m7::Reconcile::never());
        match self {
            Self::Once => builder.retry(RetryPolicy::never()),
            Self::Retry => builder.retry(retry),
        }
    }

    /// Whether the row shows anything with this policy.
    pub(crate) fn concerns(self, row: &Row) -> bool {
        self.tries_again() || row.faults.len() < 2
    }
}
