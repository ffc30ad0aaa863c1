//! What the exit codes mean.

use std::process::ExitCode;

/// How a run of `m7` ended, for the script that called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Something failed that no other code names.
    Failure = 1,
    /// The command line or its input can't be right; nothing was sent. clap exits with it too.
    Usage = 2,
    /// The server doesn't accept the account, the sign or the time.
    Auth = 4,
    /// There is no such number.
    NotFound = 5,
    /// The server refused: what was asked for doesn't fit what is there.
    Conflict = 6,
    /// A write may or may not have happened.
    OutcomeUnknown = 7,
    /// Ctrl-C.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
