//! What went wrong, by what can be done about it.

use std::fmt;

/// What went wrong with a call, by what its caller can do about it.
///
/// Whether the call took effect is another question, which [`Error::outcome`](crate::Error::outcome)
/// answers.
///
/// No page of the vendor shows a reply that failed, so this is decided by what can be seen: HTTP
/// status, `success` and `code`, of which those are read that have the meaning of an HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client can't work as it is configured: a credential, the base URL, this machine's clock.
    Configuration,
    /// An argument of the call can't be right. It was not sent.
    InvalidInput,
    /// There was no connection: name lookup, refused, TLS, or not in time. Nothing was sent.
    Connect,
    /// The time was up before all of the reply had arrived.
    Timeout,
    /// The connection broke before all of the reply had arrived.
    Interrupted,
    /// The server doesn't accept who is asking: appkey, sign, timestamp, or a permission. HTTP 401,
    /// or a refusal with status or code 401 or 403.
    Authentication,
    /// The server refused the call, and gave none of the other reasons.
    Rejected,
    /// The server answered that there is no such thing, or a `get` found none.
    NotFound,
    /// The server answered that this collides with what there is: status or code 409.
    Conflict,
    /// Too many requests: status or code 429, or all nonces of this process are used up.
    RateLimited,
    /// No nonces are leased to this process ([`NoNonce::NotLeased`](crate::NoNonce)): the store that
    /// leases can't be reached, or refuses. Nothing was sent.
    NotLeased,
    /// The server failed: HTTP 500 and up, or a refusal with such a code, or with 408.
    Server,
    /// The server sent the call elsewhere, and no redirect is followed.
    Redirect,
    /// The reply isn't what the contract says: HTML, empty, cut off, too long, unusable data.
    InvalidReply,
    /// The call was ended before it was done: its task in a [bulk](crate::bulk::Bulk) panicked, or its
    /// runtime was shut down.
    Abandoned,
}

impl ErrorKind {
    /// The kind in lower case with underscores, for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidInput => "invalid_input",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Authentication => "authentication",
            Self::Rejected => "rejected",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::NotLeased => "not_leased",
            Self::Server => "server",
            Self::Redirect => "redirect",
            Self::InvalidReply => "invalid_reply",
            Self::Abandoned => "abandoned",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
