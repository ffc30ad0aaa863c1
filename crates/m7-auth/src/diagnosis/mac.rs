//! Compares signs, in constant time.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::tag::TAG_LENGTH;

/// An HMAC-SHA256 that has taken in its key, which costs as much as a short message.
pub(super) struct Keyed(Hmac<Sha256>);

impl Keyed {
    pub(super) fn new(key: &[u8]) -> Self {
        let mac = Hmac::new_from_slice(key);
        Self(mac.unwrap_or_else(|_| unreachable!("HMAC takes a key of any length")))
    }

    /// Whether this is the tag of a message.
    pub(super) fn gives(&self, message: &[u8], tag: &[u8; TAG_LENGTH]) -> bool {
        let mac = self.0.clone().chain_update(message);
        mac.verify(tag.into()).is_ok()
    }
}

/// Whether this is the HMAC-SHA256 of a message under a key.
pub(super) fn is_mac(key: &[u8], message: &[u8], tag: &[u8; TAG_LENGTH]) -> bool {
    Keyed::new(key).gives(message, tag)
}

/// Compares all bytes, wherever the first difference is.
pub(super) fn all_equal(one: &[u8; TAG_LENGTH], other: &[u8; TAG_LENGTH]) -> bool {
    one.iter()
        .zip(other)
        .fold(0, |differing, (one, other)| differing | (one ^ other))
        == 0
}
