//! Decimal digits, eight at a time.

use crate::{Nonce, Timestamp};

/// How many digits timestamp and nonce have together.
pub(crate) const LENGTH: usize = Timestamp::DIGITS + Nonce::DIGITS;

/// The ten digits of the timestamp and the six of the nonce, one after the other as they are
/// signed.
pub(crate) fn of(timestamp: Timestamp, nonce: Nonce) -> [u8; LENGTH] {
    // Sixteen digits are twice eight: the timestamp's first eight, its last two with the nonce's
    // six.
    let (first, last) = (
        timestamp.unix_seconds() / 100,
        timestamp.unix_seconds() % 100,
    );
    let second = last * u64::from(Nonce::COUNT) + u64::from(nonce.value());
    let mut digits = [0; LENGTH];
    digits[..8].copy_from_slice(&eight(first));
    digits[8..].copy_from_slice(&eight(second));
    digits
}

/// The eight digits of a number below 10⁸, as ASCII.
///
/// The number is halved into two of four digits, then four of two, then eight of one, all halves of
/// a step in one multiplication: each stands in lanes of its own of one word, the higher digits in
/// the lower lane, so that the word's bytes in little-endian order are the text. Dividing digit by
/// digit would cost as much as a third of a SHA-256 compression.
fn eight(number: u64) -> [u8; 8] {
    debug_assert!(number < 100_000_000, "{number} has more than eight digits");
    // Two lanes of 32 bits.
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    // Four lanes of 16 bits: n / 100 = n · 10486 >> 20 for n below 10⁴.
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | ((fours - 100 * hundreds) << 16);
    // Eight lanes of 8 bits: n / 10 = n · 103 >> 10 for n below 100.
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    let ones = tens | ((twos - 10 * tens) << 8);
    (ones | 0x3030_3030_3030_3030).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_digits_are_those_of_the_formatter() {
        let steps = (0..100_000_000).step_by(997);
        let edges = [
            1, 9, 10, 99, 100, 9_999, 10_000, 99_999, 12_345_678, 99_999_999,
        ];
        for number in steps.chain(edges) {
            assert_eq!(eight(number), *format!("{number:08}").as_bytes());
        }
        // Every pair of lanes: each group of four digits in both places.
        for four in 0..10_000 {
            assert_eq!(
                eight(four * 10_001),
                *format!("{four:04}{four:04}").as_bytes()
            );
        }
    }

    #[test]
    fn timestamp_and_nonce_keep_their_leading_zeros() {
        for (timestamp, nonce) in [
            (Timestamp::MIN, 0),
            (Timestamp::MAX, 999_999),
            (Timestamp::MIN, 25_513),
            (Timestamp::MAX, 1),
        ] {
            let nonce = Nonce::new(nonce).unwrap();
            assert_eq!(
                of(timestamp, nonce),
                *format!("{timestamp}{nonce}").as_bytes()
            );
        }
    }
}
