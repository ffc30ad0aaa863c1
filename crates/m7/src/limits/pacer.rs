//! Lets attempts begin at a rate.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{self, Instant};

use super::Standing;

/// How late a timer may wake up without slowing the rate: what was lost is made up for.
const MADE_UP_FOR: Duration = Duration::from_millis(10);

/// Lets attempts begin at a rate, about in the order in which they asked.
///
/// Each is promised a moment, and sleeps until then by itself: one that nobody polls loses its
/// moment, and holds nobody else up.
pub(super) struct Pacer {
    books: Mutex<Books>,
}

struct Books {
    /// The moments that were promised. It is ahead of what has begun by those who wait.
    promised: Bucket,
    /// The attempts that have begun, by which the rate is kept, whoever comes when.
    begun: Bucket,
}

/// A moment that was promised. It is given back if it isn't made use of.
struct Promise<'a> {
    pacer: &'a Pacer,
    due: Instant,
    is_kept: bool,
}

impl Pacer {
    pub(super) fn new(interval: Duration, burst: u32) -> Self {
        let full = Bucket::new(interval, burst);
        Self {
            books: Mutex::new(Books {
                promised: full.clone(),
                begun: full,
            }),
        }
    }

    /// Takes a token if there is one that was promised to nobody.
    pub(super) fn try_pass(&self) -> bool {
        let now = Instant::now();
        let mut books = self.books();
        let is_free = books.promised.due(now) <= now && books.begun.take(now).is_ok();
        if is_free {
            books.promised.reserve(now);
        }
        is_free
    }

    /// Waits for a token, and takes it.
    pub(super) async fn pass(&self, standing: Standing) {
        let mut promise = self.promise();
        match standing {
            Standing::New => time::sleep_until(promise.due).await,
            // It takes the next token that there is, and the others find theirs later.
            Standing::Continued => {}
        }
        while let Err(due) = promise.keep() {
            time::sleep_until(due).await;
        }
    }

    fn promise(&self) -> Promise<'_> {
        let now = Instant::now();
        let mut books = self.books();
        // Whoever came late has moved everything that comes after.
        books.promised.full_at = books.promised.full_at.max(books.begun.full_at);
        Promise {
            pacer: self,
            due: books.promised.reserve(now),
            is_kept: false,
        }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // Every change is complete in itself, so a panic elsewhere leaves it whole.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Promise<'_> {
    /// Takes the token, or says when there will be one.
    fn keep(&mut self) -> Result<(), Instant> {
        self.pacer.books().begun.take(Instant::now())?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Promise<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.pacer.books().promised.give_back();
        }
    }
}

#[cfg(test)]
impl Pacer {
    /// How long it is until there is a token that was promised to nobody.
    pub(super) fn due_in(&self) -> Duration {
        let now = Instant::now();
        self.books().promised.due(now).duration_since(now)
    }
}

/// The token bucket, as the generic cell rate algorithm has it: instead of counting tokens, it
/// knows when it will be full again.
#[derive(Clone)]
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
        let due = self.due(now);
        if due > now {
            return Err(due);
        }
        self.reserve(now);
        Ok(())
    }

    /// When there is a token: now, at the earliest.
    fn due(&self, now: Instant) -> Instant {
        let full_at = self.full_at.map_or(now, |full_at| full_at.max(now));
        now + full_at.duration_since(now).saturating_sub(self.tolerance)
    }

    /// Takes the token that there is then, which is told.
    fn reserve(&mut self, now: Instant) -> Instant {
        let due = self.due(now);
        let full_at = self.full_at.map_or(now, |full_at| full_at.max(now));
        self.full_at = Some(full_at + self.interval);
        due
    }

    /// Puts one back that was reserved.
    fn give_back(&mut self) {
        self.full_at = self
            .full_at
            .and_then(|full_at| full_at.checked_sub(self.interval));
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
