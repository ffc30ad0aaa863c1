//! One call: a request and its attempt.

use std::future::Future;
use std::time::{Duration, Instant};

use m7_client::{Failure, ResponseValue};
use m7_envelope::{DecodeError, Envelope};
use m7_models::{Operation, SipPassword};
use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::opening::Opening;
use crate::{CallReport, Client, Error, Reply, input, sight};

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

    /// What a reply can't do without and lacks, in words, though it is of the right type.
    fn lacks(_: &Self::Data) -> Option<&'static str> {
        None
    }

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
        password: request.password(),
        attempt,
        timeout: sender.timeout_of(R::OPERATION.id),
    };
    match sent {
        Ok(response) => opening.envelope::<R>(response.into_inner()),
        Err(Failure::Reply(reply)) => opening.untyped::<R>(&reply),
        Err(failure) => Err(opening.failure(failure)),
    }
}
