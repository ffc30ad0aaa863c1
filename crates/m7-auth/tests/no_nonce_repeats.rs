//! One allocator never hands out the same timestamp and nonce twice: not across threads, not when a
//! second is used up, not when the clock is stepped.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests may fail where it stands"
)]

use std::collections::{BTreeMap, HashSet};
use std::sync::Barrier;
use std::thread;

use m7_auth::{Nonce, NonceAllocator, NonceShare, Timestamp};
use proptest::prelude::*;

const NOW: u64 = 1_616_408_549;

fn at(second: u64) -> Timestamp {
    Timestamp::from_unix_seconds(second).unwrap()
}

/// Which nonces of which second were seen.
#[derive(Default)]
struct Seen(BTreeMap<u64, Vec<bool>>);

impl Seen {
    fn add(&mut self, (timestamp, nonce): (Timestamp, Nonce)) {
        let nonces = self
            .0
            .entry(timestamp.unix_seconds())
            .or_insert_with(|| vec![false; Nonce::COUNT as usize]);
        let seen = &mut nonces[nonce.value() as usize];
        assert!(!*seen, "{nonce} was handed out twice for {timestamp}");
        *seen = true;
    }

    fn count_of(&self, second: u64) -> usize {
        self.0
            .get(&second)
            .map_or(0, |nonces| nonces.iter().filter(|seen| **seen).count())
    }
}

#[test]
fn across_eight_threads_to_the_last_of_a_second_and_beyond() {
    const THREADS: usize = 8;
    // A quarter more than a second has: the rest is borrowed from the second before.
    const EACH: usize = 1_250_000 / THREADS;

    let allocator = NonceAllocator::new(NonceShare::WHOLE);
    let together = Barrier::new(THREADS);
    let allocated: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    together.wait();
                    (0..EACH)
                        .map(|_| allocator.allocate(at(NOW)).unwrap())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });

    let mut seen = Seen::default();
    for pair in allocated {
        seen.add(pair);
    }
    assert_eq!(seen.count_of(NOW), 1_000_000);
    assert_eq!(seen.count_of(NOW - 1), 250_000);
    assert_eq!(seen.0.len(), 2);
}

#[test]
fn borrowing_ends_120_seconds_back_with_an_error_that_says_what_to_do() {
    let share = NonceShare::new(0, 400_000).unwrap();
    let size = u64::from(share.size());
    assert_eq!(size, 3);
    let allocator = NonceAllocator::new(share);

    let mut seen = Seen::default();
    for _ in 0..121 * size {
        seen.add(allocator.allocate(at(NOW)).unwrap());
    }
    assert_eq!(seen.0.keys().next(), Some(&(NOW - 120)));
    assert_eq!(seen.0.keys().last(), Some(&NOW));

    let error = allocator.allocate(at(NOW)).unwrap_err();
    assert_eq!(error.share, share);
    assert_eq!(error.now, at(NOW));
    assert_eq!(
        error.to_string(),
        "all nonces of share 1/400000 are used up for second 1616408549 and the 120 s before it: \
         stay below 3 requests a second on average, or give this process a larger share",
    );

    // The next second brings its own nonces, and no more.
    for _ in 0..size {
        let pair = allocator.allocate(at(NOW + 1)).unwrap();
        assert_eq!(pair.0, at(NOW + 1));
        seen.add(pair);
    }
    assert!(allocator.allocate(at(NOW + 1)).is_err());
}

#[test]
fn nothing_is_borrowed_from_before_the_first_timestamp_of_ten_digits() {
    let allocator = NonceAllocator::new(NonceShare::new(0, Nonce::COUNT).unwrap());
    assert_eq!(
        allocator.allocate(Timestamp::MIN).unwrap().0,
        Timestamp::MIN
    );
    assert!(allocator.allocate(Timestamp::MIN).is_err());
}

#[test]
fn seconds_that_share_a_slot_of_the_memory_are_kept_apart() {
    // After 1024 s a slot is used again. A second that begins there begins with all its nonces.
    let share = NonceShare::new(0, 250_000).unwrap();
    let allocator = NonceAllocator::new(share);
    let mut seen = Seen::default();
    for second in (NOW..).step_by(1024).take(5) {
        for _ in 0..share.size() {
            let pair = allocator.allocate(at(second)).unwrap();
            assert_eq!(pair.0, at(second));
            seen.add(pair);
        }
    }
}

proptest! {
    /// The clock is stepped at random within 15 minutes, and the share is so small that seconds are
    /// used up all the time.
    #[test]
    fn whatever_the_clock_does(
        count in 100_000..=Nonce::COUNT,
        seconds in prop::collection::vec(NOW..NOW + 900 - 120, 1..400),
    ) {
        let allocator = NonceAllocator::new(NonceShare::new(count - 1, count)?);
        let mut seen = HashSet::new();
        for second in seconds {
            if let Ok((timestamp, nonce)) = allocator.allocate(at(second)) {
                prop_assert!((second - 120..=second).contains(&timestamp.unix_seconds()));
                prop_assert_eq!(nonce.value() % count, count - 1);
                prop_assert!(seen.insert((timestamp, nonce)), "{} {}", timestamp, nonce);
            }
        }
    }
}

#[test]
fn two_allocators_do_not_walk_in_step() {
    // With the same order, all pairs would be equal; with independent ones, about one in a million.
    let (one, other) = (
        NonceAllocator::new(NonceShare::WHOLE),
        NonceAllocator::new(NonceShare::WHOLE),
    );
    let equal = (0..10_000)
        .filter(|_| one.allocate(at(NOW)).unwrap() == other.allocate(at(NOW)).unwrap())
        .count();
    assert!(equal < 10, "{equal} of 10000 pairs are equal");
}
