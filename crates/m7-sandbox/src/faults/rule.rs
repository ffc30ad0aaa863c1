//! Which requests meet a fault.

use m7_models::Operation;
use m7_models::operation::{OPERATIONS, SIP_LIST};
use serde::{Deserialize, Serialize};

use super::Fault;
use super::error::FaultError;
use super::fault::Moment;

/// A fault, and the requests that meet it: those that fit `operation` and `number`, and of these the
/// ones that `nth`, `every`, `probability` and `times` choose. What isn't said leaves none out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultRule {
    /// What the journal calls it; otherwise by its place: `rules[0]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Requests for this operation of the contract: `sip_create`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Requests that concern this SIP number. Where a request names it by its sipId, it is looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Of those that fit, this one, counted from 1; with `every`, it is where that begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Of those that fit, one in so many: 3 is the third, sixth, ninth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// Of those that are left, so large a part, from 0 to 1, by the schedule's seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Not more often than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// What goes wrong.
    pub fault: Fault,
}

impl FaultRule {
    /// This fault, for every request.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self {
            name: None,
            operation: None,
            number: None,
            nth: None,
            every: None,
            probability: None,
            times: None,
            fault,
        }
    }

    /// Sets [`name`](Self::name).
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`operation`](Self::operation).
    #[must_use]
    pub fn operation(mut self, id: impl Into<String>) -> Self {
        self.operation = Some(id.into());
        self
    }

    /// Sets [`number`](Self::number).
    #[must_use]
    pub fn number(mut self, number: impl Into<String>) -> Self {
        self.number = Some(number.into());
        self
    }

    /// Sets [`nth`](Self::nth).
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// Sets [`every`](Self::every).
    #[must_use]
    pub fn every(mut self, every: u64) -> Self {
        self.every = Some(every);
        self
    }

    /// Sets [`probability`](Self::probability).
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }

    /// Sets [`times`](Self::times).
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Says what can't be meant. `path` is the rule's place.
    pub(super) fn check(&self, path: &str) -> Result<(), FaultError> {
        let wrong =
            |field: &str, reason: &str| Err(FaultError::new(format!("{path}.{field}"), reason));
        if self
            .operation
            .as_deref()
            .is_some_and(|id| Operation::by_id(id).is_none())
        {
            let known: Vec<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
            return wrong(
                "operation",
                &format!("the operations are {}", known.join(", ")),
            );
        }
        for (field, count) in [
            ("nth", self.nth),
            ("every", self.every),
            ("times", self.times),
        ] {
            if count == Some(0) {
                return wrong(field, "it counts from 1");
            }
        }
        if self
            .probability
            .is_some_and(|chance| !(0.0..=1.0).contains(&chance))
        {
            return wrong("probability", "it is from 0 to 1");
        }
        match &self.fault {
            Fault::Refuse { .. } => self.check_refuse(path),
            Fault::Status { code, .. } if ![429, 500, 502, 503, 504].contains(code) => {
                wrong("fault.status.code", "it is 429, 500, 502, 503 or 504")
            }
            Fault::Status {
                code: 429,
                when: Moment::AfterCommit,
                ..
            } => wrong(
                "fault.status.when",
                "429 says that nothing was tried, so it comes beforeCommit",
            ),
            Fault::UnknownEnumValues if self.operation.as_deref() != Some(SIP_LIST.id) => wrong(
                "operation",
                "unknownEnumValues are for sip_list: no other reply has any",
            ),
            _ => Ok(()),
        }
    }

    fn check_refuse(&self, path: &str) -> Result<(), FaultError> {
        for (field, is_given) in [
            ("operation", self.operation.is_some()),
            ("number", self.number.is_some()),
            ("every", self.every.is_some()),
            ("probability", self.probability.is_some()),
            ("times", self.times.is_some()),
        ] {
            if is_given {
                return Err(FaultError::new(
                    format!("{path}.{field}"),
                    "who is refused a connection can't say what for: only nth goes with refuse",
                ));
            }
        }
        Ok(())
    }
}
