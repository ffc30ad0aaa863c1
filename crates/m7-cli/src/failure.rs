//! Why a command didn't do what it was asked to.

use std::{io, net::SocketAddr, process::ExitCode};

use m7::{ErrorKind, Outcome};

use crate::{
    cli::Errors,
    exit::Exit,
    failure_view::{FailedCall, RosterProblem, View},
    interrupt::Signal,
    print,
};

/// Whether a command changes anything on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writes {
    /// It reads, or doesn't ask the server at all.
    Nothing,
    /// It may change numbers.
    Numbers,
}

/// What is shown on stderr, and the exit code. It never holds a secret.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    hint: Option<String>,
    /// The call that failed, if one did.
    call: Option<Box<FailedCall>>,
    /// What is wrong with a roster.
    problems: Vec<RosterProblem>,
}

/// More problems than this at once help nobody who reads them.
const MOST_SHOWN: usize = 50;

impl Failure {
    /// A failure that no other exit code names.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::of(Exit::Failure, message)
    }

    /// Something about the command line or its input; nothing was sent.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::of(Exit::Usage, message)
    }

    /// Some of the data couldn't be read, and the rest was shown.
    pub(crate) fn partial(message: impl Into<String>) -> Self {
        Self::of(Exit::Partial, message)
    }

    /// Ctrl-C or SIGTERM, in a command that may have written something by then, or not.
    pub(crate) fn stopped(by: Signal, writes: Writes) -> Self {
        let failure = match by {
            Signal::Interrupt => Self::of(Exit::Interrupted, "interrupted"),
            #[cfg(unix)]
            Signal::Terminate => Self::of(Exit::Terminated, "told to stop"),
        };
        match writes {
            Writes::Nothing => failure,
            Writes::Numbers => failure.hint(
                "if a write was announced above, it may still happen: look with `m7 sip list` \
                 before trying again",
            ),
        }
    }

    /// A sandbox that can't be served as the command line has it. What its options name and can't be
    /// used is about them; an address that is taken may be free the next time.
    pub(crate) fn of_serving(error: m7_sandbox::Error) -> Self {
        use m7_sandbox::Error;

        let is_usage = match &error {
            Error::Listen { source, .. } => cannot_be_listened_on(source),
            Error::Sip(sip) => match io_cause(sip) {
                Some(cause) => cannot_be_listened_on(cause),
                None => std::error::Error::source(sip).is_none(),
            },
            Error::DataFile { .. } | Error::NewerData { .. } | Error::Faults(_) => true,
            _ => false,
        };
        let failure = Self::from(error);
        if is_usage {
            Self {
                exit: Exit::Usage,
                ..failure
            }
        } else {
            failure
        }
    }

    /// An address that can't be listened on, of this machine's own servers.
    pub(crate) fn of_listening(address: SocketAddr, cause: &io::Error) -> Self {
        let message = format!("can't listen on {address}: {cause}");
        match cause.kind() {
            io::ErrorKind::AddrInUse => Self::new(message).hint(
                "another program listens there: stop it, or choose another port with --listen (0 takes \
                 a free one)",
            ),
            io::ErrorKind::PermissionDenied => Self::usage(message)
                .hint("ports below 1024 are for root alone: choose a higher one with --listen"),
            io::ErrorKind::AddrNotAvailable => {
                Self::usage(message).hint("choose an address of this machine with --listen")
            }
            _ => Self::new(message),
        }
    }

    /// The data couldn't be shown, but what was asked for was done.
    pub(crate) fn after_the_write(self) -> Self {
        Self {
            exit: Exit::OutcomeUnknown,
            ..self
        }
    }

    pub(crate) fn of(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hint: None,
            call: None,
            problems: Vec::new(),
        }
    }

    /// Adds what can be done about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what follows from it.
    pub(crate) fn and_so(self, what: &str) -> Self {
        Self {
            message: format!("{}; {what}", self.message),
            ..self
        }
    }

    /// What went wrong, and what can be done about it, for who shows that otherwise.
    pub(crate) fn into_words(self) -> (String, Option<String>) {
        (self.message, self.hint)
    }

    /// Adds what is wrong with a roster.
    pub(crate) fn problems(self, problems: Vec<RosterProblem>) -> Self {
        Self { problems, ..self }
    }

    /// Shows it on stderr.
    pub(crate) fn report(&self, errors: Errors) -> ExitCode {
        match errors {
            Errors::Text => self.text(),
            Errors::Json => print::error(&View::of(
                self.exit,
                &self.message,
                self.hint.as_deref(),
                self.call.as_deref(),
                &self.problems,
            )),
        }
        self.exit.into()
    }

    fn text(&self) {
        for problem in self.problems.iter().take(MOST_SHOWN) {
            print::error(&print::visible(&problem.line()));
        }
        if self.problems.len() > MOST_SHOWN {
            print::error(&format!("and {} more", self.problems.len() - MOST_SHOWN));
        }
        let style = anstyle::AnsiColor::Red.on_default().bold();
        print::error(&format!(
            "{style}error:{style:#} {}",
            print::visible(&self.message)
        ));
        if let Some(hint) = &self.hint {
            print::error(&format!("  hint: {hint}"));
        }
    }
}

