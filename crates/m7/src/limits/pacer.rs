//! Lets attempts begin at a rate.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::time;

/// How late a timer may wake up without slowing the rate: what was lost is made up for.
const MADE_UP_FOR: Duration = Duration::from_millis(10);

/// Lets attempts begin at a rate, in the order in which they asked.
pub(super) struct Pacer {
    /// Whoever is next holds this while it waits for its token, so that nobody overtakes it, and a
    /// token is taken only by an attempt that begins: one that is given up while it waits costs
    /// the others nothing.
    bucket: Mutex<Bucket>,
}

impl Pacer {
    pub(super) fn new(interval: Duration, burst: u32) -> Self {
        Self {
            bucket: Mutex::new(Bucket::new(interval, burst)),
        }
    }

    /// Takes a token if there is one and nobody waits for it.
    pub(super) fn try_pass(&self) -> bool {
        self.bucket
            .try_lock()
            .is_ok_and(|mut bucket| bucket.take(Instant::now()).is_ok())
    }

    /// Waits for a token, and takes it.
    pub(super) async fn pass(&self) {
        let mut bucket = self.bucket.lock().await;
        while let Err(due) = bucket.take(Instant::now()) {
            time::sleep_until(due.into()).await;
        }
    }
}

#[cfg(test)]
impl Pacer {
    /// How long it is until there is a token.
    pub(super) fn due_in(&self) -> Duration {
        let now = Instant::now();
        let bucket = self.bucket.try_lock().expect("nobody waits");
        let full_at = bucket.full_at.unwrap_or(now);
        full_at.duration_since(now).saturating_sub(bucket.tolerance)
    }
}

/// The token bucket, as the generic cell rate algorithm has it: instead of counting tokens, it
/// knows when it will be full again.
struct Bucket {
    interval: Duration,
    /// How long before the bucket is full again a token is left in it.
    tolerance: Duration,
    /// `None` before the first token was taken.
    full_at: Option<Instant>,
}

impl Bucket {
    fn new(interval: Duration, burst: u32) -> Self {
        let tolerance = interval.saturating_mul(burst - 1);
        Self {
            interval,
            tolerance: tolerance.saturating_add(MADE_UP_FOR),
            full_at: None,
        }
    }

    /// Takes a token, or says when there will be one.
    fn take(&mut self, now: Instant) -> Result<(), Instant> {
        let full_at = self.full_at.map_or(now, |full_at| full_at.max(now));
        let too_early = full_at.duration_since(now).saturating_sub(self.tolerance);
        if !too_early.is_zero() {
            return Err(now + too_early);
        }
        self.full_at = Some(full_at + self.interval);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_burst_passes_at_once_and_then_the_rate_holds() {
        let start = Instant::now();
        let mut bucket = Bucket::new(Duration::from_millis(200), 3);
        for _ in 0..3 {
            assert_eq!(bucket.take(start), Ok(()));
        }
        let due = bucket.take(start).unwrap_err();
        assert_eq!(due - start, Duration::from_millis(190));
        assert_eq!(bucket.take(due), Ok(()));
        let next = bucket.take(due).unwrap_err();
        assert_eq!(next - start, Duration::from_millis(390));
    }

    #[test]
    fn no_more_than_the_burst_is_saved_up() {
        let start = Instant::now();
        let mut bucket = Bucket::new(Duration::from_millis(200), 3);
        assert_eq!(bucket.take(start), Ok(()));
        let much_later = start + Duration::from_secs(3600);
        let passed = (0..10).filter(|_| bucket.take(much_later).is_ok()).count();
        assert_eq!(passed, 3);
    }

    proptest! {
        /// The law that the docs of `Rate` state, for all ways of asking.
        #[test]
        fn in_any_stretch_no_more_than_burst_and_rate_pass(
            interval in 1_u32..500,
            burst in 1_u32..20,
            steps in prop::collection::vec(0_u32..300, 1..200),
        ) {
            let interval = Duration::from_millis(interval.into());
            let mut bucket = Bucket::new(interval, burst);
            let mut now = Instant::now();
            let mut passed = Vec::new();
            for step in steps {
                now += Duration::from_millis(step.into());
                if bucket.take(now).is_ok() {
                    passed.push(now);
                }
            }
            for (first, from) in passed.iter().enumerate() {
                for (last, to) in passed.iter().enumerate().skip(first) {
                    let stretch = (*to - *from) + MADE_UP_FOR;
                    let most = f64::from(burst) + stretch.as_secs_f64() / interval.as_secs_f64();
                    let count = u32::try_from(last - first + 1).unwrap();
                    prop_assert!(f64::from(count) <= most + 1e-6, "{count} > {most}");
                }
            }
        }

        /// Whoever comes when it was told to passes.
        #[test]
        fn a_token_is_there_when_it_was_promised(
            interval in 1_u32..500, burst in 1_u32..20, count in 1_usize..50,
        ) {
            let mut bucket = Bucket::new(Duration::from_millis(interval.into()), burst);
            let mut now = Instant::now();
            for _ in 0..count {
                if let Err(due) = bucket.take(now) {
                    prop_assert!(due > now);
                    now = due;
                    prop_assert_eq!(bucket.take(now), Ok(()));
                }
            }
        }
    }
}
