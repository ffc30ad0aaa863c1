//! What one exchange with the server tells of its clock.

use std::time::{Duration, SystemTime};

use thiserror::Error;

use crate::offset_range::{OffsetRange, difference, nanos};
use crate::{ServerTime, Timestamp};

/// A difference that is known less exactly than this is as good as unknown: together with 120 s of
/// borrowed nonces it must stay well inside the window of 300 s.
pub(crate) const MOST_DOUBT: Duration = Duration::from_secs(30);

/// Clocks that differ by more are not corrected: what is that far off is a clock that nobody has
/// set, or a reply that is old or made up.
pub(crate) const MOST_OFFSET: Duration = Duration::from_secs(24 * 60 * 60);

/// How much two clocks drift apart at most in this time: 500 ppm, as fast as a kernel lets its clock
/// be slewed (`adjtime`), and more than any crystal's error.
pub(crate) fn drift_in(nanos: u64) -> Duration {
    Duration::from_nanos(nanos / 2_000)
}

/// What one exchange with the server tells of how far its clock is ahead of this machine's.
///
/// The server looked at its clock at some moment between sending and receiving. So with a reading
/// `r`, the difference is at least `r − received` and at most `r − sent`, however the time on the way
/// is divided between there and back. With two readings, at the start and at the end, what both
/// allow is left: NTP's `((start − sent) + (end − received)) / 2`, give or take half of what wasn't
/// spent at the server (RFC 5905 §8).
#[derive(Clone, Copy, Debug)]
pub struct ClockSample {
    pub(crate) range: OffsetRange,
    pub(crate) received: SystemTime,
    pub(crate) server: ServerTime,
}

impl ClockSample {
    /// The sample of an exchange: when the request was `sent` and its reply was `received`, both by
    /// the clock that requests are signed by, uncorrected, and what the reply tells of the `server`.
    ///
    /// # Errors
    ///
    /// If nothing can be learnt from it.
    pub fn new(
        sent: SystemTime,
        received: SystemTime,
        server: ServerTime,
    ) -> Result<Self, UnusableSample> {
        let Ok(elapsed) = received.duration_since(sent) else {
            return Err(UnusableSample::SteppedBack);
        };
        let (first, last, unit) = server.readings();
        for time in [first, last] {
            Timestamp::from_system_time(time).map_err(|_| UnusableSample::NoTime)?;
        }
        let high = |reading| difference(reading, sent).saturating_add(nanos(unit));
        let range = OffsetRange::new(difference(last, received), high(first))
            // More time passed there than here: one of the clocks was stepped, or runs at another
            // pace. What it showed last is then nearest to what it shows now.
            .or_else(|| OffsetRange::new(difference(last, received), high(last)))
            .ok_or(UnusableSample::NoTime)?
            .widened(drift_in(nanos(elapsed).unsigned_abs()));
        if range.middle().unsigned_abs() > nanos(MOST_OFFSET).unsigned_abs() {
            return Err(UnusableSample::TooFar);
        }
        if range.doubt() > MOST_DOUBT {
            return Err(UnusableSample::TooVague);
        }
        Ok(Self {
            range,
            received,
            server,
        })
    }
}

/// Why nothing can be learnt from an exchange.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnusableSample {
    /// The reply arrived before its request was sent, by this machine's clock.
    #[error("this machine's clock was set back in the meantime")]
    SteppedBack,
    /// The server's time is none that a request could be signed with.
    #[error("the server's time is outside 2001 to 2286")]
    NoTime,
    /// The clocks differ by more than is corrected.
    #[error("the clocks differ by more than {} hours", MOST_OFFSET.as_secs() / 3600)]
    TooFar,
    /// The exchange took so long that it says too little.
    #[error(
        "the exchange took so long that the clocks are only known to within more than {MOST_DOUBT:?}"
    )]
    TooVague,
}
