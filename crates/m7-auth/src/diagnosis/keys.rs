//! What clients make of the secret key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Credentials;
use crate::tag::TAG_LENGTH;

use super::MistakeKind;
use super::mac::{all_equal, is_mac};

/// What clients leave before and behind the secret key.
const AROUND: [(&[u8], &[u8]); 7] = [
    (b"", b"\n"),
    (b"", b"\r\n"),
    (b"", b" "),
    (b" ", b""),
    (b"\"", b"\""),
    (b"'", b"'"),
    (b"", b"\0"),
];

/// How the right text was signed, if with another key or in another way.
pub(super) fn misused(
    secret: &[u8],
    message: &[u8],
    others: &[Credentials],
    tag: &[u8; TAG_LENGTH],
) -> Option<MistakeKind> {
    let padded = |(before, after): (&[u8], &[u8])| Zeroizing::new([before, secret, after].concat());
    if AROUND
        .into_iter()
        .any(|pair| is_mac(&padded(pair), message, tag))
    {
        return Some(MistakeKind::PaddedSecret);
    }
    let decoded = STANDARD.decode(secret).map(Zeroizing::new);
    if decoded.is_ok_and(|key| is_mac(&key, message, tag)) {
        return Some(MistakeKind::DecodedSecret);
    }
    let others = others.iter().map(Credentials::expose_secret_key);
    if others
        .into_iter()
        .any(|other| is_mac(other.as_bytes(), message, tag))
    {
        return Some(MistakeKind::OtherSecret);
    }
    if is_mac(message, secret, tag) {
        return Some(MistakeKind::KeyAndMessageSwapped);
    }
    let is_hash = is_hash(secret, message, tag) || is_hash(message, secret, tag);
    is_hash.then_some(MistakeKind::PlainHash)
}

fn is_hash(first: &[u8], second: &[u8], tag: &[u8; TAG_LENGTH]) -> bool {
    let hash = Sha256::new().chain_update(first).chain_update(second);
    all_equal(&hash.finalize().into(), tag)
}
