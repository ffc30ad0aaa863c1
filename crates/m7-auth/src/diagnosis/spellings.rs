//! The ways in which clients write the 32 bytes of a sign.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE};

use crate::tag::TAG_LENGTH;

use super::MistakeKind;

/// The bytes that a sign may stand for, and how it is spelled if that isn't as documented.
pub(super) fn tags(sign: &[u8]) -> Vec<([u8; TAG_LENGTH], Option<MistakeKind>)> {
    let decoded = |engine: &GeneralPurpose| engine.decode(sign).ok();
    let spellings = [
        (decoded(&STANDARD), None),
        (decoded(&URL_SAFE), Some(MistakeKind::UrlSafe)),
        (decoded(&STANDARD_NO_PAD), Some(MistakeKind::Unpadded)),
        (from_hex(sign), Some(MistakeKind::Hex)),
        (
            decoded(&STANDARD).and_then(|text| from_hex(&text)),
            Some(MistakeKind::HexInBase64),
        ),
    ];
    let tags = spellings.into_iter().filter_map(|(bytes, spelling)| {
        let tag: [u8; TAG_LENGTH] = bytes?.try_into().ok()?;
        Some((tag, spelling))
    });
    let mut tags: Vec<_> = tags.collect();
    // The same sign spelled in two ways is one.
    tags.dedup_by_key(|(tag, _)| *tag);
    tags
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (pairs, []) = text.as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|[high, low]| u8::try_from(digit(*high)? * 16 + digit(*low)?).ok())
        .collect()
}
