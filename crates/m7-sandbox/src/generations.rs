//! Tells data from before a reset from data after it.

use std::sync::atomic::{AtomicU64, Ordering};

/// The data between two resets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// Which generation is current. It changes within the transaction of a reset, so that what is compared
/// within another transaction stays so until that is committed.
#[derive(Debug, Default)]
pub(crate) struct Generations(AtomicU64);

impl Generations {
    pub(crate) fn current(&self) -> Generation {
        Generation(self.0.load(Ordering::SeqCst))
    }

    /// Begins the next.
    pub(crate) fn next(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}
