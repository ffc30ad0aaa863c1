//! One attempt of a call: sent, and its reply opened.

use std::pin::pin;
use std::time::{Duration, Instant};

use m7_client::{Attempt, Failure, Signed};
use tracing::Instrument;

use crate::call::claims::Claim;
use crate::call::course::Earlier;
use crate::call::{Request, SentAt};
use crate::limits::{Standing, Turn};
use crate::opening::Opening;
use crate::policy::Deadline;
use crate::sight::{self, Count, Purpose};
use crate::{CallReport, Client, Error, Reply};

/// What an attempt is for.
pub(super) struct Errand<'a, 'c> {
    pub(super) purpose: Purpose,
    /// Which attempt for this it is.
    pub(super) count: Count<'a>,
    /// What is open from when it is sent.
    pub(super) claim: Option<&'a mut Claim<'c>>,
    /// What it is signed with.
    pub(super) signature: Signature<'a>,
}

/// What an attempt is signed with.
pub(super) enum Signature<'a> {
    /// With the time, and a nonce that was never used.
    New,
    /// The same, and it is told here.
    Kept(&'a mut Option<Signed>),
    /// With what an earlier attempt was signed with, if that is still good when it is its turn.
    Again(&'a Earlier),
}

/// Sends the request once, when it is its turn and within what is left of the time.
pub(super) async fn attempt<R: Request>(
    client: &Client,
    request: &R,
    deadline: &mut Deadline,
    errand: Errand<'_, '_>,
) -> Result<Reply<R::Data>, Error> {
    // Before all else, so that the timestamp is fresh and no timeout runs while it is waited for.
    let turn = turn(client, deadline).await;
    let waited = deadline.begin();
    let (Some(turn), Some(timeout)) = (turn, deadline.of_attempt()) else {
        return Err(Error::too_late(request.operation(), deadline.total()));
    };
    if let Signature::Again(earlier) = errand.signature
        && !earlier.is_good_at(client)
    {
        return Err(Error::too_late(request.operation(), deadline.total()));
    }
    if let Some(claim) = errand.claim {
        claim.open();
    }
    let queued = waited.saturating_add(turn.queued());
    let (sender, attempt) = client.sender().observed();
    let mut sender = sender.with_timeout(timeout);
    if let Signature::Again(earlier) = errand.signature {
        sender = sender.with_signed(earlier.signed());
    }
    let mut sight = sight::Attempt::begin(
        client,
        request.operation(),
        request.path(),
        errand.purpose,
        errand.count,
        queued,
        &attempt,
    );
    let span = sight.span();
    // Pinned where it is made: a future of this size isn't moved for nothing.
    let sending = pin!(async {
        let result = send(client, request, &sender, &attempt, timeout, (turn, queued)).await;
        sight.end(&result);
        result
    });
    let result = sending.instrument(span).await;
    if let Signature::Kept(place) = errand.signature {
        *place = attempt.signed();
    }
    result
}

/// Waits for a turn, but no longer than the call may.
async fn turn(client: &Client, deadline: &Deadline) -> Option<Turn> {
    let standing = if deadline.has_begun() {
        Standing::Continued
    } else {
        Standing::New
    };
    let turn = client.limits().turn(standing);
    match deadline.patience() {
        Some(patience) => tokio::time::timeout(patience, turn).await.ok(),
        None => Some(turn.await),
    }
}

async fn send<R: Request>(
    client: &Client,
    request: &R,
    sender: &m7_client::Client,
    attempt: &Attempt,
    timeout: Duration,
    (turn, queued): (Turn, Duration),
) -> Result<Reply<R::Data>, Error> {
    let sent = SentAt {
        local: client.clock().local_now(),
        steady: Instant::now(),
    };
    let opening = || {
        // The rest of the elapsed time is decoding, which is neither the network's nor the server's.
        let elapsed = attempt
            .body_after()
            .unwrap_or_else(|| sent.steady.elapsed());
        Opening {
            client,
            operation: request.operation(),
            report: CallReport::of_attempt(request.operation(), queued, elapsed),
            passwords: request.passwords(),
            exchange: client.clock().exchange(sent.local, attempt),
            sent,
            attempt: attempt.clone(),
            timeout,
        }
    };
    let error = match request.send(sender).await {
        Ok(response) => {
            drop(turn);
            return opening().envelope::<R>(response.into_inner());
        }
        Err(error) => error,
    };
    // Its future is big, and seldom needed.
    let failure = Box::pin(Failure::of(error, attempt)).await;
    drop(turn);
    match failure {
        Failure::Reply(reply) => opening().untyped::<R>(&reply),
        failure => Err(opening().failure(failure)),
    }
}
