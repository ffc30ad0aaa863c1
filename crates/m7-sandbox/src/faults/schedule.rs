//! A schedule: rules as data.

use serde::{Deserialize, Serialize};

use super::error::FaultError;
use super::rule::FaultRule;

/// What goes wrong, and when. The same schedule and the same requests in the same order meet the same
/// faults, on any machine.
///
/// A request meets the first rule that chooses it. Each rule counts, from the moment when the schedule
/// is set, all requests that fit it, also those that another one has chosen. Requests are counted as
/// soon as they are there whole, body and all, with a path and method of the contract, whether they
/// would be let in or not; if a rule names a number, as soon as theirs is looked up besides. For
/// requests that overlap, that is their order.
///
/// ```
/// use m7_sandbox::{Fault, FaultRule, FaultSchedule, Moment};
///
/// let schedule = FaultSchedule::from_json(
///     r#"{"rules": [{"operation": "sip_create", "nth": 2, "fault": {"reset": "afterCommit"}}]}"#,
/// )?;
/// let the_same = FaultRule::new(Fault::Reset(Moment::AfterCommit)).operation("sip_create").nth(2);
/// assert_eq!(schedule, FaultSchedule::from(the_same));
///
/// let error = FaultSchedule::from_json(r#"{"rules": [{"fault": {"reset": "soon"}}]}"#).unwrap_err();
/// assert_eq!(error.path(), "rules[0].fault.reset");
/// # Ok::<(), m7_sandbox::FaultError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultSchedule {
    /// What the rules' probabilities are drawn from.
    #[serde(default)]
    pub seed: u64,
    /// In the order in which they are tried.
    #[serde(default)]
    pub rules: Vec<FaultRule>,
}

impl FaultSchedule {
    /// Nothing goes wrong.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a schedule.
    ///
    /// # Errors
    ///
    /// [`FaultError`] if it isn't JSON, isn't a schedule, or has a rule that can't be meant.
    pub fn from_json(json: &str) -> Result<Self, FaultError> {
        // serde would take an array for the fields in their order.
        if !json.trim_start().starts_with('{') {
            return Err(FaultError::new(".", "it must be a JSON object"));
        }
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let schedule: Self =
            serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
                FaultError::new(error.path().to_string(), error.inner().to_string())
            })?;
        deserializer
            .end()
            .map_err(|error| FaultError::new(".", error.to_string()))?;
        schedule.check()?;
        Ok(schedule)
    }

    /// Sets [`seed`](Self::seed).
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Adds a rule behind the others.
    #[must_use]
    pub fn rule(mut self, rule: FaultRule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Looks for rules that can't be meant.
    ///
    /// # Errors
    ///
    /// [`FaultError`] for the first of them.
    pub fn check(&self) -> Result<(), FaultError> {
        for (index, rule) in self.rules.iter().enumerate() {
            rule.check(&place(index))?;
        }
        Ok(())
    }

    /// What the rule at `index` is called.
    pub(super) fn label(&self, index: usize) -> String {
        let name = self.rules.get(index).and_then(|rule| rule.name.clone());
        name.unwrap_or_else(|| place(index))
    }
}

impl From<FaultRule> for FaultSchedule {
    fn from(rule: FaultRule) -> Self {
        Self::new().rule(rule)
    }
}

fn place(index: usize) -> String {
    format!("rules[{index}]")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let schedule = json!({"seed": 7, "rules": [
            {"name": "first", "operation": "sip_create", "number": "2004", "nth": 2, "every": 3,
             "probability": 0.25, "times": 4, "fault": {"reset": "afterCommit"}},
            {"nth": 3, "fault": {"refuse": {"seconds": 5}}},
            {"fault": {"noAnswer": {"when": "afterCommit", "seconds": 0.5}}},
            {"fault": {"noAnswer": {"when": "beforeCommit"}}},
            {"fault": {"status": {"code": 503, "when": "beforeCommit", "body": "empty",
                                  "retryAfterSeconds": 3}}},
            {"fault": {"slowBody": {"seconds": 20}}},
            {"fault": "truncatedBody"},
            {"fault": {"html": "afterCommit"}},
            {"fault": "wrongTypes"},
            {"fault": "unknownFields"},
            {"operation": "sip_list", "fault": "unknownEnumValues"},
            {"fault": {"skew": {"seconds": -600}}},
            {"fault": "replayRejection"},
        ]});
        let read = FaultSchedule::from_json(&schedule.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), schedule);
        for (rule, json) in read.rules.iter().zip(schedule["rules"].as_array().unwrap()) {
            let fault = &json["fault"];
            let kind = fault
                .as_str()
                .or_else(|| fault.as_object()?.keys().next().map(|k| &**k));
            assert_eq!(Some(rule.fault.kind()), kind);
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_where_it_stands() {
        for (schedule, path, reason) in [
            (json!([]), ".", "must be a JSON object"),
            (json!({"rule": []}), "rule", "unknown field `rule`"),
            (json!({"seed": -1}), "seed", "invalid value"),
            (json!({"rules": [{}]}), "rules[0]", "missing field `fault`"),
            (
                json!({"rules": [{"fault": "explode"}]}),
                "rules[0].fault",
                "unknown variant",
            ),
            (
                json!({"rules": [{"fault": {"reset": "later"}}]}),
                "rules[0].fault.reset",
                "expected `beforeCommit` or `afterCommit`",
            ),
            (
                json!({"rules": [{"fault": {"noAnswer": {"when": "afterCommit", "second": 1}}}]}),
                "rules[0].fault.noAnswer.second",
                "unknown field `second`",
            ),
            (
                json!({"rules": [{"fault": {"slowBody": {"seconds": -1}}}]}),
                "rules[0].fault.slowBody.seconds",
                "-1 isn't from 0",
            ),
            (
                json!({"rules": [{"fault": "wrongTypes"}, {"operation": "list", "fault": "wrongTypes"}]}),
                "rules[1].operation",
                "sip_list, sip_create",
            ),
            (
                json!({"rules": [{"nth": 0, "fault": "wrongTypes"}]}),
                "rules[0].nth",
                "from 1",
            ),
            (
                json!({"rules": [{"every": 0, "fault": "wrongTypes"}]}),
                "rules[0].every",
                "from 1",
            ),
            (
                json!({"rules": [{"times": 0, "fault": "wrongTypes"}]}),
                "rules[0].times",
                "from 1",
            ),
            (
                json!({"rules": [{"probability": 1.5, "fault": "wrongTypes"}]}),
                "rules[0].probability",
                "from 0 to 1",
            ),
            (
                json!({"rules": [{"fault": {"status": {"code": 200, "when": "afterCommit"}}}]}),
                "rules[0].fault.status.code",
                "429, 500",
            ),
            (
                json!({"rules": [{"fault": {"status": {"code": 429, "when": "afterCommit"}}}]}),
                "rules[0].fault.status.when",
                "beforeCommit",
            ),
            (
                json!({"rules": [{"fault": "unknownEnumValues"}]}),
                "rules[0].operation",
                "sip_list",
            ),
            (
                json!({"rules": [{"operation": "sip_list", "fault": {"refuse": {"seconds": 1}}}]}),
                "rules[0].operation",
                "only nth",
            ),
        ] {
            let error = FaultSchedule::from_json(&schedule.to_string()).unwrap_err();
            assert_eq!(error.path(), path, "{error}");
            assert!(error.reason().contains(reason), "{error}");
        }
        assert_eq!(FaultSchedule::from_json("{} {}").unwrap_err().path(), ".");
    }
}
