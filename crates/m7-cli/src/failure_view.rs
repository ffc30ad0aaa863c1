//! A failure as programs read it: one line of JSON on stderr, described in `docs/output.schema.json`.

use std::path::Path;

use m7::{Outcome, roster::Problem};
use serde::Serialize;

use crate::{exit::Exit, output};

/// What is known of a call that failed.
#[derive(Debug)]
pub(crate) struct FailedCall {
    kind: &'static str,
    code: Option<String>,
    outcome: Outcome,
    request_id: Option<String>,
}

/// One thing that is wrong with a roster. It never holds a password.
#[derive(Debug, Serialize)]
pub(crate) struct RosterProblem {
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    field: Option<String>,
    value: Option<String>,
    message: String,
    /// All but its place, in words.
    #[serde(skip)]
    said: String,
}

#[derive(Serialize)]
pub(crate) struct View<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Error<'a> {
    message: &'a str,
    kind: &'a str,
    /// The server's.
    code: Option<&'a str>,
    /// What became of the call, if one was made.
    outcome: Option<&'static str>,
    request_id: Option<&'a str>,
    hint: Option<&'a str>,
    exit: u8,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    problems: &'a [RosterProblem],
}

impl View<'_> {
    /// The line.
    pub(crate) fn of(
        exit: Exit,
        message: &str,
        hint: Option<&str>,
        call: Option<&FailedCall>,
        problems: &[RosterProblem],
    ) -> String {
        let view = View {
            error: Error {
                message,
                kind: call.map_or(exit.kind(), |call| call.kind),
                code: call.and_then(|call| call.code.as_deref()),
                outcome: call.map(|call| outcome(call.outcome)),
                request_id: call.and_then(|call| call.request_id.as_deref()),
                hint,
                exit: exit as u8,
                problems,
            },
        };
        // Texts and numbers alone can't fail to be JSON.
        serde_json::to_string(&view).map_or_else(|error| error.to_string(), output::escaped)
    }
}

impl FailedCall {
    pub(crate) fn of(error: &m7::Error) -> Self {
        Self {
            kind: error.kind().as_str(),
            code: error.code().map(ToOwned::to_owned),
            outcome: error.outcome(),
            request_id: error.request_id().map(|id| id.as_str().to_owned()),
        }
    }
}

impl RosterProblem {
    pub(crate) fn of(problem: &Problem, file: &Path) -> Self {
        let mut said = problem.clone();
        said.place = None;
        Self {
            file: file.display().to_string(),
            line: problem.place.map(|place| place.line),
            column: problem.place.and_then(|place| place.column),
            field: problem.field.clone(),
            value: problem.value.clone(),
            message: problem.message.clone(),
            said: said.to_string(),
        }
    }

    /// As compilers put it, so that editors find the place: `FILE:LINE:COLUMN: what`.
    pub(crate) fn line(&self) -> String {
        let place = |at: Option<usize>| at.map_or_else(String::new, |at| format!(":{at}"));
        let (line, column) = (place(self.line), place(self.column));
        format!("{}{line}{column}: {}", self.file, self.said)
    }
}

/// The names that telemetry has for them.
fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotSent => "not_sent",
        Outcome::Rejected => "rejected",
        Outcome::Ambiguous => "ambiguous",
        Outcome::Applied => "applied",
    }
}
