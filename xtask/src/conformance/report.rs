//! What came of a run, for people and for machines.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use serde::Serialize;

use super::ledger::LeftBehind;
use super::rows::{Basis, Rows};

/// How many rows that weren't tried are named in the table.
const NAMED: usize = 25;

/// What came of a run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub(crate) server: String,
    pub(crate) appkey: String,
    /// By how many seconds the server's clock is ahead of this machine's, if that could be seen.
    pub(crate) clock_ahead_seconds: Option<i64>,
    pub(crate) requests: usize,
    pub(crate) scenarios: Vec<Played>,
    pub(crate) left_behind: Vec<LeftBehind>,
    pub(crate) interrupted: bool,
    /// How many rows the table has.
    pub(crate) rows: usize,
    /// Rows that were tried, and hold.
    pub(crate) rows_that_hold: usize,
    /// Rows that nothing was seen of.
    pub(crate) rows_not_tried: Vec<String>,
}

/// What came of a scenario.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Played {
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
    /// Why it was skipped, or broke off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
    pub(crate) millis: u128,
    pub(crate) findings: Vec<Finding>,
}

/// What came of a scenario, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Outcome {
    /// All holds.
    Holds,
    /// The server does otherwise than was assumed.
    AssumedOtherwise,
    /// The server does otherwise than is documented, or than follows from it.
    Differs,
    /// It broke off before its end.
    Broken,
    Skipped,
}

/// What came of an expectation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Finding {
    pub(crate) id: String,
    pub(crate) basis: Basis,
    /// Which step of the scenario, from 1.
    pub(crate) step: usize,
    pub(crate) result: FindingResult,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seen: Option<String>,
}

/// What came of an expectation, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FindingResult {
    Holds,
    Differs,
    Untested,
}

impl Report {
    /// Whether something was tried, the server does all of it that is documented or derived, and
    /// nothing is left behind.
    pub fn is_good(&self) -> bool {
        let was_tried = |played: &Played| played.outcome != Outcome::Skipped;
        self.scenarios.iter().any(was_tried)
            && self.left_behind.is_empty()
            && !self.interrupted
            && self
                .scenarios
                .iter()
                .all(|played| !matches!(played.outcome, Outcome::Differs | Outcome::Broken))
    }

    /// Whether somebody ended the run.
    pub fn was_interrupted(&self) -> bool {
        self.interrupted
    }

    /// As JSON, in lines for people too.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self)
            .unwrap_or_else(|_| unreachable!("texts and numbers can be written as JSON"))
    }

    /// Counts the rows that were seen to hold, and that never differed.
    pub(crate) fn count_rows(&mut self, rows: &Rows) {
        let with = |result| -> BTreeSet<&str> {
            let findings = self.scenarios.iter().flat_map(|played| &played.findings);
            findings
                .filter(|finding| finding.result == result)
                .map(|finding| finding.id.as_str())
                .collect()
        };
        let differ = with(FindingResult::Differs);
        let hold = with(FindingResult::Holds);
        let not_tried = rows
            .ids()
            .filter(|id| !hold.contains(id) && !differ.contains(id));
        self.rows_not_tried = not_tried.map(str::to_owned).collect();
        self.rows_not_tried.sort();
        self.rows_that_hold = hold.difference(&differ).count();
        self.rows = rows.ids().count();
    }

    /// As a table, with what the sandbox does from `rows`.
    pub(crate) fn to_table(&self, rows: &Rows) -> String {
        let mut text = String::new();
        // Writing to a `String` can't fail.
        let _ = self.write_table(&mut text, rows);
        text
    }

    fn write_table(&self, out: &mut String, rows: &Rows) -> fmt::Result {
        let width = self.scenarios.iter().map(|played| played.name.len()).max();
        let width = width.unwrap_or_default();
        for played in &self.scenarios {
            let what = match &played.why {
                Some(why) => why.clone(),
                None => format!(
                    "{} in {} ms",
                    counted(played.findings.len(), "expectation"),
                    played.millis
                ),
            };
            let (name, outcome) = (&played.name, played.outcome.in_words());
            writeln!(out, "{name:width$}  {outcome:18}  {what}")?;
            let mut untested = BTreeSet::new();
            for finding in &played.findings {
                let is_told = finding.result == FindingResult::Untested
                    && !untested.insert((&finding.id, finding.step));
                if !is_told {
                    write_finding(out, finding, rows)?;
                }
            }
        }
        self.write_summary(out)
    }

    fn write_summary(&self, out: &mut String) -> fmt::Result {
        let count = |outcome| {
            let scenarios = self.scenarios.iter();
            scenarios.filter(|played| played.outcome == outcome).count()
        };
        writeln!(out)?;
        writeln!(
            out,
            "{}: {} as the sandbox, {} other than assumed, {} other than documented, {} broken \
             off, {} skipped; {}, account {}",
            counted(self.scenarios.len(), "scenario"),
            count(Outcome::Holds),
            count(Outcome::AssumedOtherwise),
            count(Outcome::Differs),
            count(Outcome::Broken),
            count(Outcome::Skipped),
            counted(self.requests, "request"),
            self.appkey,
        )?;
        writeln!(
            out,
            "{} of the {} rows of crates/m7-sandbox/FIDELITY.md were tried at {} and hold",
            self.rows_that_hold, self.rows, self.server
        )?;
        if count(Outcome::Skipped) == self.scenarios.len() {
            writeln!(out, "NOTHING WAS TRIED: every scenario was skipped")?;
        }
        // Of a few scenarios it would be nearly all of the table; the JSON has it in any case.
        if (1..=NAMED).contains(&self.rows_not_tried.len()) {
            writeln!(out, "not tried: {}", self.rows_not_tried.join(", "))?;
        }
        if let Some(ahead) = self.clock_ahead_seconds
            && ahead.abs() > 1
        {
            writeln!(
                out,
                "the server's clock is {ahead} s ahead of this machine's"
            )?;
        }
        for LeftBehind {
            number,
            sip_id,
            why,
        } in &self.left_behind
        {
            let sip_id = sip_id.as_deref().unwrap_or("unknown");
            writeln!(
                out,
                "LEFT BEHIND: the number {number} (sipId {sip_id}): {why}. Remove it by hand."
            )?;
        }
        Ok(())
    }
}

fn write_finding(out: &mut String, finding: &Finding, rows: &Rows) -> fmt::Result {
    let Finding { id, step, .. } = finding;
    let (expected, seen) = (
        finding.expected.as_deref().unwrap_or_default(),
        finding.seen.as_deref().unwrap_or_default(),
    );
    match finding.result {
        FindingResult::Holds => Ok(()),
        FindingResult::Untested => writeln!(out, "    {id} (step {step}): not tried: {expected}"),
        FindingResult::Differs if finding.basis == Basis::Assumed => {
            let assumed = rows.get(id).map_or("", |row| row.does.as_str());
            writeln!(
                out,
                "    {id} (step {step}), assumed: {assumed}\n      the sandbox: {expected}\n      \
                 the server:  {seen}"
            )
        }
        FindingResult::Differs => {
            let basis = match finding.basis {
                Basis::Documented => "documented",
                _ => "derived",
            };
            writeln!(
                out,
                "    {id} (step {step}), {basis}:\n      expected: {expected}\n      seen:     \
                 {seen}"
            )
        }
    }
}

impl Outcome {
    fn in_words(self) -> &'static str {
        match self {
            Self::Holds => "ok",
            Self::AssumedOtherwise => "assumed otherwise",
            Self::Differs => "DIFFERS",
            Self::Broken => "BROKE OFF",
            Self::Skipped => "skipped",
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
