//! What whoever owns a sandbox orders to go wrong.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::listening::{Doorman, Order, Pending};

use super::error::FaultError;
use super::live::Live;
use super::rule::FaultRule;
use super::schedule::FaultSchedule;

/// What goes wrong in a sandbox: to be set, looked at and cleared while it runs. Its clones are the
/// same.
#[derive(Clone)]
pub struct Faults(Arc<Shared>);

struct Shared {
    /// Changed, and the doorman told of it, under one lock: he hears of schedules in their order.
    live: Mutex<Arc<Live>>,
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
        Self(Arc::new(Shared {
            live: Mutex::new(Arc::new(Live::new(schedule))),
            doorman,
        }))
    }

    /// Puts a schedule in the place of what was ordered before, and begins to count anew. From when
    /// this returns it holds for each request whose head arrives; one whose head has arrived is
    /// counted and judged by the schedule of before, and closes no port any more.
    ///
    /// # Errors
    ///
    /// [`FaultError`] if a rule can't be meant; then nothing has changed.
    pub async fn set(&self, schedule: FaultSchedule) -> Result<(), FaultError> {
        schedule.check()?;
        self.replace(schedule).carried_out().await;
        Ok(())
    }

    /// Adds a rule behind those that are there, which count on. From when this returns it holds for
    /// each request whose head arrives; one whose head has arrived is counted and judged without it.
    ///
    /// # Errors
    ///
    /// [`FaultError`] if the rule can't be meant; then nothing has changed.
    pub async fn add(&self, rule: impl Into<FaultRule>) -> Result<(), FaultError> {
        let rule = rule.into();
        rule.check("the new rule")?;
        let refusing = {
            let mut live = self.live();
            let new = live.with(rule);
            let refuse = new.refuse_next();
            *live = Arc::new(new);
            refuse.map(|duration| self.0.doorman.order(Order::Refuse(duration)))
        };
        if let Some(refusing) = refusing {
            refusing.carried_out().await;
        }
        Ok(())
    }

    /// Lets nothing go wrong any more.
    pub async fn clear(&self) {
        self.begin_to_clear().carried_out().await;
    }

    /// Lets nothing go wrong any more, but for connections that are refused until this is carried
    /// out.
    pub(crate) fn begin_to_clear(&self) -> Pending {
        // An empty schedule has nothing wrong.
        self.replace(FaultSchedule::new())
    }

    /// `schedule` must have been checked.
    fn replace(&self, schedule: FaultSchedule) -> Pending {
        let new = Live::new(schedule);
        let refuse = new.refuse_next();
        let mut live = self.live();
        *live = Arc::new(new);
        self.0.doorman.order(match refuse {
            Some(duration) => Order::Refuse(duration),
            None => Order::Listen,
        })
    }

    /// What is ordered.
    pub fn schedule(&self) -> FaultSchedule {
        self.live().schedule().clone()
    }

    /// How often each rule's turn came.
    pub fn counts(&self) -> Vec<RuleCount> {
        let live = Arc::clone(&self.live());
        live.rule_counts()
    }

    /// What a request that arrives now is judged by; nothing, as long as there is no rule.
    pub(crate) fn on_arrival(&self) -> Option<Arc<Live>> {
        let live = self.live();
        (!live.schedule().rules.is_empty()).then(|| Arc::clone(&live))
    }

    /// For how long the very first request is refused, if it is.
    pub(crate) fn refuse_next(&self) -> Option<Duration> {
        self.live().refuse_next()
    }

    /// Has the next request refused for so long, unless another schedule than `by` is in force by
    /// now. Returns when nobody listens any more.
    pub(crate) async fn refuse(&self, duration: Duration, by: &Arc<Live>) {
        let pending = {
            let live = self.live();
            Arc::ptr_eq(&live, by).then(|| self.0.doorman.order(Order::Refuse(duration)))
        };
        if let Some(pending) = pending {
            pending.carried_out().await;
        }
    }

    fn live(&self) -> MutexGuard<'_, Arc<Live>> {
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
