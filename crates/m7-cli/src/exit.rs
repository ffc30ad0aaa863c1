//! What the exit codes mean.

use std::process::ExitCode;

/// How a run of `m7` ended, for the script that called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// What was asked for was done.
    Done = 0,
    /// Something failed that no other code names.
    Failure = 1,
    /// The command line or its input can't be right; clap exits with it too.
    Usage = 2,
    /// Some of the data couldn't be read, or some of a roster not be done; the rest was.
    Partial = 3,
    /// The server doesn't accept the account, the sign or the time.
    Auth = 4,
    /// There is no such number.
    NotFound = 5,
    /// What was asked for doesn't fit what is there: the server refused it, or a roster's store did.
    Conflict = 6,
    /// A write happened or may have, and its result isn't known.
    OutcomeUnknown = 7,
    /// The time to wait was up, or all that is left of a roster is agents to bind once phones are
    /// registered.
    Waiting = 8,
    /// A roster's plan has something to write, where that was asked.
    Changes = 10,
    /// Ctrl-C.
    Interrupted = 130,
    /// SIGTERM.
    Terminated = 143,
}

/// Every code and what it means, for the help and the README.
pub(crate) const EXITS: [(u8, &str); 12] = [
    (Exit::Done as u8, "done"),
    (
        Exit::Failure as u8,
        "it failed, for a reason that no other code names",
    ),
    (
        Exit::Usage as u8,
        "the command line or its input can't be right; nothing was written",
    ),
    (
        Exit::Partial as u8,
        "some of it couldn't be read or done; the rest was",
    ),
    (
        Exit::Auth as u8,
        "the server doesn't accept the account, the sign or the time",
    ),
    (
        Exit::NotFound as u8,
        "there is no such number, or nothing known of it",
    ),
    (
        Exit::Conflict as u8,
        "it doesn't fit what is there: refused by the server, an old plan, or another run",
    ),
    (
        Exit::OutcomeUnknown as u8,
        "a write happened or may have: look before sending it again",
    ),
    (
        Exit::Waiting as u8,
        "sip wait: the time was up; roster: all is done but to bind agents, which waits for phones",
    ),
    (
        Exit::Changes as u8,
        "roster plan --exit-code: there is something to write",
    ),
    (Exit::Interrupted as u8, "interrupted (Ctrl-C)"),
    (Exit::Terminated as u8, "told to stop (SIGTERM)"),
];

impl Exit {
    /// What kind of failure it is, for programs, where no call says it.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failure => "failure",
            Self::Usage => "usage",
            Self::Partial => "partial",
            Self::Auth => "authentication",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Waiting => "waiting",
            Self::Changes => "changes",
            // Connections are interrupted too.
            Self::Interrupted | Self::Terminated => "stopped",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_says_the_same() {
        let readme = include_str!("../README.md");
        for (code, meaning) in EXITS {
            let row = format!("| {code} | {meaning} |");
            assert!(readme.contains(&row), "README.md lacks {row}");
        }
    }
}
