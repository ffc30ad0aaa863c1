//! How far a bulk has come.

/// How far a [`Bulk`](crate::bulk::Bulk) has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many calls were started.
    pub started: usize,
    /// How many of them are still under way.
    pub under_way: usize,
    /// How many of them have succeeded.
    pub succeeded: usize,
    /// How many of them have failed, whatever their outcome.
    pub failed: usize,
    /// How many of those that failed may have taken effect all the same: their outcome is
    /// [`Ambiguous`](crate::Outcome::Ambiguous) or [`Applied`](crate::Outcome::Applied).
    pub failed_unsettled: usize,
}

impl Progress {
    /// How many calls are done.
    pub fn done(&self) -> usize {
        self.succeeded + self.failed
    }
}
