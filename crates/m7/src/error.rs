//! The one error of this crate.

mod hint;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use m7_envelope::RequestId;
use m7_models::{Effect, Operation};

use crate::call::SentAt;
use crate::clock::OutOfWindow;
use crate::plain::Plain;
use crate::verdict::Verdict;
use crate::{CallReport, ErrorKind, Outcome};

/// Why a call failed, and what became of it.
///
/// Its `Display` is one line: operation, number or `sipId`, what happened, code, the server's message and request id.
/// Neither that nor `Debug` ([`body`](Self::body) included) shows a password, a secret key or a
/// sign. What the network layer had to say is the [`source`](StdError::source).
///
/// ```
/// # async fn example(sip: m7::Sip) -> Result<(), m7::Error> {
/// use m7::Outcome;
///
/// match sip.create("2004", "a-password").await {
///     Ok(reply) => println!("created {}", reply.data.sip_id),
///     Err(error) => match error.outcome() {
///         Outcome::NotSent | Outcome::Rejected => return Err(error),
///         Outcome::Applied => println!("created, but the reply can't be read: {error}"),
///         Outcome::Ambiguous => match sip.get("2004").await {
///             Ok(number) => println!("it's there: {}", number.data.sip_id),
///             Err(_) => return Err(error),
///         },
///     },
/// }
/// # Ok(())
/// # }
/// ```
///
/// Cloning is cheap.
#[derive(Clone)]
pub struct Error(Arc<Parts>);

#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) verdict: Verdict,
    /// What happened, in words that need no other part.
    pub(crate) what: String,
    pub(crate) operation: Option<&'static Operation>,
    /// What the call was about: a number or a `sipId`.
    pub(crate) subject: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) http_status: Option<u16>,
    pub(crate) timed_out: bool,
    pub(crate) out_of_window: Option<OutOfWindow>,
    /// Whether requests are signed by another time since, and because, it was refused.
    pub(crate) is_signed_otherwise: bool,
    pub(crate) body: Option<String>,
    pub(crate) call: Option<CallReport>,
    pub(crate) source: Option<Arc<dyn StdError + Send + Sync>>,
    /// How long the server asked to wait.
    pub(crate) retry_after: Option<Duration>,
    /// Whether another attempt is certain to bring the same.
    pub(crate) will_recur: bool,
    /// What was found when it was looked for.
    pub(crate) evidence: Option<String>,
    /// When it was sent.
    pub(crate) sent: Option<SentAt>,
    /// Why there was no further attempt, though it may have helped.
    pub(crate) given_up: Option<GivenUp>,
}

