//! What is known of a run while it goes on.

use std::{
    collections::{BTreeMap, HashMap},
    num::NonZeroUsize,
    time::{Duration, Instant},
};

use m7::roster::{Action, ApplyEvent, History, Plan, ReportRow, Status, When};

use crate::{duration, roster_view::ACTIONS};

/// What has to be over before the next may begin.
const PHASES: [&[Action]; 3] = [
    &[Action::Create, Action::Update, Action::Unbind],
    &[Action::Bind],
    &[Action::Delete],
];

/// How far a run is.
pub(super) struct Tally {
    lanes: usize,
    /// How many of each kind are still to be begun, and wait for nothing.
    ahead: BTreeMap<Action, usize>,
    under_way: HashMap<(String, Action), Instant>,
    /// How long each kind takes.
    times: BTreeMap<Action, Average>,
    ended: BTreeMap<Status, usize>,
    /// Steps that wait for phones, and how much longer, while nothing else goes on.
    waiting: Option<(usize, Duration, Instant)>,
}

/// What is expected, until it is measured.
struct Average {
    expected: Duration,
    calls: u32,
    total: Duration,
}

impl Tally {
    pub(super) fn new(plan: &Plan, history: &History, concurrency: NonZeroUsize) -> Self {
        let mut ahead = BTreeMap::new();
        for step in plan.steps().iter().filter(|step| step.when == When::Now) {
            *ahead.entry(step.action).or_default() += 1;
        }
        let expected = |action| Average {
            expected: history.expected(action),
            calls: 0,
            total: Duration::ZERO,
        };
        Self {
            lanes: concurrency.get(),
            ahead,
            under_way: HashMap::new(),
            times: ACTIONS
                .into_iter()
                .map(|action| (action, expected(action)))
                .collect(),
            ended: BTreeMap::new(),
            waiting: None,
        }
    }

    pub(super) fn take(&mut self, event: &ApplyEvent) {
        match event {
            ApplyEvent::Begun { number, action, .. } => {
                self.waiting = None;
                if let Some(ahead) = self.ahead.get_mut(action) {
                    *ahead = ahead.saturating_sub(1);
                }
                let key = (number.clone(), *action);
                self.under_way.insert(key, Instant::now());
            }
            ApplyEvent::Ended(row) => self.end(row),
            ApplyEvent::Waiting { steps, left, .. } => {
                self.waiting = Some((*steps, *left, Instant::now()));
            }
            _ => {}
        }
    }

    fn end(&mut self, row: &ReportRow) {
        self.under_way.remove(&(row.number.clone(), row.action));
        *self.ended.entry(row.status).or_default() += 1;
        if let (Status::Done, Some(took), Some(time)) =
            (row.status, row.took, self.times.get_mut(&row.action))
        {
            time.calls += 1;
            time.total += took;
        }
    }

    pub(super) fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// How it is going, in one line: `12 done, 1 failed, about 3 min left`.
    pub(super) fn line(&self) -> String {
        let mut parts: Vec<String> = self
            .ended
            .iter()
            .map(|(status, count)| format!("{count} {status}"))
            .collect();
        if let Some((steps, left, since)) = self.waiting {
            let left = duration::shown(left.saturating_sub(since.elapsed()));
            parts.push(format!("{steps} waiting for phones, for {left} more"));
        } else {
            let left = self.left();
            if !left.is_zero() {
                parts.push(format!("about {} left", duration::shown(left)));
            }
        }
        parts.join(", ")
    }

    /// How much longer it takes, without what waits for phones.
    fn left(&self) -> Duration {
        PHASES.iter().map(|actions| self.left_of(actions)).sum()
    }

    fn left_of(&self, actions: &[Action]) -> Duration {
        let mut total = Duration::ZERO;
        let mut longest = Duration::ZERO;
        for action in actions {
            let each = self
                .times
                .get(action)
                .map_or(Duration::ZERO, Average::value);
            let ahead = self.ahead.get(action).copied().unwrap_or_default();
            if ahead > 0 {
                let ahead = u32::try_from(ahead).unwrap_or(u32::MAX);
                total = total.saturating_add(each.saturating_mul(ahead));
                longest = longest.max(each);
            }
            let begun = self.under_way.iter().filter(|((_, it), _)| it == action);
            for (_, since) in begun {
                let rest = each.saturating_sub(since.elapsed());
                total = total.saturating_add(rest);
                longest = longest.max(rest);
            }
        }
        let lanes = u32::try_from(self.lanes).unwrap_or(u32::MAX);
        (total / lanes).max(longest)
    }
}

impl Average {
    fn value(&self) -> Duration {
        self.total.checked_div(self.calls).unwrap_or(self.expected)
    }
}
