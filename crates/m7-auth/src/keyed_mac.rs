//! The signing rule, in one place for both who sign and who verify.
//!
//! `m7-sign = base64(HMAC-SHA256(key = secret key, message = appkey ‖ timestamp ‖ nonce))`
//! (source: the vendor's authorization page). Timestamp and nonce have a fixed length, so no two
//! requests of an account have the same message.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Credentials, Nonce, Timestamp};

/// How many bytes the HMAC has.
pub(crate) const TAG_LENGTH: usize = 32;
/// How many characters the HMAC has in base64.
pub(crate) const SIGN_LENGTH: usize = 44;

/// An HMAC that has taken in the secret key and the appkey already: both of the key's pads are
/// compressed, so that a request costs the two compressions that nothing can save.
#[derive(Clone)]
pub(crate) struct KeyedMac(Hmac<Sha256>);

impl KeyedMac {
    pub(crate) fn new(credentials: &Credentials) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(credentials.expose_secret_key().as_bytes())
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        mac.update(credentials.appkey().as_bytes());
        Self(mac)
    }

    /// The HMAC of a request, to be finished or compared with.
    pub(crate) fn of(
        &self,
        timestamp: [u8; Timestamp::DIGITS],
        nonce: [u8; Nonce::DIGITS],
    ) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(&timestamp);
        mac.update(&nonce);
        mac
    }
}
