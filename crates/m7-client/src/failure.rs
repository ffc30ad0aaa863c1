//! What became of an attempt that didn't bring what it should.

use std::error::Error as StdError;

use bytes::Bytes;
use reqwest::header::HeaderMap;

use crate::{Attempt, BodyTooLarge, Error, SigningError};

/// Why a network operation failed, without the URL.
pub type Source = Box<dyn StdError + Send + Sync>;

/// What became of an attempt that didn't bring a typed reply, sorted by how far it got.
///
/// Unlike [`Error`] it prints nothing of the reply, and it never says that nothing was sent unless
/// that is certain, and stays so.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The request was not signed, and not sent.
    Unsigned(SigningError),
    /// Nothing of the request left this machine: there was no connection, or not in time.
    NotSent {
        /// Whether the time was up.
        timed_out: bool,
        /// Why.
        source: Source,
    },
    /// The request was sent, and the time was up before all of its reply had arrived.
    TimedOut {
        /// Why.
        source: Source,
    },
    /// The request was sent, and the connection broke before all of its reply had arrived.
    Interrupted {
        /// Why.
        source: Source,
    },
    /// The request was sent, and what came back isn't HTTP.
    NotHttp {
        /// Why.
        source: Source,
    },
    /// The reply is longer than the limit.
    TooLarge(BodyTooLarge),
    /// There is a whole reply, of whatever status, that isn't what the contract promises on
    /// success.
    Reply(UntypedReply),
}

/// A whole reply that isn't what the contract promises on success.
///
/// `Debug` shows its size only.
#[non_exhaustive]
pub struct UntypedReply {
    /// The HTTP status.
    pub status: u16,
    /// The headers. Empty for a status of 2xx, whose headers the generated client doesn't hand on.
    pub headers: HeaderMap,
    /// The body. **It may echo the request, password and sign included**: don't log it.
    pub body: Bytes,
}

impl Failure {
    /// Finds out what became of the attempt that ended in `error`: reads the body of a reply that
    /// nobody has read, and withdraws the request if it hasn't left yet.
    ///
    /// `attempt` must be the one that [`Client::observed`](crate::Client::observed) returned with
    /// the client that was used.
    pub async fn of(error: Error<()>, attempt: &Attempt) -> Self {
        if let Some(reason) = attempt.signing_error() {
            return Self::Unsigned(reason);
        }
        match error {
            Error::UnexpectedResponse(response) => Self::of_response(response).await,
            Error::InvalidResponsePayload(body, _) => Self::Reply(UntypedReply {
                status: attempt.status().unwrap_or_default(),
                headers: HeaderMap::new(),
                body,
            }),
            error if attempt.withdraw() => Self::NotSent {
                timed_out: is_timeout(&error),
                source: source_of(error),
            },
            error => Self::of_sent(error),
        }
    }

    async fn of_response(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        match response.bytes().await {
            Ok(body) => Self::Reply(UntypedReply {
                status,
                headers,
                body,
            }),
            Err(error) => Self::of_sent(Error::ResponseBodyError(error)),
        }
    }

    /// What became of a request that was sent.
    fn of_sent(error: Error<()>) -> Self {
        if let Some(too_large) = find(&error) {
            Self::TooLarge(*too_large)
        } else if is_timeout(&error) {
            Self::TimedOut {
                source: source_of(error),
            }
        } else if find(&error).is_some_and(hyper::Error::is_parse) {
            Self::NotHttp {
                source: source_of(error),
            }
        } else {
            Self::Interrupted {
                source: source_of(error),
            }
        }
    }
}

impl UntypedReply {
    /// The scheme and host that a redirect leads to, if it names them. The rest of the URL isn't
    /// told, since a server may put into it whatever it was sent.
    pub fn redirected_to(&self) -> Option<String> {
        let location = self.headers.get(reqwest::header::LOCATION)?;
        let url = reqwest::Url::parse(location.to_str().ok()?).ok()?;
        Some(url.origin().ascii_serialization())
    }
}

impl std::fmt::Debug for UntypedReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UntypedReply")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

fn is_timeout(error: &Error<()>) -> bool {
    find(error).is_some_and(reqwest::Error::is_timeout)
}

/// The first error of this type, from `error` down to what caused it.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    std::iter::successors(Some(error), |error| (*error).source())
        .find_map(|error| error.downcast_ref())
}

/// What caused the error, without the URL, and without an [`Error`], which may hold a raw reply.
fn source_of(error: Error<()>) -> Source {
    match error {
        Error::CommunicationError(error)
        | Error::InvalidUpgrade(error)
        | Error::ResponseBodyError(error) => Box::new(error.without_url()),
        Error::InvalidRequest(reason) | Error::Custom(reason) => reason.into(),
        Error::ErrorResponse(_)
        | Error::InvalidResponsePayload(..)
        | Error::UnexpectedResponse(_) => "the reply isn't what the contract says".into(),
    }
}
