//! The HMAC of a request, and its text.

/// How many bytes an HMAC-SHA256 has.
pub(crate) const TAG_LENGTH: usize = 32;
/// How many characters an HMAC-SHA256 has in base64.
pub(crate) const SIGN_LENGTH: usize = 44;

/// The standard alphabet (RFC 4648, section 4).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// An HMAC-SHA256, in the words that SHA-256 leaves it in.
pub(crate) struct Tag(pub(crate) [u32; 8]);

impl Tag {
    /// The tag in base64, standard alphabet with padding (RFC 4648).
    ///
    /// Of 32 bytes, no more and no less: without the general encoder's detour from words over bytes
    /// in memory, and without an error that can't happen.
    #[inline]
    pub(crate) fn base64(&self) -> [u8; SIGN_LENGTH] {
        let word = self.0.map(u64::from);
        // Eight characters are 48 bits, one word and a half.
        let eights = [
            (word[0] << 16) | (word[1] >> 16),
            ((word[1] & 0xffff) << 32) | word[2],
            (word[3] << 16) | (word[4] >> 16),
            ((word[4] & 0xffff) << 32) | word[5],
            (word[6] << 16) | (word[7] >> 16),
            (word[7] & 0xffff) << 32,
        ];
        let mut text = [0; SIGN_LENGTH];
        for (characters, bits) in text.chunks_mut(8).zip(eights) {
            for (place, character) in characters.iter_mut().enumerate() {
                *character = ALPHABET[((bits >> (42 - 6 * place)) & 63) as usize];
            }
        }
        // The last character stands for no bits at all.
        text[SIGN_LENGTH - 1] = b'=';
        text
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_text_is_the_one_of_the_base64_crate(words: [u32; 8]) {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
            let mut expected = [0; SIGN_LENGTH];
            prop_assert_eq!(STANDARD.encode_slice(bytes, &mut expected), Ok(SIGN_LENGTH));
            prop_assert_eq!(Tag(words).base64(), expected);
        }
    }
}
