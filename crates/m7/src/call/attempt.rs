//! One attempt of a call: sent, and its reply opened.

use std::time::Instant;

use m7_client::Failure;

use crate::call::{Options, Request};
use crate::opening::Opening;
use crate::{CallReport, Client, Error, Reply, sight};

/// Sends the request once.
pub(super) async fn attempt<R: Request>(
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
