//! Keeps a machine's clock in step with the server's, by what the server's replies tell.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::clock_sample::{MOST_DOUBT, drift_in};
use crate::offset_range::{OffsetRange, difference, nanos, shifted};
use crate::{ClockEstimate, ClockSample, Timestamp};

/// What lies within this of the estimate isn't corrected further: so near, a timestamp is as good
/// as exact, and one that is moved with every reply goes back and forth for nothing.
const SLACK: Duration = Duration::from_secs(5);

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
/// - **A step** shows as a sample that can't be true if the estimate is. It is held, and a second one
///   that agrees with it takes the estimate's place. If the server refused the request, and by its
///   own time the timestamp was outside the window, that happens at once, without a second one.
/// - **A wrong sample** is held in the same way, and dropped when the next one agrees with the
///   estimate. One that contradicts itself is dropped at once: the server let the request in, and by
///   the time that it tells it couldn't have. Should a wrong sample have been taken, the next
///   request may be refused, and the refusal's time puts it right.
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

#[derive(Default)]
struct Known {
    estimate: Option<Aged>,
    /// What is held against the estimate.
    rival: Option<Aged>,
}

/// Where the difference lay at a time.
#[derive(Clone, Copy)]
struct Aged {
    range: OffsetRange,
    at: SystemTime,
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
        let estimate = known.estimate?;
        Some(ClockEstimate::new(estimate.range_at(local), estimate.at))
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

    fn apply(&self, known: &Known) {
        let applied = self.applied.load(Ordering::Relaxed);
        self.applied
            .store(known.to_apply(applied), Ordering::Relaxed);
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

impl Known {
    fn note(&mut self, sample: &ClockSample, standing: Standing) {
        let new = Aged {
            range: sample.range,
            at: sample.received,
        };
        let Some(estimate) = self.estimate else {
            self.estimate = Some(new);
            return;
        };
        if let Some(both) = estimate.and(new) {
            self.estimate = Some(both);
            self.rival = self.rival.filter(|rival| rival.and(new).is_some());
        } else if was_out_of_the_window(sample, standing) {
            // Should it be this one that is wrong, the next reply tells, and the old one is back.
            self.rival = Some(estimate);
            self.estimate = Some(new);
        } else if sample.server.is_date() {
            // Others than the service write that header too, and their clocks are none of ours.
        } else if self.rival.is_some_and(|rival| rival.is_near(new)) {
            let both = self.rival.take().and_then(|rival| rival.and(new));
            self.estimate = Some(both.unwrap_or(new));
        } else {
            self.rival = Some(new);
        }
    }

    fn forget_what_is_outdated(&mut self, local: SystemTime) {
        let is_current = |aged: &Aged| !aged.is_outdated(local);
        self.rival = self.rival.filter(is_current);
        self.estimate = self.estimate.filter(is_current);
    }

    /// What to add to the clock, where `applied` is added now.
    fn to_apply(&self, applied: i64) -> i64 {
        let Some(estimate) = self.estimate else {
            return 0;
        };
        let good_enough = estimate.range.widened(SLACK);
        [applied, 0]
            .into_iter()
            .find(|&offset| good_enough.contains(offset))
            .unwrap_or(estimate.range.middle())
    }
}

impl Aged {
    /// Where the difference lies when this machine's clock shows `local`.
    fn range_at(self, local: SystemTime) -> OffsetRange {
        let age = difference(local, self.at).unsigned_abs();
        self.range.widened(drift_in(age))
    }

    /// What both allow, at the later of their times.
    fn and(self, other: Self) -> Option<Self> {
        let at = self.at.max(other.at);
        let range = self.range_at(at).intersection(other.range_at(at))?;
        Some(Self { range, at })
    }

    /// Whether both may be of the same clock, were it running at some other pace.
    fn is_near(self, other: Self) -> bool {
        let wider = Self {
            range: self.range.widened(SLACK),
            ..self
        };
        wider.and(other).is_some()
    }

    /// Whether it is too old, or from a time that `local` hasn't reached: the clock was set back
    /// since. (Replies that are noted in another order than they came differ by less.)
    fn is_outdated(self, local: SystemTime) -> bool {
        self.range_at(local).doubt() > MOST_DOUBT || difference(self.at, local) > nanos(SLACK)
    }
}

/// Whether the server's own time says that the timestamp is why it refused the request.
fn was_out_of_the_window(sample: &ClockSample, standing: Standing) -> bool {
    match standing {
        Standing::Refused(signed) => sample.server.lag_of(signed).is_outside_window(),
        Standing::Accepted(_) | Standing::Unknown => false,
    }
}
