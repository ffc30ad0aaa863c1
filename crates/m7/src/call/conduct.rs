//! How a client's calls go on when they aren't told otherwise, and what they share for that.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::call::SentAt;
use crate::call::claims::Claims;
use crate::clock::SigningClock;
use crate::policy::{Bucket, Jitter};
use crate::{Probe, Reconcile, RetryBudget, RetryPolicy};

/// What a client was told about how its calls go on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policies {
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) reconcile: Reconcile,
    pub(crate) probe: Probe,
    pub(crate) flow: Flow,
}

/// Whose time goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Flow {
    /// This machine's, which may be set while a call is under way.
    #[default]
    Machine,
    /// That of a clock that the client was given, which may go as it likes.
    Given,
}

/// How a client's calls go on, and what they share for that.
pub(crate) struct Conduct {
    pub(crate) policies: Policies,
    pub(crate) budget: Bucket,
    pub(crate) jitter: Jitter,
    pub(crate) claims: Claims,
    accepted: AtomicBool,
}

impl Conduct {
    pub(crate) fn new(policies: Policies) -> Self {
        Self {
            budget: Bucket::new(policies.budget),
            policies,
            jitter: Jitter::new(),
            claims: Claims::default(),
            accepted: AtomicBool::new(false),
        }
    }

    /// What the client's clock would have shown when this was sent, had it been set as it is now.
    pub(crate) fn local_time_of(&self, sent: SentAt, clock: &SigningClock) -> SystemTime {
        match self.policies.flow {
            Flow::Given => sent.local,
            Flow::Machine => {
                let now = clock.local_now();
                now.checked_sub(sent.steady.elapsed()).unwrap_or(sent.local)
            }
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