#[cfg(test)]
impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<m7_sandbox::Error> for Failure {
    fn from(error: m7_sandbox::Error) -> Self {
        use m7_sandbox::Error;

        let exit = match error {
            Error::UnknownNumber { .. } | Error::UnknownAccount { .. } => Exit::NotFound,
            Error::Account { .. }
            | Error::NotASandbox { .. }
            | Error::ClientUrl { .. }
            | Error::SipPublic { .. } => Exit::Usage,
            _ => Exit::Failure,
        };
        let failure = Self::of(exit, with_causes(&error));
        match error {
            Error::Data(_) => failure.hint(
                "if another process holds the data file, wait for it; if the file is broken, move it \
                 away",
            ),
            _ => failure,
        }
    }
}

impl From<m7_sandbox::PhoneError> for Failure {
    fn from(error: m7_sandbox::PhoneError) -> Self {
        use m7_sandbox::PhoneError;

        match error {
            PhoneError::Number { .. } => Self::usage(error.to_string()),
            PhoneError::Refused { status, .. } => {
                let failure = Self::of(Exit::Conflict, error.to_string());
                match status {
                    401 => failure.hint("the password is wrong, or there is no such number"),
                    403 => failure.hint(
                        "after ten wrong passwords wait a minute; with too many phones at the number, \
                         let one leave",
                    ),
                    423 => failure.hint("ask for a longer time with --expires"),
                    _ => failure,
                }
            }
            _ => Self::of(Exit::Failure, with_causes(&error)),
        }
    }
}

/// Whether no other time will do: the address isn't this machine's, or not for this user.
fn cannot_be_listened_on(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::PermissionDenied
    )
}

fn io_cause(error: &dyn std::error::Error) -> Option<&io::Error> {
    error.source()?.downcast_ref()
}

/// An error and what caused it, in one line; what a cause only repeats is left out.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |cause| cause.source()).fold(
        error.to_string(),
        |text, cause| {
            let cause = cause.to_string();
            if text.contains(&cause) {
                text
            } else {
                format!("{text}: {cause}")
            }
        },
    )
}

impl From<m7::Error> for Failure {
    fn from(error: m7::Error) -> Self {
        let exit = match (error.kind(), error.outcome()) {
            // That something was written matters more than what went wrong then.
            (_, Outcome::Ambiguous | Outcome::Applied) if error.operation() != Some("sip_list") => {
                Exit::OutcomeUnknown
            }
            (ErrorKind::Configuration | ErrorKind::InvalidInput, _) => Exit::Usage,
            (ErrorKind::Authentication, _) => Exit::Auth,
            (ErrorKind::NotFound, _) => Exit::NotFound,
            (ErrorKind::Rejected | ErrorKind::Conflict, _) => Exit::Conflict,
            _ => Exit::Failure,
        };
        let failure = Self {
            call: Some(Box::new(FailedCall::of(&error))),
            ..Self::of(exit, with_causes(&error))
        };
        match error.kind() {
            // The server's own words say more.
            ErrorKind::Rejected | ErrorKind::Conflict | ErrorKind::NotFound
                if exit != Exit::OutcomeUnknown =>
            {
                failure
            }
            // It names the setting, and what it must be.
            ErrorKind::Configuration => failure,
            _ => match error.retry_after() {
                // Longer than the call had time to wait by itself.
                Some(wait) => failure.hint(format!(
                    "{} The server asks to wait {} s.",
                    error.hint(),
                    wait.as_secs()
                )),
                None => failure.hint(error.hint()),
            },
        }
    }
}
