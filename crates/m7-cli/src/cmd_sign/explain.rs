//! `m7 sign explain`: each step from the parts to the headers.
//!
//! The sign is what this shows. The secret key it doesn't, nor anything that only who has it could
//! compute but the sign.

use std::fmt::Write as _;

use m7_auth::{Credentials, SignedHeaders, Signer, Timestamp};
use serde::Serialize;

use super::headers::Headers;
use crate::{
    cli::{Global, sign::ExplainArgs},
    connection,
    failure::Failure,
    output::{Column, Row},
    print, times,
};

/// What a request has that isn't signed.
const NOT_SIGNED: [&str; 5] = ["method", "path", "query", "body", "other headers"];

/// All that there is to say of a sign.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Explanation {
    timestamp: Moment,
    message: Message,
    key: Key,
    digest: Digest,
    sign: String,
    headers: Headers,
    not_signed: [&'static str; 5],
}

#[derive(Serialize)]
struct Moment {
    utc: String,
    utc8: String,
}

/// What is signed.
#[derive(Serialize)]
struct Message {
    text: String,
    /// In characters, each of which is a byte.
    length: usize,
    parts: [Part; 3],
}

#[derive(Serialize)]
struct Part {
    name: &'static str,
    text: String,
    length: usize,
}

/// What is known of the key, without the key.
#[derive(Serialize)]
struct Key {
    source: String,
    bytes: usize,
}

#[derive(Serialize)]
struct Digest {
    algorithm: &'static str,
    bytes: usize,
    hex: String,
}

impl Row for Explanation {
    const FIELDS: &'static [&'static str] = &[
        "timestamp.utc",
        "timestamp.utc8",
        "message.text",
        "message.length",
        "message.parts",
        "key.source",
        "key.bytes",
        "digest.algorithm",
        "digest.bytes",
        "digest.hex",
        "sign",
        "headers.m7-appkey",
        "headers.m7-nonce",
        "headers.m7-sign",
        "headers.m7-timestamp",
        "notSigned",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("message.text", "MESSAGE", |it| it.message.text.clone()),
            Column::of("digest.hex", "DIGEST", |it| it.digest.hex.clone()),
            Column::of("sign", "SIGN", |it| it.sign.clone()),
        ]
    }
}

pub(super) async fn run(args: ExplainArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let (credentials, source) = connection::credentials_as(global, args.appkey.as_deref()).await?;
    let (timestamp, nonce) = super::parts(&args.parts)?;
    let signer = Signer::new(&credentials);
    let signed = signer.sign(timestamp, nonce);
    let explanation = Explanation::of(&signed, timestamp, &credentials, source);
    if printer.is_for_people() {
        explanation.tell()
    } else {
        printer.object(&explanation)
    }
}

impl Explanation {
    fn of(
        signed: &SignedHeaders<'_>,
        timestamp: Timestamp,
        credentials: &Credentials,
        source: String,
    ) -> Self {
        let part = |name, text: &str| Part {
            name,
            text: text.to_owned(),
            length: text.len(),
        };
        let parts = [
            part("appkey", signed.appkey()),
            part("timestamp", signed.timestamp()),
            part("nonce", signed.nonce()),
        ];
        let text = [signed.appkey(), signed.timestamp(), signed.nonce()].concat();
        let digest = signed.digest();
        Self {
            timestamp: Moment {
                utc: times::utc(timestamp.unix_seconds()),
                utc8: times::utc8(timestamp.unix_seconds()),
            },
            message: Message {
                length: text.len(),
                text,
                parts,
            },
            key: Key {
                source,
                bytes: credentials.expose_secret_key().len(),
            },
            digest: Digest {
                algorithm: "HMAC-SHA256",
                bytes: digest.len(),
                hex: hex(&digest),
            },
            sign: signed.sign().to_owned(),
            headers: signed.into(),
            not_signed: NOT_SIGNED,
        }
    }

    /// In words, for people.
    fn tell(&self) -> Result<(), Failure> {
        let [appkey, timestamp, nonce] = &self.message.parts;
        let Moment { utc, utc8 } = &self.timestamp;
        let width = timestamp.text.len().max(appkey.text.len());
        let steps = [
            (
                "the parts, as they are sent",
                vec![
                    format!("appkey     {:width$}  the account number", appkey.text),
                    format!(
                        "timestamp  {:width$}  Unix seconds: {utc} UTC, {utc8} UTC+8",
                        timestamp.text
                    ),
                    format!(
                        "nonce      {:width$}  six digits, new for every request",
                        nonce.text
                    ),
                ],
            ),
            (
                "the message: appkey, timestamp, nonce, one right after the other",
                vec![
                    self.message.text.clone(),
                    self.brackets(),
                    format!(
                        "{} + {} + {} = {} characters; no line break, no blank, nothing between",
                        appkey.length, timestamp.length, nonce.length, self.message.length
                    ),
                ],
            ),
            (
                "the key: the secret key, its characters as they are",
                vec![format!(
                    "{} bytes, from {}; it isn't shown",
                    self.key.bytes, self.key.source
                )],
            ),
            (
                "HMAC-SHA256 of the message under the key: 32 bytes, here in hex",
                vec![self.digest.hex.clone()],
            ),
            (
                "those 32 bytes in base64, standard alphabet with padding: 44 characters",
                vec![self.sign.clone()],
            ),
            (
                "the headers of the request",
                std::iter::once("content-type: application/json".to_owned())
                    .chain([
                        format!("m7-appkey: {}", appkey.text),
                        format!("m7-nonce: {}", nonce.text),
                        format!("m7-timestamp: {}", timestamp.text),
                        format!("m7-sign: {}", self.sign),
                    ])
                    .collect(),
            ),
        ];
        for (number, (title, lines)) in (1..).zip(steps) {
            print::line(&format!("{number}  {title}"))?;
            for text in lines {
                print::line(&format!("   {text}"))?;
            }
        }
        print::line(&format!(
            "\nNot signed: {}.\nSo these headers fit any request, once, within 5 minutes of the \
             timestamp; and who can change\na request on its way can change its body.",
            self.not_signed.join(", ")
        ))
    }

    /// A line that tells the parts of the message apart, below it: `└ appkey ┘└ timestamp…`
    fn brackets(&self) -> String {
        self.message.parts.iter().map(bracket).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// As wide as the part, with its name in it if there is room.
fn bracket(part: &Part) -> String {
    match part.length {
        0 => String::new(),
        1 => "│".to_owned(),
        length => {
            let inner = length - 2;
            let name = if part.name.len() <= inner {
                part.name
            } else {
                ""
            };
            format!("└{name:─^inner$}┘")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_is_as_wide_as_its_part() {
        for length in 1..20 {
            let part = Part {
                name: "timestamp",
                text: String::new(),
                length,
            };
            assert_eq!(bracket(&part).chars().count(), length, "{length}");
        }
    }
}
