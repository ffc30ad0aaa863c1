//! A schedule at work: counts requests, and says which fault each of them meets.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use m7_models::Operation;

use super::chance;
use super::{Fault, FaultRule, FaultSchedule, RuleCount};

/// A request, as far as rules look at it.
pub(crate) struct Asked<'a> {
    pub(crate) operation: &'a Operation,
    /// The SIP number that it concerns, if that could be told.
    pub(crate) number: Option<&'a str>,
}

/// The fault that a request meets.
#[derive(Clone, Debug)]
pub(crate) struct Met {
    /// What the rule is called.
    pub(crate) rule: String,
    pub(crate) fault: Fault,
}

/// What a schedule has in store for a request.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) met: Option<Met>,
    /// For how long nobody listens once it is answered.
    pub(crate) then_refuse: Option<Duration>,
}

/// How often a rule's turn came.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    matched: u64,
    met: u64,
}

/// A schedule, and how often its rules' turn came.
pub(crate) struct Live {
    schedule: FaultSchedule,
    counts: Mutex<Vec<Count>>,
}

impl Live {
    pub(super) fn new(schedule: FaultSchedule) -> Self {
        let counts = Mutex::new(vec![Count::default(); schedule.rules.len()]);
        Self { schedule, counts }
    }

    /// The same with a rule behind the others, which goes on with their counts.
    pub(super) fn with(&self, rule: FaultRule) -> Self {
        let mut counts = self.counts().clone();
        counts.push(Count::default());
        Self {
            schedule: self.schedule.clone().rule(rule),
            counts: Mutex::new(counts),
        }
    }

    pub(super) fn schedule(&self) -> &FaultSchedule {
        &self.schedule
    }

    /// How often each rule's turn came.
    pub(super) fn rule_counts(&self) -> Vec<RuleCount> {
        let counts = self.counts();
        let counts = counts.iter().enumerate();
        counts
            .map(|(index, count)| RuleCount {
                rule: self.schedule.label(index),
                matched: count.matched,
                met: count.met,
            })
            .collect()
    }

    /// Whether the number that a request concerns has to be known.
    pub(crate) fn looks_at_numbers(&self) -> bool {
        self.schedule.rules.iter().any(|rule| rule.number.is_some())
    }

    /// Counts a request, and decides.
    pub(crate) fn decide(&self, asked: &Asked<'_>) -> Decision {
        let mut counts = self.counts();
        let mut met = None;
        for (index, (rule, count)) in self.schedule.rules.iter().zip(&mut *counts).enumerate() {
            if !rule.fits(asked) {
                continue;
            }
            count.matched += 1;
            let is_free = met.is_none() && rule.times.is_none_or(|times| count.met < times);
            if is_free && rule.chooses(count.matched, self.schedule.seed, index) {
                count.met += 1;
                met = Some(Met {
                    rule: self.schedule.label(index),
                    fault: rule.fault.clone(),
                });
            }
        }
        let then_refuse = self.next_refusal(&mut counts);
        Decision { met, then_refuse }
    }

    /// For how long nobody is to listen for the next request.
    pub(super) fn refuse_next(&self) -> Option<Duration> {
        self.next_refusal(&mut self.counts())
    }

    fn next_refusal(&self, counts: &mut [Count]) -> Option<Duration> {
        for (rule, count) in self.schedule.rules.iter().zip(counts) {
            if let Fault::Refuse { seconds } = rule.fault
                && count.met == 0
                && rule.nth.unwrap_or(1) == count.matched + 1
            {
                count.met = 1;
                return Some(seconds);
            }
        }
        None
    }

    fn counts(&self) -> MutexGuard<'_, Vec<Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultRule {
    fn fits(&self, asked: &Asked<'_>) -> bool {
        let operation_fits = self
            .operation
            .as_deref()
            .is_none_or(|id| id == asked.operation.id);
        operation_fits && (self.number.is_none() || self.number.as_deref() == asked.number)
    }

