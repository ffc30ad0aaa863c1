//! Waits that many clients don't all end at the same moment.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Draws random times. It needs no secrecy, only that two clients draw different ones.
pub(crate) struct Jitter(AtomicU64);

/// The step of splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Jitter {
    pub(crate) fn new() -> Self {
        // The standard library seeds this from the operating system's randomness; a fork has the
        // same keys to come, and the process id tells the two apart.
        Self::seeded(RandomState::new().hash_one(std::process::id()))
    }

    fn seeded(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// A time from zero up to `ceiling`, each as likely as any other.
    pub(crate) fn up_to(&self, ceiling: Duration) -> Duration {
        let drawn = mix(self.0.fetch_add(STEP, Ordering::Relaxed));
        // As many bits as a number below 1 has room for.
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64 exactly")]
        let part = (drawn >> 11) as f64 / (1_u64 << 53) as f64;
        Duration::try_from_secs_f64(ceiling.as_secs_f64() * part).unwrap_or(ceiling)
    }
}

/// The output function of splitmix64.
fn mix(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_spread_over_the_whole_time() {
        let jitter = Jitter::seeded(7);
        let mut tenths = [0; 10];
        for _ in 0..10_000 {
            let drawn = jitter.up_to(Duration::from_secs(1)).as_micros();
            tenths[usize::try_from(drawn / 100_000).unwrap()] += 1;
        }
        assert!(
            tenths.iter().all(|count| (850..1150).contains(count)),
            "{tenths:?}"
        );
    }

    #[test]
    fn nothing_is_too_short_or_too_long_to_draw_from() {
        let jitter = Jitter::new();
        assert_eq!(jitter.up_to(Duration::ZERO), Duration::ZERO);
        assert!(jitter.up_to(Duration::MAX) <= Duration::MAX);
    }
}
