//! One call: a request, its attempt, and what became of it.

use std::future::Future;
use std::time::{Duration, Instant};

use m7_client::{Attempt, Failure, ResponseValue, SigningError, UntypedReply};
use m7_envelope::{Data, DecodeError, Envelope};
use m7_models::{Operation, SipPassword};
use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::error::Parts;
use crate::glimpse::{Glimpse, look_of};
use crate::redactor::Redactor;
use crate::verdict::Verdict;
use crate::{CallReport, Client, Error, ErrorKind, Outcome, Reply, input, sight};

/// What the generated client returns.
pub(crate) type Sent<T> = Result<ResponseValue<Envelope<T>>, m7_client::Error<()>>;

/// A request of one operation, which can be sent any number of times.
pub(crate) trait Request: Send + Sync {
    /// What the reply carries.
    type Data: DeserializeOwned + Send;

    /// The operation.
    const OPERATION: &'static Operation;

    /// Refuses what can't be right.
    fn check(&self) -> Result<(), input::Wrong>;

    /// The password that the request holds.
    fn password(&self) -> Option<&SipPassword> {
        None
    }

    /// Sends one attempt.
    fn send(&self, client: &m7_client::Client) -> impl Future<Output = Sent<Self::Data>> + Send;

    /// Decodes a reply whose data isn't all what the contract says, as far as that goes.
    fn salvage(reply: &[u8]) -> Result<Envelope<Self::Data>, DecodeError> {
        Envelope::from_slice(reply)
    }
}

/// What a caller has said about one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
}

/// Makes the call.
pub(crate) async fn make<R: Request>(
    client: &Client,
    request: &R,
    options: &Options,
) -> Result<Reply<R::Data>, Error> {
    request
        .check()
        .map_err(|wrong| Error::invalid_input(R::OPERATION, wrong))?;
    if options.timeout == Some(Duration::ZERO) {
        return Err(Error::invalid_input(R::OPERATION, "the timeout is zero"));
    }
    let span = sight::span(client, R::OPERATION);
    async {
        // Whatever decides on a further attempt stands around this line; nothing below it does.
        let result = attempt(client, request, options).await;
        sight::record(&result);
        result
    }
    .instrument(span)
    .await
}

async fn attempt<R: Request>(
    client: &Client,
    request: &R,
    options: &Options,
) -> Result<Reply<R::Data>, Error> {
    let started = Instant::now();
    let (mut sender, attempt) = client.sender().observed();
    if let Some(timeout) = options.timeout {
        sender = sender.with_timeout(timeout);
    }
    // A reply that nobody has read is read here, and counts for the elapsed time.
    let sent = match request.send(&sender).await {
        Ok(response) => Ok(response),
        Err(error) => Err(Failure::of(error, &attempt).await),
    };
    sight::record_status(attempt.status());
    // The rest of the elapsed time is decoding, which is neither the network's nor the server's.
    let elapsed = attempt.body_after().unwrap_or_else(|| started.elapsed());
    let opening = Opening {
        client,
        operation: R::OPERATION,
        report: CallReport::of_attempt(R::OPERATION, elapsed),
        redactor: redactor(client, request, &attempt),
        attempt,
        timeout: sender.timeout_of(R::OPERATION.id),
    };
    match sent {
        Ok(response) => opening.envelope(response.into_inner()),
        Err(Failure::Reply(reply)) => opening.untyped::<R>(&reply),
        Err(failure) => Err(opening.failure(failure)),
    }
}

fn redactor<R: Request>(client: &Client, request: &R, attempt: &Attempt) -> Redactor {
    let mut redactor = Redactor::default();
    redactor.hide(client.credentials().expose_secret_key());
    if let Some(password) = request.password() {
        redactor.hide(password.expose());
    }
    if let Some(signed) = attempt.signed() {
        redactor.hide(signed.sign());
    }
    redactor
}

/// An attempt that is over, to be opened.
struct Opening<'a> {
    client: &'a Client,
    operation: &'static Operation,
    report: CallReport,
    redactor: Redactor,
    attempt: Attempt,
    timeout: Duration,
}

