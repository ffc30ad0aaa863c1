//! The account and the time that requests are signed for.

use m7_auth::{Credentials, NonceAllocator, NonceShare, Timestamp};

/// The account of the vendor's SIP page, with the secret of its authorization page.
///
/// # Panics
///
/// Never: both pass the checks of [`Credentials`].
pub fn credentials() -> Credentials {
    Credentials::new("2000113", "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3")
        .unwrap_or_else(|error| unreachable!("{error}"))
}

/// Nonces for as many requests as a benchmark makes.
///
/// A loop signs more requests in a real second than there are nonces, so its time passes by count:
/// one second for every half million requests.
pub struct Requests {
    nonces: NonceAllocator,
    second: u64,
    left: u32,
}

impl Requests {
    const PER_SECOND: u32 = 500_000;

    /// Starts at the timestamp of the SIP page's first example.
    pub fn new() -> Self {
        let nonces = NonceAllocator::new(NonceShare::WHOLE);
        Self {
            nonces,
            second: 1_616_408_549,
            left: Self::PER_SECOND,
        }
    }

    /// Timestamp and nonce of the next request.
    pub fn next(&mut self) -> (Timestamp, m7_auth::Nonce) {
        if self.left == 0 {
            self.second += 1;
            self.left = Self::PER_SECOND;
        }
        self.left -= 1;
        let now = Timestamp::from_unix_seconds(self.second)
            .unwrap_or_else(|error| unreachable!("{error}"));
        self.nonces
            .allocate(now)
            .unwrap_or_else(|error| unreachable!("{error}"))
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self::new()
    }
}
