//! `m7 sign`: the signature by itself.

mod explain;
mod headers;
mod verify;

#[cfg(test)]
pub(crate) use explain::Explanation;
#[cfg(test)]
pub(crate) use headers::Headers;
#[cfg(test)]
pub(crate) use verify::Told;

use m7_auth::{Clock, Nonce, NonceAllocator, NonceShare, SystemClock, Timestamp};

use crate::{
    cli::{
        Global,
        sign::{PartsArgs, SignCommand},
    },
    failure::Failure,
};

pub(crate) async fn run(command: SignCommand, global: &Global) -> Result<(), Failure> {
    match command {
        SignCommand::Headers(args) => headers::run(args, global).await,
        SignCommand::Explain(args) => explain::run(args, global).await,
        SignCommand::Verify(args) => verify::run(args, global).await,
    }
}

/// The timestamp and the nonce that are to be signed: those that are given, and otherwise fresh ones.
fn parts(args: &PartsArgs) -> Result<(Timestamp, Nonce), Failure> {
    let timestamp: Timestamp = match &args.timestamp {
        Some(text) => text
            .parse()
            .map_err(|error| Failure::usage(format!("--timestamp {text}: {error}")))?,
        None => Timestamp::from_system_time(SystemClock.now()).map_err(|error| {
            Failure::new(format!("this machine's clock can't be used: {error}"))
        })?,
    };
    match &args.nonce {
        Some(text) => {
            let nonce = text
                .parse()
                .map_err(|error| Failure::usage(format!("--nonce {text}: {error}")))?;
            Ok((timestamp, nonce))
        }
        // A process that signs once needs no more than one draw from a fresh allocator.
        None => NonceAllocator::new(NonceShare::WHOLE)
            .allocate(timestamp)
            .map_err(|error| Failure::new(error.to_string())),
    }
}
