//! What was found.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{exit::Exit, failure::Failure};

/// All checks, in their order.
const ORDER: [&str; 11] = [
    "version",
    "configuration",
    "permissions",
    "base URL",
    "proxy",
    "name",
    "connection",
    "TLS",
    "clock",
    "request",
    "account",
];

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Finding {
    Ok,
    Warning,
    Failed,
    Skipped,
}

/// What was found by one check.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Check {
    #[serde(rename = "check")]
    pub(super) name: &'static str,
    pub(super) finding: Finding,
    pub(super) seen: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) more: Vec<String>,
    pub(super) to_do: Option<String>,
    /// What a program may want to count with.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) details: Map<String, Value>,
    #[serde(skip)]
    exit: Exit,
}

impl Check {
    pub(super) fn ok(name: &'static str, seen: impl Into<String>) -> Self {
        Self::new(name, Finding::Ok, seen.into(), None)
    }

    pub(super) fn warning(
        name: &'static str,
        seen: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        Self::new(name, Finding::Warning, seen.into(), Some(to_do.into()))
    }

    pub(super) fn failed(name: &'static str, exit: Exit, failure: Failure) -> Self {
        let (seen, to_do) = failure.into_words();
        Self {
            exit,
            ..Self::new(name, Finding::Failed, seen, to_do)
        }
    }

    pub(super) fn skipped(name: &'static str, why: &str) -> Self {
        Self::new(name, Finding::Skipped, why.to_owned(), None)
    }

    pub(super) fn with_lines(self, more: Vec<String>) -> Self {
        Self { more, ..self }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    fn new(name: &'static str, finding: Finding, seen: String, to_do: Option<String>) -> Self {
        Self {
            name,
            finding,
            seen,
            more: Vec::new(),
            to_do,
            details: Map::new(),
            exit: Exit::Done,
        }
    }
}

/// What was found so far.
pub(super) struct Findings {
    checks: Vec<Check>,
    /// Shows checks as they are added.
    show: fn(&[Check]) -> Result<(), Failure>,
    /// Whether they could be shown.
    shown: Result<(), Failure>,
}

impl Findings {
    /// None yet; each is shown by this as it is added.
    pub(super) fn shown_by(show: fn(&[Check]) -> Result<(), Failure>) -> Self {
        Self {
            checks: Vec::new(),
            show,
            shown: Ok(()),
        }
    }

    pub(super) fn add(&mut self, check: Check) {
        self.add_all(vec![check]);
    }

    pub(super) fn skip(&mut self, name: &'static str, why: &str) {
        self.add(Check::skipped(name, why));
    }

    /// Whatever comes after what there is makes no sense.
    pub(super) fn skip_rest(&mut self, why: &str) {
        let rest = ORDER.into_iter().skip(self.checks.len());
        self.add_all(rest.map(|name| Check::skipped(name, why)).collect());
    }

    fn add_all(&mut self, checks: Vec<Check>) {
        if self.shown.is_ok() {
            self.shown = (self.show)(&checks);
        }
        self.checks.extend(checks);
    }

    /// Fails if they couldn't be shown.
    pub(super) fn all_shown(&mut self) -> Result<(), Failure> {
        std::mem::replace(&mut self.shown, Ok(()))
    }

    pub(super) fn checks(&self) -> &[Check] {
        &self.checks
    }

    pub(super) fn count(&self, finding: Finding) -> usize {
        self.checks
            .iter()
            .filter(|check| check.finding == finding)
            .count()
    }

    /// The exit code of the worst of it.
    pub(super) fn exit(&self) -> Exit {
        let has = |exit| self.checks.iter().any(|check| check.exit == exit);
        [Exit::Auth, Exit::Usage, Exit::Failure]
            .into_iter()
            .find(|exit| has(*exit))
            .unwrap_or(Exit::Done)
    }
}