impl Opening<'_> {
    /// A reply that could be decoded, of a status of 2xx.
    fn envelope<T: DeserializeOwned>(self, envelope: Envelope<T>) -> Result<Reply<T>, Error> {
        let report = self
            .report
            .clone()
            .with_reply(envelope.request_info.as_ref());
        match envelope.data {
            Data::Typed(data) if envelope.success => {
                #[cfg(feature = "drift")]
                crate::drift::report::<T>(self.operation, &self.attempt.kept_body());
                Ok(Reply::new(data, report))
            }
            Data::Absent if envelope.success => Err(Error::from(Parts {
                call: Some(report),
                ..self.parts(
                    Verdict::new(ErrorKind::InvalidReply, Outcome::Applied),
                    "the server did it, but its reply has no data",
                )
            })),
            _ => Err(self.refused(Glimpse {
                success: Some(false),
                code: Some(envelope.code.as_str().to_owned()).filter(|code| !code.is_empty()),
                message: Some(envelope.message).filter(|message| !message.is_empty()),
                info: envelope.request_info,
            })),
        }
    }

    /// A whole reply of any status that is no success as the contract has it.
    fn untyped<R: Request>(self, reply: &UntypedReply) -> Result<Reply<R::Data>, Error> {
        let glimpse = Glimpse::of(&reply.body);
        match glimpse.success {
            Some(false) => Err(self.refused(glimpse)),
            Some(true) if (200..=299).contains(&reply.status) => match R::salvage(&reply.body) {
                Ok(envelope) => self.envelope(envelope),
                Err(error) => Err(Error::from(Parts {
                    source: Some(Box::new(error)),
                    ..self.parts_of(
                        glimpse,
                        Verdict::new(ErrorKind::InvalidReply, Outcome::Applied),
                        "the server did it, but its reply isn't what the contract says",
                    )
                })),
            },
            _ => {
                let what = what_of_status(reply);
                Err(Error::from(self.parts_of(
                    glimpse,
                    Verdict::of_status(reply.status),
                    what,
                )))
            }
        }
    }

    /// The reply says `success: false`.
    fn refused(self, glimpse: Glimpse) -> Error {
        let status = self.attempt.status().unwrap_or_default();
        let verdict = Verdict::of_refusal(status, glimpse.code.as_deref());
        let what = match verdict.outcome {
            Outcome::Ambiguous => "the server failed",
            _ => "the server refused it",
        };
        Error::from(self.parts_of(glimpse, verdict, what))
    }

    /// There is no whole reply.
    fn failure(self, failure: Failure) -> Error {
        let host = format!(
            "{}:{}",
            self.client.parsed_base_url().host(),
            self.client.parsed_base_url().port()
        );
        let timed_out = matches!(
            failure,
            Failure::TimedOut { .. }
                | Failure::NotSent {
                    timed_out: true,
                    ..
                }
        );
        let (verdict, what, source) = match failure {
            Failure::Unsigned(reason) => {
                let kind = match reason {
                    SigningError::Nonces(_) => ErrorKind::RateLimited,
                    _ => ErrorKind::Configuration,
                };
                (
                    Verdict::new(kind, Outcome::NotSent),
                    reason.to_string(),
                    None,
                )
            }
            Failure::NotSent { timed_out, source } => {
                let in_time = if timed_out { " in time" } else { "" };
                (
                    Verdict::new(ErrorKind::Connect, Outcome::NotSent),
                    format!("there was no connection to {host}{in_time}, so nothing was sent"),
                    Some(source),
                )
            }
            Failure::TimedOut { source } => (
                self.cut_short(ErrorKind::Timeout),
                format!("no whole reply arrived within {:?}", self.timeout),
                Some(source),
            ),
            Failure::Interrupted { source } => (
                self.cut_short(ErrorKind::Interrupted),
                format!("the connection to {host} broke before all of the reply had arrived"),
                Some(source),
            ),
            Failure::TooLarge(too_large) => (
                self.cut_short(ErrorKind::InvalidReply),
                too_large.to_string(),
                None,
            ),
            // Only a later version of the client has others, and what isn't known is ambiguous.
            _ => (
                self.cut_short(ErrorKind::InvalidReply),
                "the attempt failed".to_owned(),
                None,
            ),
        };
        Error::from(Parts {
            timed_out,
            source,
            ..self.parts(verdict, what)
        })
    }

    /// A reply was cut short: its status, if it had arrived, may say enough by itself.
    fn cut_short(&self, kind: ErrorKind) -> Verdict {
        match self.attempt.status() {
            Some(status) if status >= 300 => Verdict::of_status(status),
            _ => Verdict::new(kind, Outcome::Ambiguous),
        }
    }

    fn parts_of(self, glimpse: Glimpse, verdict: Verdict, what: impl Into<String>) -> Parts {
        let report = self.report.clone().with_reply(glimpse.info.as_ref());
        let redactor = &self.redactor;
        Parts {
            code: glimpse.code.map(|code| redactor.message(&code)),
            message: glimpse.message.map(|message| redactor.message(&message)),
            call: Some(report),
            ..self.parts(verdict, what)
        }
    }

    fn parts(&self, verdict: Verdict, what: impl Into<String>) -> Parts {
        let body = self.attempt.kept_body();
        Parts {
            operation: Some(self.operation),
            http_status: self.attempt.status(),
            body: (!body.is_empty()).then(|| self.redactor.body(&body)),
            call: Some(self.report.clone()),
            ..Parts::new(verdict, what)
        }
    }
}

/// What happened when a reply has no readable `success`.
fn what_of_status(reply: &UntypedReply) -> String {
    let look = look_of(&reply.body);
    match reply.status {
        300..=399 => match reply.location() {
            Some(place) => format!("the server redirected it to {place}, which isn't followed"),
            None => "the server redirected it, which isn't followed".to_owned(),
        },
        407 => "a proxy on the way wants to know who is asking".to_owned(),
        500.. => format!("the server failed, with {look}"),
        _ => format!("the reply is {look}"),
    }
}
