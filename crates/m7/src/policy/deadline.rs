//! How long a call may take with all its attempts.

use std::mem;
use std::time::{Duration, Instant};

/// How many times an attempt's time a call has, unless it is told otherwise.
const ATTEMPTS_WORTH: u32 = 3;

/// The time of one call, and of each of its attempts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    total: Duration,
    timeout: Duration,
    reserve: Duration,
    /// How long the first attempt may wait until it begins, if that was told.
    queue: Option<Duration>,
    /// How long it has waited.
    waited: Duration,
    least: Duration,
    begun: Option<Instant>,
    /// Whether an attempt has been given time.
    is_spent: bool,
}

impl Deadline {
    /// A call's attempts get `timeout` each, and `total` altogether, from [`Deadline::begin`]. Where
    /// that was told, the first one waits no longer than so for its turn: a call must not stand for
    /// ever behind one that nobody polls.
    pub(crate) fn new(timeout: Duration, total: Option<Duration>) -> Self {
        Self {
            total: total.unwrap_or(timeout.saturating_mul(ATTEMPTS_WORTH)),
            timeout,
            reserve: Duration::ZERO,
            queue: total,
            waited: Duration::ZERO,
            least: Duration::ZERO,
            begun: None,
            is_spent: false,
        }
    }

    /// The same with so much of the whole that no attempt gets.
    pub(crate) fn with_reserve(self, reserve: Duration) -> Self {
        Self { reserve, ..self }
    }

    /// The same where no attempt after the first begins that would get less than this: one that is
    /// cut off before its answer may come makes a certain outcome uncertain.
    pub(crate) fn with_least(self, least: Duration) -> Self {
        Self { least, ..self }
    }

    /// Has the time run from now on, if it doesn't yet; tells how long the call has
    /// [waited](Self::note_waited) for that.
    pub(crate) fn begin(&mut self) -> Duration {
        self.begun.get_or_insert_with(Instant::now);
        mem::take(&mut self.waited)
    }

    /// Before its first attempt, the call has waited this long.
    pub(crate) fn note_waited(&mut self, time: Duration) {
        self.waited = self.waited.saturating_add(time);
    }

    /// How long an attempt may wait for its turn. `None` if as long as it takes.
    pub(crate) fn patience(&self) -> Option<Duration> {
        if self.has_begun() {
            Some(self.left_to_begin())
        } else {
            Some(self.queue?.saturating_sub(self.waited))
        }
    }

    /// Whether the time runs.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// How long ago it began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.map_or(Duration::ZERO, |begun| begun.elapsed())
    }

    /// What is left.
    pub(crate) fn left(&self) -> Duration {
        self.total.saturating_sub(self.elapsed())
    }

    /// What is left for attempts.
    pub(crate) fn left_for_attempts(&self) -> Duration {
        self.left().saturating_sub(self.reserve)
    }

    /// How long the next attempt may be waited for. Zero if none may begin any more.
    pub(crate) fn left_to_begin(&self) -> Duration {
        self.beginning_of(self.left_for_attempts())
    }

    /// How much of what is left for attempts the next one may be waited for.
    fn beginning_of(&self, left: Duration) -> Duration {
        let least = if self.is_spent {
            self.least
        } else {
            Duration::ZERO
        };
        left.saturating_sub(least)
    }

    /// The time of the whole call.
    pub(crate) fn total(&self) -> Duration {
        self.total
    }

    /// How long an attempt that begins now may take. `None` if there is too little time left.
    pub(crate) fn of_attempt(&mut self) -> Option<Duration> {
        let left = self.left_for_attempts();
        if self.beginning_of(left).is_zero() {
            return None;
        }
        self.is_spent = true;
        Some(left.min(self.timeout))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn it_runs_from_its_beginning_and_bounds_each_attempt() {
        let mut deadline = Deadline::new(SECOND, Some(4 * SECOND));
        assert_eq!(deadline.left(), 4 * SECOND);
        assert_eq!(deadline.of_attempt(), Some(SECOND));
        deadline.begun = Instant::now().checked_sub(Duration::from_millis(3500));
        assert!(deadline.of_attempt().unwrap() <= SECOND / 2);
        deadline.begun = Instant::now().checked_sub(5 * SECOND);
        deadline.begin();
        assert_eq!(deadline.of_attempt(), None);
    }

    #[test]
    fn the_first_attempt_waits_as_long_as_was_told() {
        let mut deadline = Deadline::new(SECOND, Some(4 * SECOND));
        deadline.note_waited(SECOND);
        assert_eq!(deadline.patience(), Some(3 * SECOND));
        assert_eq!(deadline.begin(), SECOND);
        assert!(deadline.patience() <= Some(4 * SECOND));
        assert!(deadline.patience() > Some(3 * SECOND));
        assert_eq!(deadline.begin(), Duration::ZERO);
        assert_eq!(Deadline::new(SECOND, None).patience(), None);
    }

    #[test]
    fn only_the_first_attempt_begins_with_too_little_time() {
        let mut deadline = Deadline::new(4 * SECOND, Some(5 * SECOND)).with_least(3 * SECOND);
        deadline.begun = Instant::now().checked_sub(3 * SECOND);
        assert!(deadline.of_attempt().unwrap() <= 2 * SECOND);
        assert!(deadline.left_to_begin().is_zero());
        assert_eq!(deadline.of_attempt(), None);
        deadline.begun = Instant::now().checked_sub(SECOND);
        assert!(deadline.left_to_begin() <= SECOND);
        assert!(deadline.of_attempt().unwrap() > 3 * SECOND);
    }

    #[test]
    fn it_is_three_attempts_long_unless_told_otherwise() {
        assert_eq!(Deadline::new(SECOND, None).total(), 3 * SECOND);
        assert_eq!(Deadline::new(Duration::MAX, None).total(), Duration::MAX);
    }
}