    /// Whether the `call`th request that fits is one that this is for.
    fn chooses(&self, call: u64, seed: u64, index: usize) -> bool {
        let is_its_turn = match (self.nth, self.every) {
            (None, None) => true,
            (Some(nth), None) => call == nth,
            (None, Some(every)) => call.is_multiple_of(every),
            (Some(nth), Some(every)) => call >= nth && (call - nth).is_multiple_of(every),
        };
        // Nobody sees the requests that this one is for.
        let can_be_met = !matches!(self.fault, Fault::Refuse { .. });
        is_its_turn
            && can_be_met
            && self
                .probability
                .is_none_or(|chance| chance::comes_true(chance, seed, index as u64, call))
    }
}

#[cfg(test)]
mod tests {
    use m7_models::operation::{SIP_CREATE, SIP_LIST};

    use super::*;

    fn met_by(rule: FaultRule, calls: u64) -> Vec<u64> {
        let live = Live::new(FaultSchedule::from(rule).seed(5));
        let asked = Asked {
            operation: &SIP_CREATE,
            number: Some("2004"),
        };
        (1..=calls)
            .filter(|_| live.decide(&asked).met.is_some())
            .collect()
    }

    fn rule() -> FaultRule {
        FaultRule::new(Fault::TruncatedBody)
    }

    #[test]
    fn a_rule_chooses_by_count() {
        assert_eq!(met_by(rule(), 3), [1, 2, 3]);
        assert_eq!(met_by(rule().nth(2), 9), [2]);
        assert_eq!(met_by(rule().every(3), 9), [3, 6, 9]);
        assert_eq!(met_by(rule().nth(2).every(3), 9), [2, 5, 8]);
        assert_eq!(met_by(rule().every(3).times(2), 20), [3, 6]);
        assert_eq!(met_by(rule().number("2005"), 9), [0; 0]);
        assert_eq!(
            met_by(rule().number("2004").operation("sip_create").times(1), 9),
            [1]
        );
    }

    #[test]
    fn chance_replays() {
        let once = met_by(rule().probability(0.3), 1000);
        assert_eq!(once, met_by(rule().probability(0.3), 1000));
        assert!((250..350).contains(&once.len()), "{}", once.len());
        assert_eq!(met_by(rule().probability(0.3).times(4), 1000), once[..4]);
    }

    #[test]
    fn the_first_rule_is_met_and_the_others_count_on() {
        let schedule = FaultSchedule::new()
            .rule(rule().nth(1).named("first"))
            .rule(
                FaultRule::new(Fault::WrongTypes)
                    .operation("sip_create")
                    .nth(2),
            );
        let live = Live::new(schedule);
        let met = |operation| {
            let asked = Asked {
                operation,
                number: None,
            };
            live.decide(&asked).met.map(|met| met.rule)
        };
        assert_eq!(met(&SIP_CREATE).as_deref(), Some("first"));
        assert_eq!(met(&SIP_LIST), None);
        assert_eq!(met(&SIP_CREATE).as_deref(), Some("rules[1]"));
        assert_eq!(met(&SIP_CREATE), None);
    }

    #[test]
    fn a_rule_is_added_and_the_others_count_on() {
        let asked = Asked {
            operation: &SIP_CREATE,
            number: None,
        };
        let first = Live::new(rule().nth(3).into());
        assert!(first.decide(&asked).met.is_none());
        let both = first.with(FaultRule::next("sip_create", Fault::WrongTypes));
        let met = || both.decide(&asked).met.map(|met| met.rule);
        assert_eq!(met().as_deref(), Some("rules[1]"));
        assert_eq!(met().as_deref(), Some("rules[0]"));
        assert_eq!(met(), None);
    }

    #[test]
    fn a_refusal_follows_the_request_before() {
        let seconds = Duration::from_secs(5);
        let refuse = FaultRule::new(Fault::Refuse { seconds });
        let asked = Asked {
            operation: &SIP_LIST,
            number: None,
        };
        let first = Live::new(refuse.clone().into());
        assert_eq!(first.refuse_next(), Some(seconds));
        assert_eq!(first.decide(&asked).then_refuse, None);
        let third = Live::new(refuse.nth(3).into());
        assert_eq!(third.refuse_next(), None);
        let then: Vec<_> = (0..4).map(|_| third.decide(&asked).then_refuse).collect();
        assert_eq!(then, [None, Some(seconds), None, None]);
    }
}
