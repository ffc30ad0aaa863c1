//! Why a request isn't accepted.

use thiserror::Error;

use crate::header;

/// Why a request isn't accepted, in the order in which it is checked.
///
/// The vendor documents three of these (clock, replay, sign) and no wording; the sentences are this
/// project's own. None of them holds the expected sign or the one that was presented.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A header isn't there.
    #[error("the header {header} is missing")]
    Missing {
        /// Its name, one of the constants in [`header`](crate::header).
        header: &'static str,
    },
    /// A header can't be what it should be.
    #[error("the header {header} is malformed: {reason}")]
    Malformed {
        /// Its name, one of the constants in [`header`](crate::header).
        header: &'static str,
        /// What is wrong with it.
        reason: Malformation,
    },
    /// The appkey isn't the account that the request is verified for.
    #[error("the header {} names an account that isn't known here", header::APPKEY)]
    UnknownAppkey,
    /// The timestamp is too far from the verifier's clock.
    #[error(
        "the header {} is {} s {} this clock, and at most 300 s are allowed: set the clock of the \
         machine that signs",
        header::TIMESTAMP,
        seconds.unsigned_abs(),
        if *seconds < 0 { "behind" } else { "ahead of" }
    )]
    OutsideWindow {
        /// Timestamp minus the verifier's time, in seconds: positive if the client is ahead.
        seconds: i64,
    },
    /// The sign isn't the one of appkey, timestamp and nonce under the account's secret.
    #[error(
        "the header {} is wrong: it must be base64(HMAC-SHA256(key = secret key, message = appkey \
         + timestamp + nonce)) of the very headers that are sent",
        header::SIGN
    )]
    WrongSign,
    /// The same timestamp and nonce were accepted before; or may have been, since the verifier's
    /// clock was set back to a time whose requests are forgotten.
    #[error(
        "a request with the same {} and {} was accepted before: sign every request anew",
        header::NONCE,
        header::SIGN
    )]
    Replayed,
    /// The guard against replays has no room to remember one more request.
    #[error(
        "{capacity} requests are remembered already, as many as there is room for, and one that \
         couldn't be remembered could be replayed: try again when some are five minutes old"
    )]
    ReplayGuardFull {
        /// How many requests the guard can remember.
        capacity: usize,
    },
}

/// What is wrong with a header's value.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformation {
    /// It is too long or too short.
    #[error("it has {found} characters instead of {expected}")]
    Length {
        /// How many bytes it has.
        found: usize,
        /// How many it must have.
        expected: usize,
    },
    /// It is the empty string.
    #[error("it is empty")]
    Empty,
    /// It has something else than decimal digits.
    #[error("it has something else than the digits 0 to 9")]
    NotDigits,
    /// A timestamp of 13 digits.
    #[error("it has 13 digits, so it counts milliseconds: Unix seconds (10 digits) are expected")]
    Milliseconds,
    /// A timestamp of ten digits that begins with 0, a time before 2001.
    #[error("it begins with 0: Unix seconds of today are expected")]
    LeadingZero,
    /// It has something else than visible ASCII characters.
    #[error("it has something else than visible ASCII characters")]
    NotVisibleAscii,
    /// It isn't base64 with the standard alphabet and padding.
    #[error("it isn't base64 (standard alphabet, with padding)")]
    NotBase64,
}
