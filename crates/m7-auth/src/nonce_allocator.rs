//! Hands out nonces so that none repeats within its second.

use std::array;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use thiserror::Error;

use crate::permutation::Permutation;
use crate::{Nonce, NonceShare, Timestamp};

/// How many seconds are remembered, one slot each.
///
/// A slot is found by its second modulo this number, so a second is forgotten when another one that
/// lies a multiple of 1024 s away takes its slot over. While the clock goes forward that does no
/// harm. Say the service accepted a request of second `s` at its time `t`: then `|s − t| ≤ 300`. A
/// second that `s` took over from is `s − 1024·k`, at most `t − 724`: from `t` on the service accepts
/// nothing from it, repeated or not. So a nonce that is forgotten can't be refused as a repeat.
///
/// Only a clock that is set ahead by a multiple of 1024 s, to the second, and back again within the
/// window could make a slot forget what still counts.
const REMEMBERED_SECONDS: usize = 1024;

/// A slot is the second that it counts for and how many nonces of it are taken: 34 bits hold the
/// latest timestamp, and 20 bits hold 10⁶.
const COUNT_BITS: u32 = 20;

/// Hands out the nonces of one [`NonceShare`], each at most once for a second.
///
/// There are only 10⁶ nonces for an appkey and a second. Drawn at random, they collide: about once
/// every 14 minutes at 50 requests a second, and the service refuses the second request as a
/// replay. Here they are allocated instead, in an order that is shuffled anew for every second, and
/// when a second's nonces are used up, the request is dated up to 120 s back, onto a second that
/// has some left.
///
/// Share one allocator among all threads that sign for an appkey (it is lock-free, and 8 KiB big).
/// Processes that sign for the same appkey at the same time need a share each; two allocators with
/// the same share know nothing of one another and collide as rarely, or as often, as random nonces.
/// A process that forks must make its allocator after the fork: parent and child with a copy of one
/// would hand out the same nonces.
///
/// # What is guaranteed
///
/// One allocator never hands out the same pair of timestamp and nonce twice, as long as the times
/// that it is asked for within ten minutes lie less than 900 s apart: then they and the seconds
/// borrowed from are all remembered. A clock that is stepped back and forth within that is no
/// problem. What a process handed out before it was restarted isn't remembered; the new order makes
/// a repeat as unlikely as a random draw would.
///
/// ```
/// use m7_auth::{Clock, NonceAllocator, NonceShare, SystemClock, Timestamp};
///
/// let nonces = NonceAllocator::new(NonceShare::WHOLE);
/// let now = Timestamp::from_system_time(SystemClock.now())?;
/// let (timestamp, nonce) = nonces.allocate(now)?;
/// assert_eq!(timestamp, now);
/// assert_eq!(nonce.to_string().len(), 6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct NonceAllocator {
    share: NonceShare,
    order: Permutation,
    slots: Box<[AtomicU64; REMEMBERED_SECONDS]>,
}

impl NonceAllocator {
    /// How far back a nonce may be borrowed. It leaves 180 s of the window of 300 s for the way to
    /// the service and for clocks that differ.
    pub const BORROWED_SECONDS: u64 = 120;

    /// An allocator of `share`, in an order of its own.
    pub fn new(share: NonceShare) -> Self {
        // The standard library seeds this from the operating system's randomness, and unlike a
        // direct call of that, it can't fail.
        let random = RandomState::new();
        // It seeds a thread once and counts from there, so that a fork has the same keys to come:
        // the process id tells the two apart.
        let process = std::process::id();
        let key = [0_u8, 1].map(|half| random.hash_one((process, half)));
        Self::with_key(share, key)
    }

    fn with_key(share: NonceShare, key: [u64; 2]) -> Self {
        Self {
            share,
            order: Permutation::new(share.size(), key),
            slots: Box::new(array::from_fn(|_| AtomicU64::new(0))),
        }
    }

    /// Which nonces this allocator hands out.
    pub fn share(&self) -> NonceShare {
        self.share
    }

    /// A nonce for a request that is signed `now`, and the timestamp that it must be signed with:
    /// `now`, or up to 120 s less when the nonces of `now` are used up.
    ///
    /// # Errors
    ///
    /// [`NoncesExhausted`] if the nonces of all those seconds are used up.
    pub fn allocate(&self, now: Timestamp) -> Result<(Timestamp, Nonce), NoncesExhausted> {
        let earliest = now.earlier(Self::BORROWED_SECONDS);
        self.allocate_between(earliest.unwrap_or(Timestamp::MIN), now)
            .ok_or(NoncesExhausted {
                share: self.share,
                now,
            })
    }

    /// A nonce of the latest second that has one left, from `latest` back to `earliest`; `None` if
    /// all of them are used up.
    ///
    /// For a share that is held for some seconds only. Whoever asks must see to it that `earliest`
    /// isn't so long ago that the service refuses the request.
    pub fn allocate_between(
        &self,
        earliest: Timestamp,
        latest: Timestamp,
    ) -> Option<(Timestamp, Nonce)> {
        (0..)
            .map_while(|back| latest.earlier(back).filter(|second| *second >= earliest))
            .find_map(|timestamp| {
                let second = timestamp.unix_seconds();
                let position = self.take(second)?;
                let nonce = self.share.nonce_at(self.order.at(second, position));
                Some((timestamp, nonce))
            })
    }

    /// The next position of `second` that nobody has taken, or `None` if all are taken.
    fn take(&self, second: u64) -> Option<u32> {
        // The slot is all that threads share (the order is fixed at construction), so there is
        // nothing else for a stronger ordering to publish.
        let slot = &self.slots[slot_of(second)];
        let mut seen = slot.load(Ordering::Relaxed);
        loop {
            let taken = taken_of(seen, second);
            if taken == self.order.size() {
                return None;
            }
            let next = second << COUNT_BITS | u64::from(taken + 1);
            match slot.compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Some(taken),
                Err(changed) => seen = changed,
            }
        }
    }
}

impl fmt::Debug for NonceAllocator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NonceAllocator")
            .field("share", &self.share)
            .finish_non_exhaustive()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the remainder is below 1024"
)]
fn slot_of(second: u64) -> usize {
    (second % REMEMBERED_SECONDS as u64) as usize
}

/// How many nonces of `second` a slot says are taken: none if it counts for another second.
fn taken_of(slot: u64, second: u64) -> u32 {
    if slot >> COUNT_BITS == second {
        (slot & ((1 << COUNT_BITS) - 1)) as u32
    } else {
        0
    }
}

/// Every nonce of the current second, and of all seconds that one may borrow from, is used up.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "all nonces of share {share} are used up for second {now} and the 120 s before it: stay below \
     {} requests a second on average, or give this process a larger share", share.size()
)]
#[non_exhaustive]
pub struct NoncesExhausted {
    /// The share that is used up.
    pub share: NonceShare,
    /// The second that a nonce was asked for.
    pub now: Timestamp,
}
