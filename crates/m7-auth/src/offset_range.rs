//! Between which two values the difference of two clocks lies.

use std::time::{Duration, SystemTime};

/// The difference of two clocks lies from `low` to `high`, in nanoseconds; `low` is never more than
/// `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OffsetRange {
    low: i64,
    high: i64,
}

impl OffsetRange {
    /// `None` if there is no such range.
    pub(crate) fn new(low: i64, high: i64) -> Option<Self> {
        (low <= high).then_some(Self { low, high })
    }

    /// What lies in both.
    pub(crate) fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.low.max(other.low), self.high.min(other.high))
    }

    /// With `by` more to both sides.
    pub(crate) fn widened(self, by: Duration) -> Self {
        let by = nanos(by);
        Self {
            low: self.low.saturating_sub(by),
            high: self.high.saturating_add(by),
        }
    }

    pub(crate) fn contains(self, offset: i64) -> bool {
        (self.low..=self.high).contains(&offset)
    }

    pub(crate) fn middle(self) -> i64 {
        self.low.midpoint(self.high)
    }

    /// How far the difference may be from the middle.
    pub(crate) fn doubt(self) -> Duration {
        // Rounded up, so that the middle and the doubt cover all of the range.
        Duration::from_nanos(self.high.abs_diff(self.low).div_ceil(2))
    }
}

/// `later − earlier` in nanoseconds, negative if `later` is the earlier one. What is too much for an
/// `i64` (292 years) is that end of it.
pub(crate) fn difference(later: SystemTime, earlier: SystemTime) -> i64 {
    match later.duration_since(earlier) {
        Ok(ahead) => nanos(ahead),
        Err(error) => -nanos(error.duration()),
    }
}

/// In whole nanoseconds, at most `i64::MAX`.
pub(crate) fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

/// `time + offset`, or `time` if that is no representable time.
pub(crate) fn shifted(time: SystemTime, offset: i64) -> SystemTime {
    let by = Duration::from_nanos(offset.unsigned_abs());
    let sum = if offset < 0 {
        time.checked_sub(by)
    } else {
        time.checked_add(by)
    };
    sum.unwrap_or(time)
}
