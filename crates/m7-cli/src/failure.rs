//! Why a command didn't do what it was asked to.

use std::{fmt, process::ExitCode};

use m7::{ErrorKind, Outcome};

use crate::{exit::Exit, print};

/// What is shown on stderr, and the exit code. It never holds a secret.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// A failure that no other exit code names.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::of(Exit::Failure, message)
    }

    /// Something about the command line or its input; nothing was sent.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::of(Exit::Usage, message)
    }

    /// Ctrl-C.
    pub(crate) fn interrupted() -> Self {
        Self::of(Exit::Interrupted, "interrupted").hint(
            "a write that had been sent may still happen: look with `m7 sip list` before trying again",
        )
    }

    fn of(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hint: None,
        }
    }

    /// Adds what can be done about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Shows it on stderr.
    pub(crate) fn report(&self) -> ExitCode {
        let style = anstyle::AnsiColor::Red.on_default().bold();
        print::note(&format!("{style}error:{style:#} {}", self.message));
        if let Some(hint) = &self.hint {
            print::note(&format!("  hint: {hint}"));
        }
        self.exit.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<m7_sandbox::Error> for Failure {
    fn from(error: m7_sandbox::Error) -> Self {
        use m7_sandbox::Error;

        let exit = match error {
            Error::UnknownNumber { .. } | Error::UnknownAccount { .. } => Exit::NotFound,
            Error::Account { .. } | Error::NotASandbox { .. } => Exit::Usage,
            _ => Exit::Failure,
        };
        Self::of(exit, with_causes(&error))
    }
}

/// An error and what caused it, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |cause| cause.source())
        .fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

impl From<m7::Error> for Failure {
    fn from(error: m7::Error) -> Self {
        let exit = match (error.kind(), error.outcome()) {
            // Not knowing what became of a write matters more than why.
            (_, Outcome::Ambiguous) if error.operation() != Some("sip_list") => {
                Exit::OutcomeUnknown
            }
            (ErrorKind::Configuration | ErrorKind::InvalidInput, _) => Exit::Usage,
            (ErrorKind::Authentication, _) => Exit::Auth,
            (ErrorKind::NotFound, _) => Exit::NotFound,
            (ErrorKind::Rejected | ErrorKind::Conflict, _) => Exit::Conflict,
            _ => Exit::Failure,
        };
        Self::of(exit, with_causes(&error)).hint(error.hint())
    }
}
