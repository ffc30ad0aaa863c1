//! Keeps a machine's clock in step with the server's, by what the server's replies tell.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::clock_belief::{Belief, Known, SLACK, to_apply};
use crate::offset_range::{difference, nanos, shifted};
use crate::{ClockEstimate, ClockSample, Timestamp};

/// How far the server's clock is ahead of this machine's: learnt from samples, and applied to the
/// time that requests are signed with.
///
/// Share one among all threads that sign for a server. While the clocks agree, reading it is one
/// atomic load.
///
/// # How it learns
///
/// Each sample says between which two values the difference lies; the estimate is what all of them
/// allow, wider by half a millisecond for each second since. So the exact samples decide, the vague
/// ones do no harm, and as long as all are true, so is the estimate, whatever the way there and back
/// took. When it has grown vaguer than 30 s (after 16 hours without a sample), it is dropped.
///
/// An estimate is on trial until a reply to a request that the server let in agrees with it. What is
/// held against it, the rival, is kept beside it:
///
/// - **A step** shows as a sample that can't be true if the estimate is. It is the rival, and a second
///   one that agrees with it takes the estimate's place. If the server refused the request, and by its
///   own time the timestamp was outside the window, that happens at once, without a second one.
/// - **A wrong sample** is a rival, too, and dropped when the next one agrees with the estimate. One
///   that contradicts itself is dropped at once: the server let the request in, and by the time that
///   it tells it couldn't have.
/// - **A refusal that no time explains** is held against what the request was signed by
///   ([`distrust`](Self::distrust)): an estimate that was confirmed is in doubt, and any other
///   gives way to its rival, or to the machine's own clock if there is none. So a
///   wrong sample that was taken costs one refusal, and an outdated estimate two, even if no refusal
///   ever tells a time.
/// - **The header `Date`**, which others than the server write too, moves only what is signed by
///   after a refusal, and gives way to what the server tells itself.
/// - **A clock that is set back** makes it forget all: it can't know by how much.
///
/// # What it corrects
///
/// Nothing that is less than 5 s off, and no further by less than that: corrected times don't jump
/// because a reply was slow.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use m7_auth::{ClockOffset, ClockSample, ServerTime, Standing, Timestamp};
///
/// let offset = ClockOffset::new();
/// // This machine's clock is 20 minutes behind, so the request is refused.
/// let sent = SystemTime::UNIX_EPOCH + Duration::from_secs(1_616_408_549);
/// let signed = Timestamp::from_system_time(offset.corrected(sent))?;
/// let (ahead, way) = (Duration::from_secs(1200), Duration::from_millis(10));
/// let server = ServerTime::Start(sent + way + ahead);
///
/// let sample = ClockSample::new(sent, sent + 2 * way, server)?;
/// offset.note(&sample, Standing::Refused(signed));
/// assert_eq!(offset.corrected(sent).duration_since(sent)?.as_secs(), 1200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct ClockOffset {
    /// What is added to the clock, in nanoseconds. Written only while `known` is locked.
    applied: AtomicI64,
    known: Mutex<Known>,
}

/// What the server made of the request whose reply a sample is from, and what it was signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was let in: its timestamp was inside the window.
    Accepted(Timestamp),
    /// It was refused, and its timestamp may be the reason.
    Refused(Timestamp),
    /// Nothing that says something of its timestamp.
    Unknown,
}

impl ClockOffset {
    /// Knows nothing, and corrects nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// What to sign with when this machine's clock shows `local`.
    pub fn corrected(&self, local: SystemTime) -> SystemTime {
        // Nothing else is read by it, so there is nothing for a stronger ordering to publish.
        if self.applied.load(Ordering::Relaxed) == 0 {
            return local;
        }
        let mut known = self.known();
        known.forget_what_is_outdated(local);
        self.apply(&known);
        shifted(local, self.applied.load(Ordering::Relaxed))
    }

    /// What is known when this machine's clock shows `local`. `None` if nothing is.
    pub fn estimate(&self, local: SystemTime) -> Option<ClockEstimate> {
        let mut known = self.known();
        known.forget_what_is_outdated(local);
        self.apply(&known);
        let Belief { aged, .. } = known.estimate?;
        let is_confirmed = known.is_beyond_dispute();
        Some(ClockEstimate::new(
            aged.range_at(local),
            aged.at,
            is_confirmed,
        ))
    }

    /// Learns from a sample.
    pub fn note(&self, sample: &ClockSample, standing: Standing) {
        let contradicts_itself = match standing {
            Standing::Accepted(signed) => sample.server.lag_of(signed).is_beyond_doubt(),
            Standing::Refused(_) | Standing::Unknown => false,
        };
        if !contradicts_itself {
            let mut known = self.known();
            known.forget_what_is_outdated(sample.received);
            known.note(sample, standing);
            self.apply(&known);
        }
    }

    /// Learns that the server refused, as it does for a timestamp outside the window, a request that
    /// was `sent` by this machine's clock and `signed` with that time, and told no time of its own
    /// that says why or rules it out. Returns whether requests are signed by another time now.
    pub fn distrust(&self, sent: SystemTime, signed: Timestamp) -> bool {
        let mut known = self.known();
        known.forget_what_is_outdated(sent);
        self.apply(&known);
        let applied = self.applied.load(Ordering::Relaxed);
        let other = to_apply(known.rival, applied);
        if applied.abs_diff(other) <= nanos(SLACK).unsigned_abs() {
            return false;
        }
        let signed_by = difference(signed.into(), sent);
        if signed_by.abs_diff(other) < signed_by.abs_diff(applied) {
            // It was on its way when what is signed by was changed.
            return true;
        }
        let has_changed = known.distrust();
        self.apply(&known);
        has_changed
    }

    fn apply(&self, known: &Known) {
        let applied = self.applied.load(Ordering::Relaxed);
        self.applied
            .store(to_apply(known.estimate, applied), Ordering::Relaxed);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Every change of it is complete in itself, so a panic elsewhere leaves it whole.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ClockOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let applied = self.applied.load(Ordering::Relaxed);
        f.debug_struct("ClockOffset")
            .field("applied_nanos", &applied)
            .finish_non_exhaustive()
    }
}
