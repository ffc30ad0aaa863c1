//! The HMAC of the signing rule, prepared for one account.
//!
//! `m7-sign = base64(HMAC-SHA256(key = secret key, message = appkey ‖ timestamp ‖ nonce))`
//! (source: the vendor's authorization page).
//!
//! An HMAC-SHA256 (RFC 2104, FIPS 198-1) costs four compressions: one for each of the key's two
//! pads, one for a short message and one for the outer hash. The pads are the account's own, so
//! they are compressed here once; and so is the message's shape: appkey, padding and length are
//! laid out beforehand, and a request only writes its sixteen digits into their place. What is left
//! are two compressions and next to nothing else. The `hmac` crate, also keyed once, takes half as
//! long again, since it must be ready for messages that come in pieces of any length.
//!
//! [`Verifier`](crate::Verifier) uses the `hmac` crate, so a mistake made here isn't made there too:
//! `tests/what_is_signed_verifies.rs` holds the two against each other.

use sha2::block_api::compress256;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::tag::{TAG_LENGTH, Tag};
use crate::{Credentials, digits};

const BLOCK_LENGTH: usize = 64;

/// The state that SHA-256 starts from (FIPS 180-4, section 5.3.3).
const INITIAL: State = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

type State = [u32; 8];
type Block = [u8; BLOCK_LENGTH];

/// HMAC-SHA256 of one account's requests. It zeroes itself when dropped.
#[derive(Clone)]
pub(crate) struct KeyedMac {
    /// SHA-256 after the inner pad and as much of the appkey as fills blocks.
    inner: State,
    /// SHA-256 after the outer pad.
    outer: State,
    /// The last one or two blocks of the inner hash, but for the digits.
    tail: [u8; 2 * BLOCK_LENGTH],
    /// Where in the tail the digits go.
    digits_at: usize,
    /// How much of the tail there is: one block or two.
    tail_length: usize,
}

impl KeyedMac {
    pub(crate) fn new(credentials: &Credentials) -> Self {
        let key = block_key(credentials.expose_secret_key().as_bytes());
        let mut inner = after_pad(&key, 0x36);
        let outer = after_pad(&key, 0x5c);

        let appkey = credentials.appkey().as_bytes();
        let (blocks, rest) = appkey.as_chunks::<BLOCK_LENGTH>();
        compress256(&mut inner, blocks);

        let digits_at = rest.len();
        let mut tail = [0; 2 * BLOCK_LENGTH];
        tail[..digits_at].copy_from_slice(rest);
        let end = digits_at + digits::LENGTH;
        tail[end] = 0x80;
        // The end mark and eight bytes of length must fit behind the message.
        let tail_length = if end + 1 + 8 <= BLOCK_LENGTH {
            BLOCK_LENGTH
        } else {
            2 * BLOCK_LENGTH
        };
        let bits = 8 * (BLOCK_LENGTH + appkey.len() + digits::LENGTH) as u64;
        tail[tail_length - 8..tail_length].copy_from_slice(&bits.to_be_bytes());
        Self {
            inner,
            outer,
            tail,
            digits_at,
            tail_length,
        }
    }

    /// The HMAC of `appkey ‖ digits`.
    pub(crate) fn tag(&self, digits: [u8; digits::LENGTH]) -> Tag {
        let mut tail = self.tail;
        tail[self.digits_at..self.digits_at + digits::LENGTH].copy_from_slice(&digits);
        let mut inner = self.inner;
        compress256(&mut inner, tail[..self.tail_length].as_chunks().0);

        let mut last = OUTER_TAIL;
        last[..TAG_LENGTH].copy_from_slice(&bytes_of(inner));
        let mut outer = self.outer;
        compress256(&mut outer, &[last]);
        Tag(outer)
    }
}

impl Drop for KeyedMac {
    fn drop(&mut self) {
        // Whoever has these two can sign. What else the signer leaves in memory is hashes.
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

/// The last block of the outer hash, but for the inner hash that it begins with.
const OUTER_TAIL: Block = {
    let mut block = [0; BLOCK_LENGTH];
    block[TAG_LENGTH] = 0x80;
    // One block of pad and one tag are 768 bits, in big-endian order.
    block[BLOCK_LENGTH - 2] = 3;
    block
};

/// The key, filled up to a block with zeros; one longer than a block is hashed first.
fn block_key(key: &[u8]) -> Zeroizing<Block> {
    let mut block = Zeroizing::new([0; BLOCK_LENGTH]);
    if key.len() <= BLOCK_LENGTH {
        block[..key.len()].copy_from_slice(key);
    } else {
        block[..TAG_LENGTH].copy_from_slice(&Sha256::digest(key));
    }
    block
}

/// SHA-256 after the key, every byte of it combined with `pad`.
fn after_pad(key: &Block, pad: u8) -> State {
    let padded = Zeroizing::new(key.map(|byte| byte ^ pad));
    let mut state = INITIAL;
    compress256(&mut state, &[*padded]);
    state
}

fn bytes_of(state: State) -> [u8; TAG_LENGTH] {
    let mut bytes = [0; TAG_LENGTH];
    for (four, word) in bytes.as_chunks_mut().0.iter_mut().zip(state) {
        *four = word.to_be_bytes();
    }
    bytes
}
