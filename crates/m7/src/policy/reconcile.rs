//! How a client finds out what became of a write that may have taken effect.

use std::time::Duration;

use m7_models::{Effect, Operation};

/// How a client finds out what became of a write that may have taken effect: it lists the numbers,
/// again and again, until they show that it did, or until the settle time is over.
///
/// | | it took effect if |
/// |---|---|
/// | create | the number is listed, with a `sipId` made in the second of the first send or later, by the server's clock |
/// | update, bind, unbind | the number is as was asked, and nothing was asked that a list doesn't show (password, codecs, NAT) |
/// | delete | the `sipId` is not in a list of all numbers, whatever a later attempt was answered |
///
/// A create is looked for as soon as an attempt is ambiguous. What may be repeated is repeated first
/// ([`RetryPolicy`](crate::RetryPolicy)), and looked for when that has brought no answer. Looking
/// takes nothing from the [`RetryBudget`](crate::RetryBudget), and ends with the call's deadline.
///
/// **What can't be told apart**: a number that another *process*, or a person, makes in the second in
/// which this client's create is first sent, or later, while that never arrives. A `sipId` tells its
/// second and no more, so the other may even have come just before. (What is known of the server's
/// clock widens that second by its uncertainty.) Within one client (and its clones) creates of one
/// number wait for each other, and none is taken for another's. Where several processes create the same
/// numbers, let one of them do it, or don't look ([`never`](Self::never)).
///
/// That a list shows what is there, and that the time in a `sipId` is the server's own, is taken from
/// the examples on the vendor's pages.
///
/// | | default |
/// |---|---|
/// | settle time | three times what the operation took on the vendor's page: create 20 s, update 22 s, delete 76 s |
/// | interval | 0.5 s at first, growing to four times that |
///
/// ```
/// use std::time::Duration;
/// use m7::Reconcile;
///
/// let hasty = Reconcile::default().with_settle(Duration::from_secs(5));
/// # let _ = hasty;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconcile {
    when: When,
    settle: Option<Duration>,
    interval: Duration,
    if_missing: IfMissing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Ambiguous,
    Never,
}

/// What becomes of a create that didn't show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IfMissing {
    StaysAmbiguous,
    IsSentAgain,
}

/// How often a wait is doubled.
const GROWTH: u32 = 4;

/// How many times the documented time an operation is given to settle.
const SETTLE: u32 = 3;

impl Reconcile {
    /// Doesn't look: what is ambiguous stays so.
    pub fn never() -> Self {
        Self {
            when: When::Never,
            ..Self::default()
        }
    }

    /// With so much time for a write to show, from when looking for it begins.
    #[must_use]
    pub fn with_settle(self, settle: Duration) -> Self {
        Self {
            settle: Some(settle),
            ..self
        }
    }

    /// Looks again after this time at first, and then after up to four times as long.
    #[must_use]
    pub fn with_interval(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// Sends a create again that didn't show within the settle time, as often as the
    /// [`RetryPolicy`](crate::RetryPolicy) has attempts.
    ///
    /// **If the first one shows later still, there may be two**: whether the service refuses a
    /// number that exists is not documented.
    #[must_use]
    pub fn resend_if_missing(self) -> Self {
        Self {
            if_missing: IfMissing::IsSentAgain,
            ..self
        }
    }

    /// Whether to look at all.
    pub(crate) fn is_on(&self) -> bool {
        self.when == When::Ambiguous
    }

    /// How long this operation is given to show.
    pub(crate) fn settle_of(&self, operation: &Operation) -> Duration {
        self.settle.unwrap_or(operation.typical * SETTLE)
    }

    /// How long to wait after the first look.
    pub(crate) fn interval(&self) -> Duration {
        // A zero would ask the server without a pause.
        self.interval.max(Duration::from_millis(1))
    }

    /// How long to wait after this wait.
    pub(crate) fn grown(&self, wait: Duration) -> Duration {
        wait.saturating_mul(2)
            .min(self.interval().saturating_mul(GROWTH))
    }

    pub(crate) fn if_missing(&self) -> IfMissing {
        self.if_missing
    }

    /// How much of a call's time isn't for attempts, so that there is some left to look: of what an
    /// attempt that is as slow as `enough` leaves.
    pub(crate) fn reserve_of(
        &self,
        operation: &Operation,
        enough: Duration,
        total: Duration,
    ) -> Duration {
        let wanted = match (self.when, operation.effect) {
            (When::Never, _) | (_, Effect::Read) => Duration::ZERO,
            (When::Ambiguous, Effect::Create) => self.settle_of(operation).min(total / 4),
            (When::Ambiguous, Effect::Replace | Effect::Remove) => total / 10,
        };
        wanted.min(total.saturating_sub(enough))
    }
}

impl Default for Reconcile {
    fn default() -> Self {
        Self {
            when: When::Ambiguous,
            settle: None,
            interval: Duration::from_millis(500),
            if_missing: IfMissing::StaysAmbiguous,
        }
    }
}

#[cfg(test)]
mod tests {
    use m7_models::operation::{SIP_CREATE, SIP_DELETE, SIP_LIST};

    use super::*;

    #[test]
    fn the_wait_grows_to_four_times_the_first() {
        let reconcile = Reconcile::default();
        let mut wait = reconcile.interval();
        let mut waits = Vec::new();
        for _ in 0..4 {
            waits.push(wait.as_millis());
            wait = reconcile.grown(wait);
        }
        assert_eq!(waits, [500, 1000, 2000, 2000]);
    }

    #[test]
    fn some_time_is_left_to_look() {
        let reconcile = Reconcile::default();
        let settle = reconcile.settle_of(&SIP_CREATE);
        assert_eq!(settle.as_secs(), 20);
        let enough = Duration::from_secs(13);
        let reserve = |operation, total| {
            let total = Duration::from_secs(total);
            reconcile.reserve_of(operation, enough, total).as_millis()
        };
        assert_eq!(reserve(&SIP_CREATE, 180), settle.as_millis());
        assert_eq!(reserve(&SIP_CREATE, 20), 5000);
        assert_eq!(reserve(&SIP_DELETE, 20), 2000);
        assert_eq!(reserve(&SIP_LIST, 180), 0);
        // But none that an attempt needs.
        assert_eq!(reserve(&SIP_CREATE, 15), 2000);
        assert_eq!(reserve(&SIP_CREATE, 8), 0);
        let (never, long) = (Reconcile::never(), Duration::from_secs(180));
        assert_eq!(never.reserve_of(&SIP_CREATE, enough, long), Duration::ZERO);
    }
}
