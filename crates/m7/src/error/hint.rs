//! What to do about an error.

use std::borrow::Cow;
use std::error::Error as StdError;

use m7_models::operation::UNLISTED;

use super::{Error, GivenUp};
use crate::clock::Remedy;
use crate::{ErrorKind, Outcome};

impl Error {
    /// What to do about it, in a sentence or two.
    pub fn hint(&self) -> Cow<'static, str> {
        match self.0.given_up {
            Some(GivenUp::Budget) => format!(
                "{} It would have been attempted again, but too many of this client's calls have \
                 failed lately: that is bounded by its retry_budget (ClientBuilder::retry_budget).",
                self.advice()
            )
            .into(),
            _ => self.advice(),
        }
    }

    /// The same, whatever ended the attempts.
    fn advice(&self) -> Cow<'static, str> {
        if self.ran_out_of_files() {
            return "This process has as many files and connections open as the system lets it: \
                    close some, or raise the limit (ulimit -n); nothing was sent, so it can be \
                    sent again."
                .into();
        }
        if self.http_status() == Some(407) {
            return "Name the proxy with a user and a password (HTTP_PROXY=http://user:password@host:\
                    port), or go past it (NO_PROXY, or a client built without_proxy); the service \
                    was not asked."
                .into();
        }
        if let Some(out) = &self.0.out_of_window {
            return hint_for_clock(out.remedy).into();
        }
        let is_open =
            self.is_write() && matches!(self.outcome(), Outcome::Ambiguous | Outcome::Applied);
        if let Some(wait) = self.retry_after().filter(|_| !is_open) {
            return format!("Send it again in {} s at the earliest.", wait.as_secs()).into();
        }
        let first = match self.outcome() {
            _ if !self.is_write() => return hint_for(self.kind()).into(),
            Outcome::NotSent | Outcome::Rejected => return hint_for(self.kind()).into(),
            Outcome::Ambiguous if self.is_unlisted() => {
                "It may have happened: look what became of it before sending it again."
            }
            Outcome::Applied if self.is_unlisted() => "It happened, so don't send it again.",
            Outcome::Ambiguous => "It may have happened: list the numbers before sending it again.",
            Outcome::Applied => {
                "It happened, so don't send it again; list the numbers to see the result."
            }
        };
        match self.kind() {
            // More time or another attempt is no advice for a write.
            ErrorKind::Timeout | ErrorKind::Interrupted | ErrorKind::Server => first.into(),
            kind => format!("{first} {}", hint_for(kind)).into(),
        }
    }

    /// Whether it is of an operation that the contract doesn't have, and no list shows.
    fn is_unlisted(&self) -> bool {
        self.operation() == Some(UNLISTED.id)
    }

    /// Whether there was no connection because this machine had no handle left for one.
    fn ran_out_of_files(&self) -> bool {
        self.is_connect()
            && std::iter::successors(self.source(), |error| (*error).source())
                .filter_map(|error| error.downcast_ref::<std::io::Error>())
                .filter_map(std::io::Error::raw_os_error)
                .any(|code| OUT_OF_FILES.contains(&code))
    }
}

/// `EMFILE` and `ENFILE`, which are the same numbers on all Unix systems that Rust knows.
#[cfg(not(windows))]
const OUT_OF_FILES: &[i32] = &[24, 23];

/// `WSAEMFILE`.
#[cfg(windows)]
const OUT_OF_FILES: &[i32] = &[10024];

fn hint_for_clock(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Corrected => {
            "Send it again: the client has learnt the server's time. Set this machine's clock all the \
             same. If it is refused still, check the appkey and the secret key."
        }
        Remedy::SwitchedOff => {
            "Set this machine's clock; the client was told not to correct it by the server's."
        }
        Remedy::TooFar => {
            "Set this machine's clock: it is too far off for the client to correct it by the server's \
             (more than 24 h)."
        }
        Remedy::Unknown => "Set this machine's clock, and send it again.",
    }
}

fn hint_for(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Configuration => "Mend the configuration; nothing was sent.",
        ErrorKind::InvalidInput => "Mend the argument; nothing was sent.",
        ErrorKind::Connect => {
            "Check the base URL, the network and the proxy; nothing was sent, so it can be sent \
             again."
        }
        ErrorKind::Timeout => "Give the call more time, or try again later.",
        ErrorKind::Interrupted => "Try again.",
        ErrorKind::Authentication => {
            "Check appkey, secret key and permissions, and this machine's clock: the service \
             refuses a timestamp more than 5 minutes from its own."
        }
        ErrorKind::Rejected => "The server did nothing; its message says why.",
        ErrorKind::NotFound => "List the numbers to see what there is.",
        ErrorKind::Conflict => "List the numbers to see what it collides with.",
        ErrorKind::RateLimited => "Send fewer requests, and this one again later.",
        ErrorKind::NotLeased => {
            "Mend what keeps this process from leasing nonces; nothing was sent, so send it again then."
        }
        ErrorKind::Server => "Try again later; give the vendor the request id if it stays so.",
        ErrorKind::Redirect => {
            "Check the base URL: the service doesn't redirect, but proxies and login pages do. No \
             redirect is followed, since it could carry passwords elsewhere."
        }
        ErrorKind::InvalidReply => {
            "Check the base URL (http or https, host and port) and what lies between here and the service, such as a proxy or a \
             network's login page: this is no reply of the API as it is documented."
        }
        ErrorKind::Abandoned => "List the numbers to see whether it was done.",
    }
}
