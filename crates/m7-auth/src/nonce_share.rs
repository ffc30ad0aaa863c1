//! Which of the 10⁶ nonces of a second belong to this process.

use std::fmt;

use thiserror::Error;

use crate::Nonce;

/// One of `count` equal parts of the nonces, so that processes that sign for the same appkey never
/// use the same one.
///
/// Part `index` holds the nonces whose remainder by `count` is `index`: the parts don't overlap,
/// and together they are all 10⁶. Each process of a fleet takes an index of its own:
///
/// ```
/// use m7_auth::{NonceAllocator, NonceShare};
///
/// // The third of eight workers.
/// let nonces = NonceAllocator::new(NonceShare::new(2, 8)?);
/// # Ok::<(), m7_auth::NonceShareError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NonceShare {
    index: u32,
    count: u32,
}

impl NonceShare {
    /// All nonces: for the only process that signs for an appkey.
    pub const WHOLE: Self = Self { index: 0, count: 1 };

    /// Part `index` (from 0) of `count`.
    ///
    /// # Errors
    ///
    /// If `index` isn't below `count`, or `count` is more than the 10⁶ nonces that there are.
    pub fn new(index: u32, count: u32) -> Result<Self, NonceShareError> {
        if count > Nonce::COUNT {
            Err(NonceShareError::TooManyShares { count })
        } else if index >= count {
            Err(NonceShareError::NoSuchShare { index, count })
        } else {
            Ok(Self { index, count })
        }
    }

    /// Which part this is, from 0.
    pub fn index(self) -> u32 {
        self.index
    }

    /// Into how many parts the nonces are split.
    pub fn count(self) -> u32 {
        self.count
    }

    /// How many nonces of each second are in this part.
    pub fn size(self) -> u32 {
        (Nonce::COUNT - self.index).div_ceil(self.count)
    }

    /// The nonce at `position` (below [`size`](Self::size)) of this part.
    pub(crate) fn nonce_at(self, position: u32) -> Nonce {
        debug_assert!(
            position < self.size(),
            "position {position} is outside {self}"
        );
        let value = self.index + self.count * position;
        Nonce::new(value).unwrap_or_else(|_| unreachable!("{value} is outside {self}"))
    }
}

impl Default for NonceShare {
    fn default() -> Self {
        Self::WHOLE
    }
}

/// As `3/8`, counted from 1: the third of eight.
impl fmt::Display for NonceShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.count)
    }
}

/// Why there is no such share.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NonceShareError {
    /// The index isn't below the count.
    #[error("there is no share {index} of {count}: shares are numbered from 0, below their count")]
    NoSuchShare {
        /// The index that was asked for.
        index: u32,
        /// The count that was asked for.
        count: u32,
    },
    /// More shares than nonces.
    #[error("{count} shares are more than the 1000000 nonces of a second")]
    TooManyShares {
        /// The count that was asked for.
        count: u32,
    },
}
