//! `m7 sign`: the signature by itself, for other tools.

use m7_auth::{Clock, NonceAllocator, NonceShare, Signer, SystemClock, Timestamp};
use serde::Serialize;

use crate::{
    cli::{Global, SignCommand},
    connection,
    failure::Failure,
    output::{Column, Row},
};

/// The headers by their names, in the documented order.
#[derive(Serialize)]
pub(crate) struct Headers {
    #[serde(rename = "m7-appkey")]
    appkey: String,
    #[serde(rename = "m7-nonce")]
    nonce: String,
    #[serde(rename = "m7-sign")]
    sign: String,
    #[serde(rename = "m7-timestamp")]
    timestamp: String,
}

impl Row for Headers {
    const FIELDS: &'static [&'static str] = &["m7-appkey", "m7-nonce", "m7-sign", "m7-timestamp"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("m7-appkey", "m7-appkey", |it| it.appkey.clone()),
            Column::of("m7-nonce", "m7-nonce", |it| it.nonce.clone()),
            Column::of("m7-sign", "m7-sign", |it| it.sign.clone()),
            Column::of("m7-timestamp", "m7-timestamp", |it| it.timestamp.clone()),
        ]
    }
}

pub(crate) async fn run(command: SignCommand, global: &Global) -> Result<(), Failure> {
    let SignCommand::Headers { timestamp, nonce } = command;
    let printer = global.printer()?;
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
    printer.object(&Headers {
        appkey: credentials.appkey().to_owned(),
        nonce: signed.nonce().to_owned(),
        sign: signed.sign().to_owned(),
        timestamp: signed.timestamp().to_owned(),
    })
}
