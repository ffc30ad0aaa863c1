//! The texts that clients sign instead of the canonical one.

use std::iter;

use crate::{Nonce, Timestamp};

use super::{MistakeKind, Surroundings};

/// How many seconds a timestamp that was taken twice may differ.
const OFF: u64 = 10;
const SEPARATORS: [&str; 11] = ["\n", "&", ",", ":", "|", "-", "_", ".", " ", ";", "+"];

/// What is signed, as it was sent.
pub(super) struct Parts<'a> {
    pub(super) appkey: &'a str,
    pub(super) timestamp: Timestamp,
    pub(super) nonce: Nonce,
}

impl Parts<'_> {
    pub(super) fn canonical(&self) -> String {
        format!("{}{}{}", self.appkey, self.timestamp, self.nonce)
    }
}

/// What a client may have signed, the likely first and what there is much of last.
pub(super) fn suspected<'a>(
    parts: &'a Parts<'_>,
    surroundings: Surroundings<'a>,
) -> impl Iterator<Item = (MistakeKind, String)> + use<'a> {
    let parts_changed = orders(parts)
        .chain(iter::once(number(parts)))
        .chain(separated(parts))
        .chain(incomplete(parts));
    parts_changed
        .chain(with_more(parts, surroundings))
        .chain(other_seconds(parts))
        .chain(milliseconds(parts))
}

fn orders<'a>(parts: &'a Parts<'_>) -> impl Iterator<Item = (MistakeKind, String)> + use<'a> {
    let Parts {
        appkey,
        timestamp,
        nonce,
    } = parts;
    [
        format!("{appkey}{nonce}{timestamp}"),
        format!("{timestamp}{appkey}{nonce}"),
        format!("{timestamp}{nonce}{appkey}"),
        format!("{nonce}{appkey}{timestamp}"),
        format!("{nonce}{timestamp}{appkey}"),
    ]
    .into_iter()
    .map(|text| (MistakeKind::Order, text))
}

fn number(parts: &Parts<'_>) -> (MistakeKind, String) {
    let text = format!("{}{}{}", parts.appkey, parts.timestamp, parts.nonce.value());
    (MistakeKind::NonceWithoutZeros, text)
}

fn separated<'a>(parts: &'a Parts<'_>) -> impl Iterator<Item = (MistakeKind, String)> + use<'a> {
    let Parts {
        appkey,
        timestamp,
        nonce,
    } = parts;
    SEPARATORS.into_iter().map(move |between| {
        let text = format!("{appkey}{between}{timestamp}{between}{nonce}");
        (MistakeKind::Separator, text)
    })
}

fn incomplete<'a>(parts: &'a Parts<'_>) -> impl Iterator<Item = (MistakeKind, String)> + use<'a> {
    let Parts {
        appkey,
        timestamp,
        nonce,
    } = parts;
    [
        format!("{appkey}{timestamp}"),
        format!("{appkey}{nonce}"),
        format!("{timestamp}{nonce}"),
    ]
    .into_iter()
    .map(|text| (MistakeKind::PartMissing, text))
}

fn with_more<'a>(
    parts: &'a Parts<'_>,
    Surroundings { path, body, .. }: Surroundings<'a>,
) -> impl Iterator<Item = (MistakeKind, String)> + use<'a> {
    let canonical = parts.canonical();
    let body = String::from_utf8_lossy(body);
    let mut texts = Vec::new();
    if !path.is_empty() {
        texts.push((MistakeKind::PathSigned, format!("{canonical}{path}")));
        texts.push((MistakeKind::PathSigned, format!("{path}{canonical}")));
    }
    if !body.is_empty() {
        texts.push((MistakeKind::BodySigned, format!("{canonical}{body}")));
        texts.push((MistakeKind::BodySigned, format!("{body}{canonical}")));
        texts.push((MistakeKind::BodySigned, format!("{path}{canonical}{body}")));
        texts.push((MistakeKind::BodySigned, format!("{canonical}{path}{body}")));
    }
    texts.into_iter()
}

fn other_seconds<'a>(
    parts: &'a Parts<'_>,
) -> impl Iterator<Item = (MistakeKind, String)> + use<'a> {
    let Parts {
        appkey,
        timestamp,
        nonce,
    } = parts;
    let seconds = timestamp.unix_seconds();
    (seconds.saturating_sub(OFF)..=seconds.saturating_add(OFF)).map(move |near| {
        let text = format!("{appkey}{near}{nonce}");
        (MistakeKind::OtherTimestamp, text)
    })
}

/// Of a time in milliseconds only the last three digits are unknown.
fn milliseconds<'a>(parts: &'a Parts<'_>) -> impl Iterator<Item = (MistakeKind, String)> + use<'a> {
    let Parts {
        appkey,
        timestamp,
        nonce,
    } = parts;
    (0..1000).map(move |millis| {
        let text = format!("{appkey}{timestamp}{millis:03}{nonce}");
        (MistakeKind::Milliseconds, text)
    })
}
