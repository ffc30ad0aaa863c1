//! How many attempts a client may make again altogether.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// How many attempts a client may make again altogether, so that an outage isn't multiplied.
///
/// A token bucket that all calls of a client share: each further attempt of any call takes a token,
/// and what comes in are tokens for calls that are made and for time that passes. While the service
/// is well the bucket is full; when all calls fail, a client soon sends little more than it would
/// without retries. A call that finds the bucket empty fails with what its last attempt brought,
/// and says so.
///
/// Three things take none: to look whether an ambiguous write took effect; to sign anew by the
/// server's clock, which a call does twice at most; and to try again what had failed before anything
/// was tried on the network, for want of a nonce.
///
/// | | default |
/// |---|---|
/// | burst: tokens that the bucket holds, and begins with | 20 |
/// | per call | 0.1 |
/// | per second | 1 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryBudget {
    burst: f64,
    per_call: f64,
    per_second: f64,
}

impl RetryBudget {
    /// No bounds but those of each call's [`RetryPolicy`](crate::RetryPolicy).
    pub fn unlimited() -> Self {
        Self {
            burst: f64::INFINITY,
            ..Self::default()
        }
    }

    /// This budget with a bucket of so many tokens.
    #[must_use]
    pub fn with_burst(self, tokens: u32) -> Self {
        let burst = tokens.into();
        Self { burst, ..self }
    }

    /// This budget with so many tokens for each call: 0.1 allows one attempt more for ten calls.
    #[must_use]
    pub fn with_per_call(self, tokens: f64) -> Self {
        let per_call = tokens;
        Self { per_call, ..self }
    }

    /// This budget with so many tokens for each second.
    #[must_use]
    pub fn with_per_second(self, tokens: f64) -> Self {
        let per_second = tokens;
        Self { per_second, ..self }
    }

    /// Whether the bucket can be filled like this.
    pub(crate) fn is_usable(&self) -> bool {
        [self.per_call, self.per_second]
            .iter()
            .all(|tokens| tokens.is_finite() && *tokens >= 0.0)
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self {
            burst: 20.0,
            per_call: 0.1,
            per_second: 1.0,
        }
    }
}

/// The bucket of one client.
pub(crate) struct Bucket {
    budget: RetryBudget,
    /// Calls that haven't brought their tokens yet. A call that needs no further attempt touches
    /// nothing else.
    calls: AtomicU64,
    level: Mutex<Level>,
}

struct Level {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        Self {
            budget,
            calls: AtomicU64::new(0),
            level: Mutex::new(Level {
                tokens: budget.burst,
                at: Instant::now(),
            }),
        }
    }

    /// A call is made.
    pub(crate) fn note_call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes the token for a further attempt; `false` if there is none.
    pub(crate) fn draw(&self) -> bool {
        self.draw_at(Instant::now())
    }

    fn draw_at(&self, now: Instant) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "no client makes 2⁵³ calls")]
        let calls = self.calls.swap(0, Ordering::Relaxed) as f64;
        let RetryBudget {
            burst,
            per_call,
            per_second,
        } = self.budget;
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = now.saturating_duration_since(level.at).as_secs_f64();
        level.tokens = (level.tokens + calls * per_call + seconds * per_second).min(burst);
        level.at = level.at.max(now);
        let is_there = level.tokens >= 1.0;
        if is_there {
            level.tokens -= 1.0;
        }
        is_there
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn drawn(bucket: &Bucket, now: Instant) -> usize {
        (0..1000).filter(|_| bucket.draw_at(now)).count()
    }

    #[test]
    fn it_holds_a_burst_and_fills_with_time_and_calls() {
        let bucket = Bucket::new(RetryBudget::default());
        let now = bucket.level.lock().unwrap().at;
        assert_eq!(drawn(&bucket, now), 20);
        assert_eq!(drawn(&bucket, now + Duration::from_secs(3)), 3);
        for _ in 0..45 {
            bucket.note_call();
        }
        assert_eq!(drawn(&bucket, now + Duration::from_secs(3)), 4);
        let an_hour_later = now + Duration::from_secs(3600);
        assert_eq!(drawn(&bucket, an_hour_later), 20);
        // A clock reading from before takes nothing away.
        assert_eq!(drawn(&bucket, now), 0);
    }

    #[test]
    fn none_and_any_number_can_be_allowed() {
        let none = RetryBudget::default().with_burst(0);
        assert!(!Bucket::new(none).draw());
        let bucket = Bucket::new(RetryBudget::unlimited());
        assert_eq!(drawn(&bucket, Instant::now()), 1000);
    }

    #[test]
    fn only_amounts_can_be_filled_in() {
        for odd in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(!RetryBudget::default().with_per_call(odd).is_usable());
            assert!(!RetryBudget::default().with_per_second(odd).is_usable());
        }
        assert!(RetryBudget::unlimited().is_usable());
    }
}
