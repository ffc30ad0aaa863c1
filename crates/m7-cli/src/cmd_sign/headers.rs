//! `m7 sign headers`: the four headers, for other tools.

use m7_auth::{SignedHeaders, Signer};
use serde::Serialize;

use crate::{
    cli::{Global, sign::HeadersArgs},
    connection,
    failure::Failure,
    output::{Column, Row},
    print,
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

impl From<&SignedHeaders<'_>> for Headers {
    fn from(signed: &SignedHeaders<'_>) -> Self {
        Self {
            appkey: signed.appkey().to_owned(),
            nonce: signed.nonce().to_owned(),
            sign: signed.sign().to_owned(),
            timestamp: signed.timestamp().to_owned(),
        }
    }
}

pub(super) async fn run(args: HeadersArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    if args.http && (global.output.is_some() || !global.fields.is_empty()) {
        return Err(
            Failure::usage("--http is a form of its own, of all headers")
                .hint("leave out either it or -o and --fields"),
        );
    }
    let credentials = connection::credentials(global).await?;
    let (timestamp, nonce) = super::parts(&args.parts)?;
    let signer = Signer::new(&credentials);
    let signed = signer.sign(timestamp, nonce);
    if args.http {
        return signed
            .pairs()
            .into_iter()
            .try_for_each(|(name, value)| print::line(&format!("{name}: {value}")));
    }
    printer.object(&Headers::from(&signed))
}
