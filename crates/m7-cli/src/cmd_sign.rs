//! `m7 sign`: the signature by itself, for other tools.

use m7_auth::{Clock, NonceAllocator, NonceShare, Signer, SystemClock, Timestamp};
use serde::Serialize;

use crate::{
    cli::{Global, Output, SignCommand},
    connection,
    failure::Failure,
    print,
};

/// The headers by their names, in the documented order.
#[derive(Serialize)]
struct Headers {
    #[serde(rename = "m7-appkey")]
    appkey: String,
    #[serde(rename = "m7-nonce")]
    nonce: String,
    #[serde(rename = "m7-sign")]
    sign: String,
    #[serde(rename = "m7-timestamp")]
    timestamp: String,
}

pub(crate) async fn run(command: SignCommand, global: &Global) -> Result<(), Failure> {
    let SignCommand::Headers { timestamp, nonce } = command;
    let credentials = connection::credentials(global).await?;
    let timestamp: Timestamp = match timestamp {
        Some(text) => text
            .parse()
            .map_err(|error| Failure::usage(format!("--timestamp {text}: {error}")))?,
        None => Timestamp::from_system_time(SystemClock.now()).map_err(|error| {
            Failure::new(format!("this machine's clock can't be used: {error}"))
        })?,
    };
    let (timestamp, nonce) = match nonce {
        Some(text) => {
            let nonce = text
                .parse()
                .map_err(|error| Failure::usage(format!("--nonce {text}: {error}")))?;
            (timestamp, nonce)
        }
        // A process that signs once needs no more than one draw from a fresh allocator.
        None => NonceAllocator::new(NonceShare::WHOLE)
            .allocate(timestamp)
            .map_err(|error| Failure::new(error.to_string()))?,
    };
    let signer = Signer::new(&credentials);
    let signed = signer.sign(timestamp, nonce);
    let headers = Headers {
        appkey: credentials.appkey().to_owned(),
        nonce: signed.nonce().to_owned(),
        sign: signed.sign().to_owned(),
        timestamp: signed.timestamp().to_owned(),
    };
    match global.output {
        Output::Json => print::json(&headers),
        Output::Table | Output::Csv => print::record(
            signed.pairs().map(|(name, _)| name),
            signed.pairs().map(|(_, value)| value.to_owned()),
        ),
    }
}
