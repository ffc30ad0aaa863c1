//! How often an attempt is made again, and after how long.

use std::time::Duration;

/// How often a call is attempted, and how long it waits in between: exponential backoff with full
/// jitter.
///
/// Before the second attempt it waits a random time up to `base`, before the third up to twice as
/// long, and so on up to `cap`. What the server asks for by `Retry-After` comes on top, whatever the
/// cap. What is attempted again at all doesn't depend on this: see [`Outcome`](crate::Outcome).
///
/// | | default |
/// |---|---|
/// | attempts, the first included | 4 |
/// | base | 200 ms |
/// | cap | 10 s |
///
/// ```
/// use std::time::Duration;
/// use m7::RetryPolicy;
///
/// let patient = RetryPolicy::default().with_max_attempts(8).with_cap(Duration::from_secs(30));
/// assert_eq!(patient.base(), Duration::from_millis(200));
/// assert_eq!(RetryPolicy::never().max_attempts(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base: Duration,
    cap: Duration,
}

impl RetryPolicy {
    /// One attempt and no more, whatever becomes of it.
    pub fn never() -> Self {
        Self::default().with_max_attempts(1)
    }

    /// How often a call is attempted at most, the first time included.
    pub fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// How long the wait before the second attempt is at most.
    pub fn base(&self) -> Duration {
        self.base
    }

    /// How long any wait is at most, unless the server asks for more.
    pub fn cap(&self) -> Duration {
        self.cap
    }

    /// This policy with so many attempts at most. 0 is taken for 1.
    #[must_use]
    pub fn with_max_attempts(self, max_attempts: u32) -> Self {
        let max_attempts = max_attempts.max(1);
        Self {
            max_attempts,
            ..self
        }
    }

    /// This policy with another longest wait before the second attempt.
    #[must_use]
    pub fn with_base(self, base: Duration) -> Self {
        Self { base, ..self }
    }

    /// This policy with another longest wait.
    #[must_use]
    pub fn with_cap(self, cap: Duration) -> Self {
        Self { cap, ..self }
    }

    /// How long the wait is at most after so many attempts.
    pub(crate) fn ceiling(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        self.base.saturating_mul(1 << doublings).min(self.cap)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_cap() {
        let policy = RetryPolicy::default();
        let millis = [1, 2, 3, 6, 7, 40, u32::MAX].map(|n| policy.ceiling(n).as_millis());
        assert_eq!(millis, [200, 400, 800, 6400, 10_000, 10_000, 10_000]);
        let endless = policy.with_base(Duration::MAX).with_cap(Duration::MAX);
        assert_eq!(endless.ceiling(9), Duration::MAX);
    }

    #[test]
    fn there_is_always_one_attempt() {
        assert_eq!(
            RetryPolicy::default().with_max_attempts(0),
            RetryPolicy::never()
        );
    }
}
