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
