//! How a client's calls go on when they aren't told otherwise, and what they share for that.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::policy::{Bucket, Jitter};
use crate::{RetryBudget, RetryPolicy};

/// What a client was told about how its calls go on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policies {
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
}

/// How a client's calls go on, and what they share for that.
pub(crate) struct Conduct {
    pub(crate) policies: Policies,
    pub(crate) budget: Bucket,
    pub(crate) jitter: Jitter,
    accepted: AtomicBool,
}

impl Conduct {
    pub(crate) fn new(policies: Policies) -> Self {
        Self {
            budget: Bucket::new(policies.budget),
            policies,
            jitter: Jitter::new(),
            accepted: AtomicBool::new(false),
        }
    }

    /// The server has accepted the credentials.
    pub(crate) fn note_accepted(&self) {
        // Read first, so that threads don't take the cache line from one another at every reply.
        if !self.was_accepted() {
            self.accepted.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the server has ever accepted the credentials.
    pub(crate) fn was_accepted(&self) -> bool {
        self.accepted.load(Ordering::Relaxed)
    }
}
