//! A machine whose clock is off, and what that costs it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use m7::testing::Sandboxed;
use m7::{Client, Clock};

pub(crate) const MINUTES: i64 = 60;
pub(crate) const HOURS: i64 = 60 * MINUTES;

/// The machine's clock, ahead by so many seconds; its clones are set together.
#[derive(Clone, Default)]
pub(crate) struct OffClock(Arc<AtomicI64>);

impl OffClock {
    pub(crate) fn ahead_by(seconds: i64) -> Self {
        let clock = Self::default();
        clock.set(seconds);
        clock
    }

    pub(crate) fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }
}

impl Clock for OffClock {
    fn now(&self) -> SystemTime {
        let seconds = self.0.load(Ordering::Relaxed);
        let by = Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 {
            SystemTime::now() - by
        } else {
            SystemTime::now() + by
        }
    }
}

/// A client of this sandbox whose clock is this one.
pub(crate) fn client(test: &Sandboxed, clock: &OffClock) -> Client {
    test.builder().clock(clock.clone()).build().unwrap()
}

/// How many requests the sandbox has refused.
pub(crate) fn refusals(test: &Sandboxed) -> usize {
    let entries = test.sandbox().journal().entries_after(0);
    entries
        .iter()
        .filter(|entry| entry.refusal.is_some())
        .count()
}
