//! Bytes as lower-case hexadecimal digits, and back.

use zeroize::Zeroizing;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The digits of `bytes`; zeroed when dropped, since half of what is encoded here is secret.
pub(crate) fn encode(bytes: &[u8]) -> Zeroizing<String> {
    // Sized beforehand, so that no reallocation leaves a copy behind.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2));
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 0x0f)]));
    }
    text
}

/// The `N` bytes that `2 * N` lower-case digits stand for.
pub(crate) fn decode<const N: usize>(digits: &str) -> Option<[u8; N]> {
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_decodes() {
        let bytes = [0x00, 0x7f, 0xa5, 0xff];
        assert_eq!(*encode(&bytes), "007fa5ff");
        assert_eq!(decode("007fa5ff"), Some(bytes));
    }

    #[test]
    fn only_lower_case_digits_of_the_right_number_decode() {
        assert_eq!(decode::<2>("00FF"), None);
        assert_eq!(decode::<2>("00f"), None);
        assert_eq!(decode::<2>("00fg"), None);
    }
}
