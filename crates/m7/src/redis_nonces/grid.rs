//! How time and nonces are cut into what is leased.

use std::time::Duration;

use super::RedisNoncesError;

/// How many seconds a lease may be ahead of, or a process's clock differ from, Redis' time at most;
/// and the clock of a Redis from that of the one before it.
///
/// This and the longest block are what a Redis without data waits for, whatever it is asked for by
/// then. So they are no more than what a first start can be held up for.
const MOST_SKEW: u64 = 20;

/// How many seconds a block has at most.
const MOST_BLOCK: u64 = 10;

/// What was granted before Redis lost its data is over by so many seconds later, however the fleet
/// cut time: the clock may have gone back, a block may begin so far ahead, and has its length.
pub(super) const BEYOND: u64 = MOST_SKEW + MOST_SKEW + MOST_BLOCK;

/// How many seconds are leased at once, how many shares each second is cut into, and how far clocks
/// may differ. All processes of a fleet must cut alike: their grid is kept in Redis and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// How many seconds a block has.
    pub(super) block: u64,
    /// How many seconds clocks may differ.
    pub(super) skew: u64,
    /// How many shares a second is cut into.
    pub(super) shares: u32,
    /// How many of them, the first ones, are never leased.
    pub(super) reserved: u32,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            block: MOST_BLOCK,
            skew: MOST_SKEW,
            shares: 256,
            reserved: 16,
        }
    }
}

impl Grid {
    pub(super) fn check(self) -> Result<Self, RedisNoncesError> {
        let unusable = |reason: String| Err(RedisNoncesError::Settings(reason.into()));
        if self.block == 0 || self.block > MOST_BLOCK {
            return unusable(format!(
                "a block must have a second at least, and {MOST_BLOCK} s at most; it has {} s",
                self.block,
            ));
        }
        if self.skew < self.block || self.skew > MOST_SKEW {
            return unusable(format!(
                "the skew that is allowed must be at least a block ({} s), so that the next block can \
                 be leased ahead, and at most {MOST_SKEW} s; it is {} s",
                self.block, self.skew,
            ));
        }
        if self.shares > m7_auth::Nonce::COUNT || self.reserved >= self.shares {
            return unusable(format!(
                "of {} shares, {} are reserved: there must be one left to lease, and no more shares \
                 than the {} nonces of a second",
                self.shares,
                self.reserved,
                m7_auth::Nonce::COUNT,
            ));
        }
        Ok(self)
    }

    /// The block that this second is in.
    pub(super) fn block_of(self, second: u64) -> u64 {
        second / self.block
    }

    /// The first second of a block.
    pub(super) fn first_of(self, block: u64) -> u64 {
        block * self.block
    }

    /// The first block that begins at this second or later.
    pub(super) fn block_from(self, second: u64) -> u64 {
        second.div_ceil(self.block)
    }

    /// How long the first lease can take to be usable after Redis has lost what it knew.
    pub(super) fn longest_fence(self) -> Duration {
        // A clock that is behind waits for as much longer.
        Duration::from_secs(self.farthest_fence() + self.skew + self.block)
    }

    /// By how many seconds a fence is ahead of the time at which it is set, at most.
    pub(super) fn farthest_fence(self) -> u64 {
        BEYOND + self.block
    }

    /// As Redis keeps it. The first number is the version of the script.
    pub(super) fn text(self) -> String {
        format!(
            "2: blocks of {} s, skew {} s, {} shares, {} reserved",
            self.block, self.skew, self.shares, self.reserved
        )
    }
}
