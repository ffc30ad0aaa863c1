//! How long a plan will take.

use std::time::Duration;

use super::{Action, Plan, When};
use crate::roster::History;

/// What has to be over before the next may begin.
const PHASES: [&[Action]; 4] = [
    &[Action::Create, Action::Update],
    &[Action::Unbind],
    &[Action::Bind],
    &[Action::Delete],
];

impl Plan {
    /// How long its writes will take, so many at a time: by what writes of their kind have taken so far,
    /// or by the examples of the vendor's page. What waits for a phone isn't counted.
    pub fn estimate(&self, history: &History, concurrency: usize) -> Duration {
        PHASES
            .iter()
            .map(|actions| self.of_phase(actions, history, concurrency))
            .sum()
    }

    fn of_phase(&self, actions: &[Action], history: &History, concurrency: usize) -> Duration {
        let mut total = Duration::ZERO;
        let mut longest = Duration::ZERO;
        for action in actions {
            let now = |step: &&super::Step| step.action == *action && step.when == When::Now;
            let count = self.steps.iter().filter(now).count();
            if count > 0 {
                let each = history.expected(*action);
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                total = total.saturating_add(each.saturating_mul(count));
                longest = longest.max(each);
            }
        }
        let lanes = u32::try_from(concurrency.max(1)).unwrap_or(u32::MAX);
        (total / lanes).max(longest)
    }
}

impl History {
    /// How long a write of this kind takes: as [`measured`](Self::measured), or as documented.
    pub fn expected(&self, action: Action) -> Duration {
        self.measured(action).unwrap_or(action.operation().typical)
    }
}
