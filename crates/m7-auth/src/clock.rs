//! Where the time comes from: the machine, or a test's hand.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Tells the time that a request is signed with or verified at.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> SystemTime;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A clock that stands still until it is moved; its clones move together.
///
/// ```
/// # use std::time::{Duration, SystemTime};
/// use m7_auth::{Clock, ManualClock};
///
/// let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_616_408_549));
/// let seen_elsewhere = clock.clone();
/// clock.advance(Duration::from_secs(301));
/// assert_eq!(
///     seen_elsewhere.now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs(),
///     1_616_408_850,
/// );
/// # Ok::<(), std::time::SystemTimeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock {
    now: Arc<Mutex<SystemTime>>,
}

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: SystemTime) -> Self {
        Self {
            now: Arc::new(Mutex::new(now)),
        }
    }

    /// Sets the clock, forwards or backwards.
    pub fn set(&self, now: SystemTime) {
        self.with(|time| *time = now);
    }

    /// Moves the clock forwards by `step`.
    ///
    /// # Panics
    ///
    /// If the sum is later than a [`SystemTime`] can hold.
    pub fn advance(&self, step: Duration) {
        self.with(|time| *time += step);
    }

    fn with<R>(&self, act: impl FnOnce(&mut SystemTime) -> R) -> R {
        // A panic while the lock is held (an overflowing step) leaves the old time in place, which
        // is as good as any.
        act(&mut self.now.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        self.with(|time| *time)
    }
}

impl<C: Clock + ?Sized> Clock for &C {
    fn now(&self) -> SystemTime {
        (**self).now()
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> SystemTime {
        (**self).now()
    }
}