/// Why a call was given up that could have been attempted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GivenUp {
    /// The client's retry budget is used up.
    Budget,
    /// After the wait before the next attempt, too little would have been left of this deadline.
    Deadline(Duration),
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.verdict.kind
    }

    /// What became of the call: whether it may have taken effect.
    pub fn outcome(&self) -> Outcome {
        self.0.verdict.outcome
    }

    /// The operation's name in the contract, e.g. `sip_create`. `None` for an error of
    /// configuration.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// What the call was about, as it was asked for: the number of a create, a get or a list of one
    /// number; the `sipId` of an update, a bind, an unbind or a delete. `None` for a list of all, and
    /// for an argument that was refused, which the message names.
    ///
    /// `Display` and the span `m7.call` (as `m7.subject`) have it, too. It is no label for a metric:
    /// there are as many as there are numbers.
    pub fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// The `code` of the reply, if one was read.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The `message` of the reply, if one was read: what the server says, without the secrets that
    /// were sent to it.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The server's id for the request, if a reply with one was read.
    pub fn request_id(&self) -> Option<&RequestId> {
        self.call()?.request_id()
    }

    /// The HTTP status, if a reply's headers have arrived.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The beginning of the reply's body, at most 8,192 characters, without the secrets that were
    /// sent. `None` if nothing of it has arrived.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The server's id and where the time went, if a call was made.
    pub fn call(&self) -> Option<&CallReport> {
        self.0.call.as_ref()
    }

    /// How long the server asks to wait before the call is made again (`Retry-After`), counted from
    /// its reply.
    ///
    /// The call has waited for as long by itself, unless that was longer than its
    /// [deadline](crate::ClientBuilder::deadline) or there was no attempt left.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What was found when an [`Ambiguous`](Outcome::Ambiguous) write was looked for
    /// ([`Reconcile`](crate::Reconcile)) or sent once more as it was ([`Probe`](crate::Probe)), in
    /// words. `Display` has it, too.
    pub fn evidence(&self) -> Option<&str> {
        self.0.evidence.as_deref()
    }

    /// Whether the time was up, for the connection or for the reply.
    pub fn is_timeout(&self) -> bool {
        self.0.timed_out
    }

    /// Whether there was no connection.
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Whether the server doesn't accept who is asking.
    pub fn is_auth(&self) -> bool {
        self.kind() == ErrorKind::Authentication
    }

    /// Whether the server refused the request while its timestamp was more than 5 minutes off, by
    /// the server's own time: one of the two clocks is wrong.
    ///
    /// Unless the [`hint`](Self::hint) says otherwise, the client has learnt the server's time, and
    /// signs by it from now on.
    pub fn is_clock_skew(&self) -> bool {
        self.0.out_of_window.is_some()
    }

    /// Whether there is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Whether it collides with what there is.
    pub fn is_conflict(&self) -> bool {
        self.kind() == ErrorKind::Conflict
    }

    /// Whether there were too many requests.
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::RateLimited
    }

    /// Whether the client can't work as it is configured.
    pub fn is_configuration(&self) -> bool {
        self.kind() == ErrorKind::Configuration
    }

    /// Whether an argument of the call can't be right.
    pub fn is_invalid_input(&self) -> bool {
        self.kind() == ErrorKind::InvalidInput
    }

    /// Whether the same call fails until somebody mends the program, its configuration or its account, so
    /// that there is no use in asking again: of the kinds [`Configuration`](ErrorKind::Configuration),
    /// [`InvalidInput`](ErrorKind::InvalidInput) and [`Authentication`](ErrorKind::Authentication).
    ///
    /// Waits end at once with such an error, and whoever [watches](crate::Sip::watch) does well to.
    pub fn is_lasting(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Authentication | ErrorKind::Configuration | ErrorKind::InvalidInput
        )
    }

    /// Whether the call was to change something, so that its [`outcome`](Self::outcome) matters
    /// before it is made again.
    pub fn is_write(&self) -> bool {
        self.0
            .operation
            .is_some_and(|operation| operation.effect != Effect::Read)
    }

    /// Whether it may have happened, or not. That matters for a [write](Self::is_write) alone: a read,
    /// or a wait whose time is up, is this too, and changes nothing.
    pub fn is_ambiguous(&self) -> bool {
        self.outcome() == Outcome::Ambiguous
    }

    /// Whether the request was refused for its timestamp, or may have been, and will have another
    /// when it is signed anew.
    pub(crate) fn is_mended_by_signing_anew(&self) -> bool {
        self.0.is_signed_otherwise
    }

    /// When it was sent.
    pub(crate) fn sent(&self) -> Option<SentAt> {
        self.0.sent
    }

    /// Whether the request was refused for its timestamp.
    pub(crate) fn is_out_of_window(&self) -> bool {
        self.0.out_of_window.is_some()
    }

    /// Whether it failed before anything was tried on the network, for want of a nonce.
    pub(crate) fn is_local(&self) -> bool {
        self.outcome() == Outcome::NotSent
            && matches!(self.kind(), ErrorKind::NotLeased | ErrorKind::RateLimited)
    }

    /// Whether another attempt is certain to bring the same.
    pub(crate) fn will_recur(&self) -> bool {
        self.0.will_recur || self.kind() == ErrorKind::Redirect
    }

    /// The same error with something added.
    pub(crate) fn amended(mut self, amend: impl FnOnce(&mut Parts)) -> Self {
        amend(Arc::make_mut(&mut self.0));
        self
    }

    /// An error of configuration.
    pub(crate) fn configuration(what: impl Into<String>) -> Self {
        Self::unsent(ErrorKind::Configuration, None, what.into())
    }

    /// An argument that can't be right.
    pub(crate) fn invalid_input(operation: &'static Operation, what: impl Into<String>) -> Self {
        Self::unsent(ErrorKind::InvalidInput, Some(operation), what.into())
    }

    /// A call that was ended before it was done.
    pub(crate) fn abandoned(outcome: Outcome, what: &str) -> Self {
        Self::from(Parts::new(
            Verdict::new(ErrorKind::Abandoned, outcome),
            what,
        ))
    }

    /// There was no time left to send it.
    pub(crate) fn too_late(operation: &'static Operation, total: Duration) -> Self {
        Self::from(Parts {
            operation: Some(operation),
            timed_out: true,
            ..Parts::new(
                Verdict::new(ErrorKind::Timeout, Outcome::NotSent),
                format!("the deadline of {total:?} had passed before it was sent"),
            )
        })
    }

    fn unsent(kind: ErrorKind, operation: Option<&'static Operation>, what: String) -> Self {
        Self::from(Parts {
            operation,
            ..Parts::new(Verdict::new(kind, Outcome::NotSent), what)
        })
    }
}

