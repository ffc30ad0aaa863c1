//! What a client did wrong, and what it is told.

use std::fmt;

/// What a client did instead of what is documented. Neither it nor its texts hold a
/// secret key or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// Which one.
    pub kind: MistakeKind,
    /// What was signed, if that was another text than the canonical one. Left out if it is long, or
    /// holds what may be secret: a body, a query, or by mistake a secret key or a sign.
    pub signed: Option<String>,
    /// The first character, counted from 1, in which it differs from the canonical text.
    pub differs_at: Option<usize>,
}

impl Mistake {
    /// One that isn't in the text that was signed.
    pub(super) fn beside_the_text(kind: MistakeKind) -> Self {
        Self {
            kind,
            signed: None,
            differs_at: None,
        }
    }

    /// One in the text that was signed.
    pub(super) fn in_the_text(kind: MistakeKind, signed: &str, canonical: &str) -> Self {
        const SHOWN: usize = 256;
        let pairs = signed.chars().zip(canonical.chars());
        let same = pairs
            .take_while(|(signed, canonical)| signed == canonical)
            .count();
        Self {
            kind,
            signed: (signed.len() <= SHOWN).then(|| signed.to_owned()),
            differs_at: Some(same + 1),
        }
    }

    /// The same without the text.
    pub(super) fn withheld(self) -> Self {
        Self {
            signed: None,
            ..self
        }
    }
}

/// The mistakes that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MistakeKind {
    /// The parts are signed in another order.
    Order,
    /// Something stands between the parts.
    Separator,
    /// The timestamp is signed in milliseconds.
    Milliseconds,
    /// The nonce is signed as a number, without its leading zeros.
    NonceWithoutZeros,
    /// The timestamp that is signed is some seconds off the one that is sent.
    OtherTimestamp,
    /// A part isn't signed.
    PartMissing,
    /// The path is signed, too.
    PathSigned,
    /// The body is signed, too.
    BodySigned,
    /// The secret is followed or surrounded by what isn't part of it: a line break, blanks, quotes.
    PaddedSecret,
    /// The secret is decoded from base64 before it signs.
    DecodedSecret,
    /// The secret of another account signs.
    OtherSecret,
    /// Secret and message have changed places.
    KeyAndMessageSwapped,
    /// It is a hash of secret and message, no HMAC.
    PlainHash,
    /// The sign is right and written in hex.
    Hex,
    /// The sign is right and written in the URL-safe alphabet.
    UrlSafe,
    /// The sign is right and written without its padding.
    Unpadded,
    /// The sign is right, written in hex, and that in base64.
    HexInBase64,
}

impl MistakeKind {
    /// Its name for programs. A name that was given stays.
    pub fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Separator => "separator",
            Self::Milliseconds => "milliseconds",
            Self::NonceWithoutZeros => "nonce-without-zeros",
            Self::OtherTimestamp => "other-timestamp",
            Self::PartMissing => "part-missing",
            Self::PathSigned => "path-signed",
            Self::BodySigned => "body-signed",
            Self::PaddedSecret => "padded-secret",
            Self::DecodedSecret => "decoded-secret",
            Self::OtherSecret => "other-secret",
            Self::KeyAndMessageSwapped => "key-and-message-swapped",
            Self::PlainHash => "plain-hash",
            Self::Hex => "hex",
            Self::UrlSafe => "url-safe",
            Self::Unpadded => "unpadded",
            Self::HexInBase64 => "hex-in-base64",
        }
    }
}

impl fmt::Display for MistakeKind {
    /// What the client did, and what to do instead.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Order => "the parts are signed in another order: sign appkey, timestamp, nonce",
            Self::Separator => "something stands between the parts: sign one right after the other",
            Self::Milliseconds => {
                "the timestamp is signed in milliseconds: sign the ten digits that are sent"
            }
            Self::NonceWithoutZeros => {
                "the nonce is signed as a number: sign its six digits, leading zeros too"
            }
            Self::OtherTimestamp => {
                "the timestamp that is signed isn't the one that is sent: take the time once"
            }
            Self::PartMissing => "a part isn't signed: sign appkey, timestamp and nonce",
            Self::PathSigned => "the path is signed, too: sign appkey, timestamp and nonce only",
            Self::BodySigned => "the body is signed, too: sign appkey, timestamp and nonce only",
            Self::PaddedSecret => {
                "the secret key has a line break, a blank or quotes around it: take them off"
            }
            Self::DecodedSecret => {
                "the secret key is decoded from base64: take its characters as they are"
            }
            Self::OtherSecret => "another account's secret key signs: take this account's",
            Self::KeyAndMessageSwapped => {
                "key and message have changed places: the secret key is the HMAC's key"
            }
            Self::PlainHash => "it is a plain SHA-256: take HMAC-SHA256 with the secret key as key",
            Self::Hex => "the sign is right but written in hex: write its 32 bytes in base64",
            Self::UrlSafe => "the sign is right but in the URL-safe alphabet: take + and /",
            Self::Unpadded => "the sign is right but has lost the = at its end: keep the padding",
            Self::HexInBase64 => {
                "the sign is right but its hex was written in base64: write its 32 bytes in base64"
            }
        })
    }
}
