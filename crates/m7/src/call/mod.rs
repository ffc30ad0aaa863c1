//! One call: a request, and the attempts that it takes.

mod attempt;
mod options;
mod request;

use std::time::Duration;

use tracing::Instrument;

use crate::{Client, Error, Reply, sight};

use attempt::attempt;
pub(crate) use options::Options;
pub(crate) use request::{Request, Sent};

/// Makes the call.
pub(crate) async fn make<R: Request>(
    client: &Client,
    request: &R,
    options: &Options,
) -> Result<Reply<R::Data>, Error> {
    let mut sight = sight::Call::begin(client, R::OPERATION);
    let span = sight.span();
    async move {
        let result = match check(request, options) {
            // Whatever decides on a further attempt stands around this line; nothing below it does.
            Ok(()) => attempt(client, request, options, sight.next_attempt()).await,
            Err(wrong) => Err(wrong),
        };
        sight.end(&result);
        result
    }
    .instrument(span)
    .await
}

fn check<R: Request>(request: &R, options: &Options) -> Result<(), Error> {
    request
        .check()
        .map_err(|wrong| Error::invalid_input(R::OPERATION, wrong))?;
    if options.timeout == Some(Duration::ZERO) {
        return Err(Error::invalid_input(R::OPERATION, "the timeout is zero"));
    }
    Ok(())
}
