//! What was seen last, from where looks write it to where scrapes read it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use m7::ClockEstimate;

use super::numbers::Numbers;

/// For how many intervals what was seen is taken for what is.
const FRESH_INTERVALS: u32 = 3;

/// What was seen last.
#[derive(Debug)]
pub(super) struct Board {
    every: Duration,
    latest: Mutex<Latest>,
}

/// All that is known at a moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Latest {
    /// The look that ended last, however it did.
    pub(super) look: Option<Look>,
    /// The one that succeeded last.
    pub(super) seen: Option<Arc<Seen>>,
}

/// A look that has ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) ended: SystemTime,
    pub(super) succeeded: bool,
    pub(super) clocks: Option<ClockEstimate>,
}

/// What a look has seen.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) numbers: Numbers,
    pub(super) ended: SystemTime,
    pub(super) took: Duration,
    /// The same moment as `ended`, by a clock that nobody sets.
    pub(super) at: Instant,
}

impl Board {
    pub(super) fn new(every: Duration) -> Self {
        Self {
            every,
            latest: Mutex::default(),
        }
    }

    pub(super) fn every(&self) -> Duration {
        self.every
    }

    /// Enters a look that has just ended, with what it saw if it succeeded.
    pub(super) fn enter(
        &self,
        numbers: Option<Numbers>,
        took: Duration,
        clocks: Option<ClockEstimate>,
    ) {
        let ended = SystemTime::now();
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.look = Some(Look {
            ended,
            succeeded: numbers.is_some(),
            clocks,
        });
        if let Some(numbers) = numbers {
            latest.seen = Some(Arc::new(Seen {
                numbers,
                ended,
                took,
                at: Instant::now(),
            }));
        }
    }

    pub(super) fn latest(&self) -> Latest {
        self.latest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What was seen last, unless it is too old to be taken for what is.
    pub(super) fn fresh(&self) -> Option<Arc<Seen>> {
        self.latest()
            .seen
            .filter(|seen| seen.at.elapsed() < self.fresh_for(seen.took))
    }

    /// For how long what a look saw is fresh: one that took longer than an interval can't be followed by
    /// another within that.
    fn fresh_for(&self, took: Duration) -> Duration {
        self.every.max(took).saturating_mul(FRESH_INTERVALS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_is_slower_than_the_interval_is_given_its_time() {
        let board = Board::new(Duration::from_secs(5));
        assert_eq!(
            board.fresh_for(Duration::from_secs(1)),
            Duration::from_secs(15)
        );
        assert_eq!(
            board.fresh_for(Duration::from_secs(25)),
            Duration::from_secs(75)
        );
    }

    #[test]
    fn a_look_that_fails_leaves_what_was_seen() {
        let board = Board::new(Duration::from_secs(60));
        assert!(board.fresh().is_none());
        board.enter(Some(Numbers::default()), Duration::ZERO, None);
        board.enter(None, Duration::ZERO, None);
        assert!(board.fresh().is_some());
        assert!(!board.latest().look.unwrap().succeeded);
    }

    #[test]
    fn what_is_old_is_not_fresh() {
        let board = Board::new(Duration::from_nanos(1));
        board.enter(Some(Numbers::default()), Duration::ZERO, None);
        std::thread::sleep(Duration::from_millis(1));
        assert!(board.fresh().is_none());
        assert!(board.latest().seen.is_some());
    }
}