impl Parts {
    pub(crate) fn new(verdict: Verdict, what: impl Into<String>) -> Self {
        Self {
            verdict,
            what: what.into(),
            operation: None,
            subject: None,
            code: None,
            message: None,
            http_status: None,
            timed_out: false,
            out_of_window: None,
            is_signed_otherwise: false,
            body: None,
            call: None,
            source: None,
            retry_after: None,
            will_recur: false,
            evidence: None,
            sent: None,
            given_up: None,
        }
    }
}

impl From<Parts> for Error {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation() {
            f.write_str(operation)?;
            if let Some(subject) = self.subject() {
                write!(f, " {}", Plain(subject))?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.0.what)?;
        // That of a success says nothing of what is wrong.
        let message = self
            .message()
            .filter(|_| self.outcome() != Outcome::Applied);
        if let Some(message) = message {
            write!(f, ": {}", Plain(message))?;
        }
        if let Some(evidence) = self.evidence() {
            write!(f, "; {}", Plain(evidence))?;
        }
        let code = self.code().map(|code| format!("code {}", Plain(code)));
        let status = self.http_status().map(|status| format!("HTTP {status}"));
        let request = self
            .request_id()
            .map(|id| format!("request {}", Plain(id.as_str())));
        let attempts = self
            .call()
            .map(CallReport::attempts)
            .filter(|attempts| *attempts > 1)
            .map(|attempts| format!("{attempts} attempts"));
        let lookups = match self.call().map_or(0, CallReport::lookups) {
            0 => None,
            1 => Some("1 lookup".to_owned()),
            lookups => Some(format!("{lookups} lookups")),
        };
        let given_up = self.0.given_up.map(|reason| reason.to_string());
        let details: Vec<String> = [code, status, request, attempts, lookups, given_up]
            .into_iter()
            .flatten()
            .collect();
        if details.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", details.join(", "))
        }
    }
}

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Budget => f.write_str("the client's retry budget is used up"),
            Self::Deadline(total) => write!(f, "the deadline of {total:?} leaves no time for more"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("outcome", &self.outcome())
            .field("operation", &self.operation())
            .field("subject", &self.0.subject)
            .field("what", &self.0.what)
            .field("code", &self.0.code)
            .field("message", &self.0.message)
            .field("http_status", &self.0.http_status)
            .field("body", &self.0.body)
            .field("call", &self.0.call)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
