//! The account and the time that requests are signed for.

use m7_auth::{Credentials, Nonce, NonceAllocator, Timestamp};

/// The account of the vendor's SIP page, with the secret of its authorization page.
pub fn credentials() -> Credentials {
    Credentials::new("2000113", "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3")
        .unwrap_or_else(|error| unreachable!("both are as they should be: {error}"))
}

/// Timestamps and nonces for as many requests as a benchmark makes.
///
/// A loop signs more requests in a second than there are nonces, so here time passes by count: one
/// second for every 400,000 requests, which leaves nonces for two threads.
pub struct Requests<'n> {
    nonces: &'n NonceAllocator,
    now: Timestamp,
    left: u32,
}

impl<'n> Requests<'n> {
    const PER_SECOND: u32 = 400_000;

    /// Starts at the timestamp of the SIP page's first example.
    pub fn new(nonces: &'n NonceAllocator) -> Self {
        Self {
            nonces,
            now: timestamp(1_616_408_549),
            left: Self::PER_SECOND,
        }
    }

    /// What the next request is signed with.
    pub fn take(&mut self) -> (Timestamp, Nonce) {
        if self.left == 0 {
            self.now = timestamp(self.now.unix_seconds() + 1);
            self.left = Self::PER_SECOND;
        }
        self.left -= 1;
        self.nonces
            .allocate(self.now)
            .unwrap_or_else(|error| unreachable!("time passes fast enough: {error}"))
    }
}

/// A timestamp of so many Unix seconds.
pub fn timestamp(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds)
        .unwrap_or_else(|error| unreachable!("benches stay in this century: {error}"))
}
