//! How far the server's clock is ahead of this machine's, as far as is known.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::offset_range::{OffsetRange, shifted};

/// How far the server's clock is ahead of this machine's (negative: behind it), as far as is known.
///
/// It holds as of the time that it was asked for: the older its last sample, the more it is in
/// doubt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClockEstimate {
    range: OffsetRange,
    sampled_at: SystemTime,
    is_confirmed: bool,
}

impl ClockEstimate {
    pub(crate) fn new(range: OffsetRange, sampled_at: SystemTime, is_confirmed: bool) -> Self {
        Self {
            range,
            sampled_at,
            is_confirmed,
        }
    }

    /// How far the server's clock is ahead, in nanoseconds; negative if it is behind.
    pub fn offset_nanos(&self) -> i64 {
        self.range.middle()
    }

    /// How far the server's clock is ahead, in seconds; negative if it is behind.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a day in nanoseconds has 47 bits, and f64 holds 53"
    )]
    pub fn offset_seconds(&self) -> f64 {
        self.offset_nanos() as f64 / 1e9
    }

    /// How far the clocks are apart, whichever is ahead.
    pub fn distance(&self) -> Duration {
        Duration::from_nanos(self.offset_nanos().unsigned_abs())
    }

    /// How much the difference may be more or less than [`offset_nanos`](Self::offset_nanos): half
    /// of the time that the best exchange spent on its way, and half a millisecond for each second
    /// since.
    pub fn uncertainty(&self) -> Duration {
        self.range.doubt()
    }

    /// When the last reply that it rests on arrived, by this machine's clock.
    pub fn sampled_at(&self) -> SystemTime {
        self.sampled_at
    }

    /// Whether more may rest on it than what requests are signed by: two replies of the service itself
    /// tell the same (not the header `Date`, which others write too), the latter to a request that it
    /// let in, and none has told otherwise since.
    pub fn is_confirmed(&self) -> bool {
        self.is_confirmed
    }

    /// What the server's clock shows when this machine's shows `local`.
    pub fn server_time(&self, local: SystemTime) -> SystemTime {
        shifted(local, self.offset_nanos())
    }

    /// The earliest that the server's clock may show when this machine's shows `local`.
    pub fn earliest_server_time(&self, local: SystemTime) -> SystemTime {
        let time = self.server_time(local);
        time.checked_sub(self.uncertainty()).unwrap_or(time)
    }

    /// The latest that the server's clock may show when this machine's shows `local`.
    pub fn latest_server_time(&self, local: SystemTime) -> SystemTime {
        let time = self.server_time(local);
        time.checked_add(self.uncertainty()).unwrap_or(time)
    }
}

/// As `+1200.003 s ± 0.002 s`.
impl fmt::Display for ClockEstimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (offset, doubt) = (self.offset_seconds(), self.uncertainty().as_secs_f64());
        write!(f, "{offset:+.3} s ± {doubt:.3} s")
    }
}

impl fmt::Debug for ClockEstimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClockEstimate")
            .field("offset", &format_args!("{self}"))
            .field("sampled_at", &self.sampled_at)
            .finish_non_exhaustive()
    }
}
