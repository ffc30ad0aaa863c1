//! The leases that this process holds.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use m7_auth::{Nonce, NonceAllocator, NonceShare, Timestamp};

use super::grid::Grid;

/// One share of one block of seconds.
struct Lease {
    block: u64,
    first: Timestamp,
    last: Timestamp,
    nonces: NonceAllocator,
    taken: AtomicU64,
    half: u64,
}

/// All leases that can still be used, those of the latest block first.
pub(super) struct Held {
    grid: Grid,
    leases: RwLock<Vec<Lease>>,
}

/// A nonce that a lease gave.
pub(super) struct Taken {
    pub(super) timestamp: Timestamp,
    pub(super) nonce: Nonce,
    /// Whether this was the one that makes it time to have another share of the same block.
    pub(super) halved: bool,
}

impl Held {
    pub(super) fn new(grid: Grid) -> Self {
        Self {
            grid,
            leases: RwLock::default(),
        }
    }

    /// A nonce for a request that is signed `now`: of `now` itself, or of the latest second before
    /// that is held and has one left.
    pub(super) fn take(&self, now: Timestamp) -> Option<Taken> {
        let earliest = earliest_for(now);
        self.read()
            .iter()
            .filter(|lease| lease.first <= now && lease.last >= earliest)
            .find_map(|lease| lease.take(earliest.max(lease.first), now.min(lease.last)))
    }

    /// Whether there is a lease for a request that is signed `now`, used up or not.
    pub(super) fn covers(&self, now: Timestamp) -> bool {
        let earliest = earliest_for(now);
        self.read()
            .iter()
            .any(|lease| lease.first <= now && lease.last >= earliest)
    }

    /// Whether there is no lease of `block`, or all of them are half used up.
    pub(super) fn wants(&self, block: u64) -> bool {
        self.read()
            .iter()
            .filter(|lease| lease.block == block)
            .all(Lease::is_half_used)
    }

    /// Takes a share of `block` that was granted, and lets go what can't be used any more at `now`.
    pub(super) fn hold(&self, block: u64, share: NonceShare, now: Timestamp) {
        let earliest = earliest_for(now);
        let mut leases = self.write();
        leases.retain(|lease| lease.last >= earliest);
        if let Some(lease) = Lease::new(self.grid, block, share) {
            let behind = leases.partition_point(|held| held.block >= block);
            leases.insert(behind, lease);
        }
    }

    /// The last second that is held.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.read().first().map(|lease| lease.last)
    }

    // A panic while it is locked leaves the list whole: it is only retained and inserted into.
    fn read(&self) -> RwLockReadGuard<'_, Vec<Lease>> {
        self.leases.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<Lease>> {
        self.leases.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// `None` for seconds that can't be signed, those before 2001 or after 2286.
    fn new(grid: Grid, block: u64, share: NonceShare) -> Option<Self> {
        let first = grid.first_of(block);
        Some(Self {
            block,
            first: Timestamp::from_unix_seconds(first).ok()?,
            last: Timestamp::from_unix_seconds(first + grid.block - 1).ok()?,
            nonces: NonceAllocator::new(share),
            taken: AtomicU64::new(0),
            half: (u64::from(share.size()) * grid.block / 2).max(1),
        })
    }

    fn take(&self, earliest: Timestamp, latest: Timestamp) -> Option<Taken> {
        let (timestamp, nonce) = self.nonces.allocate_between(earliest, latest)?;
        let taken = self.taken.fetch_add(1, Ordering::Relaxed) + 1;
        Some(Taken {
            timestamp,
            nonce,
            halved: taken == self.half,
        })
    }

    fn is_half_used(&self) -> bool {
        self.taken.load(Ordering::Relaxed) >= self.half
    }
}

/// The earliest second that a request which is signed `now` may be dated back to.
fn earliest_for(now: Timestamp) -> Timestamp {
    let earliest = now
        .unix_seconds()
        .saturating_sub(NonceAllocator::BORROWED_SECONDS);
    Timestamp::from_unix_seconds(earliest).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::HashSet;

    use super::*;

    const GRID: Grid = Grid {
        block: 10,
        skew: 20,
        shares: 100_000,
        reserved: 0,
    };

    fn at(second: u64) -> Timestamp {
        Timestamp::from_unix_seconds(1_700_000_000 + second).unwrap()
    }

    fn hold(held: &Held, second: u64, share: u32) {
        let block = GRID.block_of(at(second).unix_seconds());
        held.hold(block, NonceShare::new(share, 100_000).unwrap(), at(second));
    }

    #[test]
    fn only_seconds_that_are_held_are_signed() {
        let held = Held::new(GRID);
        assert!(held.take(at(5)).is_none());
        hold(&held, 10, 7);
        assert!(held.take(at(9)).is_none());
        assert_eq!(held.take(at(12)).unwrap().timestamp, at(12));
        // Ten nonces a second: the block's seconds before `now` first, and never those after.
        let mut seen = HashSet::new();
        while let Some(taken) = held.take(at(12)) {
            assert!((at(10)..=at(12)).contains(&taken.timestamp));
            assert_eq!(taken.nonce.value() % 100_000, 7);
            assert!(seen.insert((taken.timestamp, taken.nonce)));
        }
        assert_eq!(seen.len(), 29);
    }

    #[test]
    fn a_block_that_has_passed_serves_for_two_minutes_more() {
        let held = Held::new(GRID);
        hold(&held, 10, 7);
        assert_eq!(held.take(at(139)).unwrap().timestamp, at(19));
        assert!(held.take(at(140)).is_none());
        hold(&held, 140, 3);
        assert!(held.take(at(139)).is_none(), "it was let go");
    }

    #[test]
    fn the_latest_block_comes_first_whatever_the_order_of_grants() {
        let held = Held::new(GRID);
        for second in [20, 10, 30, 20] {
            hold(&held, second, 0);
        }
        assert_eq!(held.take(at(25)).unwrap().timestamp, at(25));
        assert_eq!(held.take(at(35)).unwrap().timestamp, at(35));
        assert_eq!(held.take(at(99)).unwrap().timestamp, at(39));
    }

    #[test]
    fn a_block_that_is_half_used_wants_another_share() {
        let held = Held::new(GRID);
        let block = GRID.block_of(at(10).unix_seconds());
        assert!(held.wants(block));
        hold(&held, 10, 7);
        assert!(!held.wants(block));
        let halved = (0..50)
            .map(|_| held.take(at(19)).unwrap().halved)
            .collect::<Vec<_>>();
        assert_eq!(halved.iter().filter(|halved| **halved).count(), 1);
        assert!(halved[49]);
        assert!(held.wants(block));
        hold(&held, 10, 8);
        assert!(!held.wants(block));
    }
}
