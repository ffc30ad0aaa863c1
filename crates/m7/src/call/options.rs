//! What a caller has said about one call.

use std::time::Duration;

use crate::{Probe, Reconcile, RetryPolicy};

/// What a caller has said about one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) reconcile: Option<Reconcile>,
    pub(crate) probe: Option<Probe>,
}
