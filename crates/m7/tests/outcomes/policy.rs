//! What a client may do about a failure: the policies of the matrix.

use std::time::Duration;

use m7::{ClientBuilder, Probe, Reconcile, RetryBudget, RetryPolicy, Timeouts};

use crate::faults::Row;

/// What a client may do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// One attempt, and no question afterwards.
    Once,
    /// Several attempts, and no question afterwards.
    Retry,
    /// Several attempts, and questions afterwards: what a client does unless it is told otherwise.
    Reconcile,
    /// One attempt, and questions afterwards.
    Look,
    /// Several attempts, and a create that doesn't show is sent again.
    Resend,
    /// Several attempts and questions afterwards, and before them the first one once more as it was.
    Probe,
}

/// How many attempts there are where there may be several.
const ATTEMPTS: u32 = 4;

impl Policy {
    /// Those of the matrix: its calls are their clients' first, which know no server's time to probe by.
    pub(crate) const ALL: [Self; 5] = [
        Self::Once,
        Self::Retry,
        Self::Reconcile,
        Self::Look,
        Self::Resend,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Once => "one attempt, no reconciliation",
            Self::Retry => "four attempts, no reconciliation",
            Self::Reconcile => "four attempts, and reconciliation",
            Self::Look => "one attempt, and reconciliation",
            Self::Resend => "four attempts, reconciliation, and what is missing is sent again",
            Self::Probe => "four attempts, one once more as it was, and reconciliation",
        }
    }

    /// Whether more than one request may come of a call.
    pub(crate) fn tries_again(self) -> bool {
        match self {
            Self::Once | Self::Look => false,
            Self::Retry | Self::Reconcile | Self::Resend | Self::Probe => true,
        }
    }

    /// Whether the client lists what there is, to see what became of a write.
    pub(crate) fn reconciles(self) -> bool {
        match self {
            Self::Once | Self::Retry => false,
            Self::Reconcile | Self::Look | Self::Resend | Self::Probe => true,
        }
    }

    /// Whether a create may be sent anew though an earlier one may have been done.
    pub(crate) fn resends(self) -> bool {
        self == Self::Resend
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
            .retry_budget(RetryBudget::unlimited());
        // As long as a list may take to show what was done, and no longer than a test may.
        let look = Reconcile::default()
            .with_settle(Duration::from_millis(60))
            .with_interval(Duration::from_millis(5));
        let (retry, reconcile) = match self {
            Self::Once => (RetryPolicy::never(), Reconcile::never()),
            Self::Retry => (retry, Reconcile::never()),
            Self::Reconcile | Self::Probe => (retry, look),
            Self::Look => (RetryPolicy::never(), look),
            Self::Resend => (retry, look.resend_if_missing()),
        };
        let probe = if self == Self::Probe {
            Probe::on()
        } else {
            Probe::off()
        };
        builder.retry(retry).reconcile(reconcile).probe(probe)
    }

    /// Whether the row shows anything with this policy.
    pub(crate) fn concerns(self, row: &Row) -> bool {
        self.tries_again() || row.faults.len() < 2
    }
}
