//! The time of signing: Unix seconds in exactly ten digits.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use thiserror::Error;

/// A time in Unix seconds that is written with exactly ten digits, as `m7-timestamp` wants it.
///
/// That is every second from 2001-09-09 to 2286-11-20. Source: the vendor's authorization page;
/// samples on its other pages show 13 digits (milliseconds), and [`TimestampError::Milliseconds`]
/// names that mistake.
///
/// ```
/// use m7_auth::Timestamp;
///
/// let at = Timestamp::from_unix_seconds(1_616_408_549)?;
/// assert_eq!(at.to_string(), "1616408549");
/// assert_eq!("1616408549".parse::<Timestamp>()?, at);
/// # Ok::<(), m7_auth::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// How many digits a timestamp has.
    pub(crate) const DIGITS: usize = 10;

    /// The earliest time with ten digits, 2001-09-09T01:46:40Z.
    pub const MIN: Self = Self(1_000_000_000);
    /// The latest time with ten digits, 2286-11-20T17:46:39Z.
    pub const MAX: Self = Self(9_999_999_999);

    /// Takes a time in whole seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// If it hasn't ten digits; 13 digits are named as milliseconds.
    pub fn from_unix_seconds(seconds: u64) -> Result<Self, TimestampError> {
        match seconds {
            1_000_000_000..=9_999_999_999 => Ok(Self(seconds)),
            1_000_000_000_000..=9_999_999_999_999 => Err(TimestampError::Milliseconds),
            _ => Err(TimestampError::NotTenDigits),
        }
    }

    /// Takes a clock's time, and drops the fraction of its second.
    ///
    /// # Errors
    ///
    /// If the time is before 2001 or after 2286: the clock was never set.
    pub fn from_system_time(time: SystemTime) -> Result<Self, TimestampError> {
        let since_epoch = time
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_err(|_| TimestampError::UnsetClock)?;
        match since_epoch.as_secs() {
            seconds @ 1_000_000_000..=9_999_999_999 => Ok(Self(seconds)),
            _ => Err(TimestampError::UnsetClock),
        }
    }

    /// The timestamp so many seconds before, if it has ten digits.
    pub(crate) fn earlier(self, seconds: u64) -> Option<Self> {
        let earlier = Self(self.0.saturating_sub(seconds));
        (earlier >= Self::MIN).then_some(earlier)
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub fn unix_seconds(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        // `u64::from_str` would let a plus sign pass.
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TimestampError::NotTenDigits);
        }
        match (text.len(), text.parse()) {
            (Self::DIGITS, Ok(seconds)) => Self::from_unix_seconds(seconds),
            // Milliseconds, but not ten digits behind zeros: what was signed is the text, and this
            // text is another one.
            (13, Ok(number)) if number >= 1_000_000_000_000 => Err(TimestampError::Milliseconds),
            _ => Err(TimestampError::NotTenDigits),
        }
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        Self::UNIX_EPOCH + Duration::from_secs(timestamp.0)
    }
}

/// Why a time can't stand in `m7-timestamp`.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampError {
    /// The number has 13 digits.
    #[error("the timestamp has 13 digits, so it counts milliseconds: divide by 1000")]
    Milliseconds,
    /// The number hasn't ten digits, or isn't a number.
    #[error("the timestamp isn't a number of ten digits: give Unix seconds, as `date +%s` does")]
    NotTenDigits,
    /// The clock shows a time before 2001 or after 2286.
    #[error("the clock shows a time outside 2001 to 2286: set this machine's clock")]
    UnsetClock,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_text_of_ten_digits_is_a_timestamp() {
        for text in ["0001616408549", "01616408549", "0616408549", "+616408549"] {
            let parsed = text.parse::<Timestamp>();
            assert_eq!(parsed, Err(TimestampError::NotTenDigits), "{text}");
        }
        let parsed = "1616408549000".parse::<Timestamp>();
        assert_eq!(parsed, Err(TimestampError::Milliseconds));
    }
}
