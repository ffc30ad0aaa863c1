//! The same job with other libraries, as a careful user would write it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use m7_auth::{Credentials, Nonce, Timestamp};
use sha2::Sha256;

/// What a request carries besides the appkey.
pub type Headers = ([u8; 10], [u8; 6], [u8; 44]);

/// The `hmac` crate, given the key anew for every request.
pub fn hmac_keyed_each_time(
    credentials: &Credentials,
    timestamp: Timestamp,
    nonce: Nonce,
) -> Headers {
    let (timestamp, nonce) = digits(timestamp, nonce);
    let mut mac = Hmac::<Sha256>::new_from_slice(credentials.expose_secret_key().as_bytes())
        .unwrap_or_else(|error| unreachable!("{error}"));
    mac.update(credentials.appkey().as_bytes());
    mac.update(&timestamp);
    mac.update(&nonce);
    (timestamp, nonce, base64(&mac.finalize().into_bytes()))
}

/// `ring`, keyed once.
pub struct Ring {
    appkey: String,
    key: ring::hmac::Key,
}

impl Ring {
    /// Keys it.
    pub fn new(credentials: &Credentials) -> Self {
        let secret_key = credentials.expose_secret_key().as_bytes();
        Self {
            appkey: credentials.appkey().to_owned(),
            key: ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret_key),
        }
    }

    /// Signs one request.
    pub fn sign(&self, timestamp: Timestamp, nonce: Nonce) -> Headers {
        let (timestamp, nonce) = digits(timestamp, nonce);
        let mut context = ring::hmac::Context::with_key(&self.key);
        context.update(self.appkey.as_bytes());
        context.update(&timestamp);
        context.update(&nonce);
        (timestamp, nonce, base64(context.sign().as_ref()))
    }
}

/// A nonce drawn at random, as the vendor's sample does: it may repeat.
pub fn drawn_nonce(random: &dyn ring::rand::SecureRandom) -> u32 {
    let mut bytes = [0; 4];
    random
        .fill(&mut bytes)
        .unwrap_or_else(|error| unreachable!("the system has randomness: {error}"));
    u32::from_le_bytes(bytes) % Nonce::COUNT
}

/// Two bare SHA-256 compressions, one after the other: what no HMAC of a short message can save.
pub fn two_compressions(state: &mut [u32; 8], block: &[u8; 64]) {
    sha2::block_api::compress256(state, std::slice::from_ref(block));
    sha2::block_api::compress256(state, std::slice::from_ref(block));
}

fn digits(timestamp: Timestamp, nonce: Nonce) -> ([u8; 10], [u8; 6]) {
    (
        written(timestamp.unix_seconds()),
        written(nonce.value().into()),
    )
}

fn written<const N: usize>(mut number: u64) -> [u8; N] {
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    digits
}

fn base64(tag: &[u8]) -> [u8; 44] {
    let mut sign = [0; 44];
    STANDARD
        .encode_slice(tag, &mut sign)
        .unwrap_or_else(|error| unreachable!("{error}"));
    sign
}

#[cfg(test)]
mod tests {
    use m7_auth::{NonceAllocator, NonceShare};

    use super::*;
    use crate::account;

    /// A comparison with somebody who does another job would be worth nothing.
    #[test]
    fn the_peers_sign_as_we_do() {
        let credentials = account::credentials();
        let signer = m7_auth::Signer::new(&credentials);
        let ring = Ring::new(&credentials);
        let nonces = NonceAllocator::new(NonceShare::WHOLE);
        let mut requests = account::Requests::new(&nonces);
        for _ in 0..100 {
            let (timestamp, nonce) = requests.take();
            let ours = signer.sign(timestamp, nonce);
            for theirs in [
                hmac_keyed_each_time(&credentials, timestamp, nonce),
                ring.sign(timestamp, nonce),
            ] {
                assert_eq!(ours.timestamp().as_bytes(), theirs.0);
                assert_eq!(ours.nonce().as_bytes(), theirs.1);
                assert_eq!(ours.sign().as_bytes(), theirs.2);
            }
        }
    }
}
