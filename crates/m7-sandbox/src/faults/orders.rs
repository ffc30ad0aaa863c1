//! What whoever owns a sandbox orders to go wrong.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::listening::Doorman;

use super::error::FaultError;
use super::live::{Asked, Decision, Live};
use super::schedule::FaultSchedule;

/// What goes wrong in a sandbox: to be set, looked at and cleared while it runs. Its clones are the
/// same.
#[derive(Clone)]
pub struct Faults(Arc<Shared>);

struct Shared {
    live: Mutex<Live>,
    /// Whether there is a rule at all, so that a sandbox without one spends nothing on it.
    is_armed: AtomicBool,
    doorman: Doorman,
}

/// How often a rule's turn came since the schedule was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RuleCount {
    /// The rule's name, or its place.
    pub rule: String,
    /// How many requests it fitted.
    pub matched: u64,
    /// How many of them met its fault.
    pub met: u64,
}

impl Faults {
    /// `schedule` must have been checked.
    pub(crate) fn new(schedule: FaultSchedule, doorman: Doorman) -> Self {
        let is_armed = AtomicBool::new(!schedule.rules.is_empty());
        Self(Arc::new(Shared {
            live: Mutex::new(Live::new(schedule)),
            is_armed,
            doorman,
        }))
    }

    /// Puts a schedule in the place of what was ordered before, and begins to count anew. From when
    /// this returns it holds for each request that arrives; one that has arrived keeps its fault.
    ///
    /// # Errors
    ///
    /// [`FaultError`] if a rule can't be meant; then nothing has changed.
    pub async fn set(&self, schedule: FaultSchedule) -> Result<(), FaultError> {
        schedule.check()?;
        let is_armed = !schedule.rules.is_empty();
        let mut live = Live::new(schedule);
        let refuse = live.refuse_next();
        *self.live() = live;
        self.0.is_armed.store(is_armed, Ordering::SeqCst);
        match refuse {
            Some(duration) => self.0.doorman.refuse(duration).await,
            None => self.0.doorman.listen().await,
        }
        Ok(())
    }

    /// Lets nothing go wrong any more.
    pub async fn clear(&self) {
        // An empty schedule has nothing wrong.
        let _ = self.set(FaultSchedule::new()).await;
    }

    /// What is ordered.
    pub fn schedule(&self) -> FaultSchedule {
        self.live().schedule.clone()
    }

    /// How often each rule's turn came.
    pub fn counts(&self) -> Vec<RuleCount> {
        let live = self.live();
        let counts = live.counts.iter().enumerate();
        counts
            .map(|(index, count)| RuleCount {
                rule: live.schedule.label(index),
                matched: count.matched,
                met: count.met,
            })
            .collect()
    }

    /// Whether requests have to be shown to [`decide`](Self::decide).
    pub(crate) fn is_armed(&self) -> bool {
        self.0.is_armed.load(Ordering::SeqCst)
    }

    /// Whether the number that a request concerns has to be known.
    pub(crate) fn looks_at_numbers(&self) -> bool {
        self.live().looks_at_numbers()
    }

    /// Counts a request, and says what it meets.
    pub(crate) fn decide(&self, asked: &Asked<'_>) -> Decision {
        self.live().decide(asked)
    }

    /// For how long the very first request is refused, if it is.
    pub(crate) fn refuse_next(&self) -> Option<Duration> {
        self.live().refuse_next()
    }

    /// Has the next request refused for so long. Returns when nobody listens any more.
    pub(crate) async fn refuse(&self, duration: Duration) {
        self.0.doorman.refuse(duration).await;
    }

    fn live(&self) -> MutexGuard<'_, Live> {
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faults")
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}
