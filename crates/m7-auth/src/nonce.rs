//! The number that makes two signs of one second differ.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A number of six digits, leading zeros included (source: the vendor's authorization page; the
/// SIP page's example has `025513`).
///
/// ```
/// use m7_auth::Nonce;
///
/// let nonce = Nonce::new(25_513)?;
/// assert_eq!(nonce.to_string(), "025513");
/// assert_eq!("025513".parse::<Nonce>()?, nonce);
/// # Ok::<(), m7_auth::NonceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nonce(u32);

impl Nonce {
    /// How many digits a nonce has.
    pub(crate) const DIGITS: usize = 6;
    /// How many nonces there are for one appkey and one second.
    pub const COUNT: u32 = 1_000_000;

    /// Takes a number below 10⁶.
    ///
    /// # Errors
    ///
    /// If it has more than six digits.
    pub fn new(value: u32) -> Result<Self, NonceError> {
        if value < Self::COUNT {
            Ok(Self(value))
        } else {
            Err(NonceError)
        }
    }

    /// The number, below 10⁶.
    pub fn value(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl FromStr for Nonce {
    type Err = NonceError;

    fn from_str(text: &str) -> Result<Self, NonceError> {
        // `u32::from_str` would let a plus sign pass.
        if text.len() != Self::DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NonceError);
        }
        text.parse().map_err(|_| NonceError).and_then(Self::new)
    }
}

/// The text or number isn't a nonce.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a nonce has exactly six digits, 000000 to 999999, leading zeros included")]
pub struct NonceError;
