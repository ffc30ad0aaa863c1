//! One call: a request, and the attempts that it takes.

mod attempt;
mod claims;
mod conduct;
mod course;
mod finding;
mod options;
mod reconcile;
mod request;

use std::pin::pin;
use std::time::Duration;

use tracing::Instrument;

use crate::{Client, Error, Reply, sight};

pub(crate) use conduct::{Conduct, Flow, Policies};
use course::Course;
pub(crate) use finding::Subject;
pub(crate) use options::Options;
pub(crate) use reconcile::SentAt;
pub(crate) use request::{Request, Sent};

/// Makes the call.
pub(crate) async fn make<R: Request>(
    client: &Client,
    request: &R,
    options: &Options,
) -> Result<Reply<R::Data>, Error> {
    let mut sight = sight::Call::begin(client, request.operation(), request.about());
    let span = sight.span();
    // Pinned where it is made: a future of this size isn't moved for nothing.
    let call = pin!(async {
        let result = match check(request, options) {
            Ok(()) => Course::new(client, request, options)
                .run(&mut sight)
                .await
                .map_err(|error| {
                    error.amended(|parts| parts.subject = request.about().map(str::to_owned))
                }),
            Err(wrong) => Err(wrong),
        };
        sight.end(&result);
        result
    });
    call.instrument(span).await
}

/// Refuses what can't be right, before anything is sent.
pub(crate) fn check<R: Request>(request: &R, options: &Options) -> Result<(), Error> {
    request
        .check()
        .map_err(|wrong| Error::invalid_input(request.operation(), wrong))?;
    for (name, time) in [("timeout", options.timeout), ("deadline", options.deadline)] {
        if time == Some(Duration::ZERO) {
            return Err(Error::invalid_input(
                request.operation(),
                format!("the {name} is zero"),
            ));
        }
    }
    Ok(())
}
