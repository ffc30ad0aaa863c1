//! What is wrong with a schedule.

use thiserror::Error;

/// Why a schedule can't be used. `Display` names the place and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the fault schedule{}: {reason}", place(path))]
pub struct FaultError {
    path: String,
    reason: String,
}

impl FaultError {
    pub(super) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }

    /// The place in the schedule: `rules[0].fault.reset`. `.` if it is all of it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

fn place(path: &str) -> String {
    match path {
        "." => String::new(),
        path => format!(" at {path}"),
    }
}
