//! What the exit codes mean.

use std::process::ExitCode;

/// How a run of `m7` ended that didn't do what it was asked to, for the script that called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Something failed that no other code names.
    Failure = 1,
    /// The command line or its input can't be right; clap exits with it too.
    Usage = 2,
    /// Some of the data couldn't be read, and the rest was shown.
    Partial = 3,
    /// The server doesn't accept the account, the sign or the time.
    Auth = 4,
    /// There is no such number.
    NotFound = 5,
    /// The server refused: what was asked for doesn't fit what is there.
    Conflict = 6,
    /// A write happened or may have, and its result isn't known.
    OutcomeUnknown = 7,
    /// Ctrl-C.
    Interrupted = 130,
    /// SIGTERM.
    Terminated = 143,
}

/// Every code and what it means, for the help and the README.
pub(crate) const EXITS: [(u8, &str); 10] = [
    (0, "done"),
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
        "some of the data couldn't be read; the rest was shown",
    ),
    (
        Exit::Auth as u8,
        "the server doesn't accept the account, the sign or the time",
    ),
    (Exit::NotFound as u8, "there is no such number"),
    (
        Exit::Conflict as u8,
        "the server refused: it doesn't fit what is there",
    ),
    (
        Exit::OutcomeUnknown as u8,
        "a write happened or may have: look before sending it again",
    ),
    (Exit::Interrupted as u8, "interrupted (Ctrl-C)"),
    (Exit::Terminated as u8, "told to stop (SIGTERM)"),
];

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
