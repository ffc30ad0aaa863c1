//! A shuffle of `0..size` that is computed, not stored.

/// A keyed order of `0..size`, another one for every second, in which every number occurs once.
///
/// It is a Feistel network over pairs `(left, right)` below `edge = ⌈√size⌉`, with addition modulo
/// `edge` instead of the usual exclusive or, so that the domain needn't be a power of two: 10⁶
/// numbers are exactly the pairs below 1000. Where `edge²` is more than `size`, a number outside is
/// sent through again until it falls inside (cycle walking), which ends because a permutation leads
/// back to where it came from.
///
/// The order must be hard to guess only for one reason: two processes that share nonces by mistake
/// must not walk in step. Nothing secret hangs on it, since the sign is an HMAC.
#[derive(Clone)]
pub(crate) struct Permutation {
    size: u32,
    edge: u32,
    key: [u64; 2],
}

impl Permutation {
    /// The permutations of `0..size` under `key`. `size` is at least 1 and at most 2²⁰.
    pub(crate) fn new(size: u32, key: [u64; 2]) -> Self {
        debug_assert!(
            (1..=1 << 20).contains(&size),
            "no permutation of {size} numbers"
        );
        let root = size.isqrt();
        let edge = if root * root == size { root } else { root + 1 };
        // An even multiplier would lose bits.
        Self {
            size,
            edge,
            key: [key[0], key[1] | 1],
        }
    }

    /// How many numbers are permuted.
    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    /// The number at `position` in the order of `second`. `position` is below the size.
    pub(crate) fn at(&self, second: u64, position: u32) -> u32 {
        debug_assert!(position < self.size, "position {position} of {}", self.size);
        let mut number = self.shuffle(second, position);
        while number >= self.size {
            number = self.shuffle(second, number);
        }
        number
    }

    fn shuffle(&self, second: u64, number: u32) -> u32 {
        let mut left = number / self.edge;
        let mut right = number % self.edge;
        // Three rounds are what a Feistel network needs to pass for random (Luby, Rackoff 1988).
        left = self.add(left, self.draw(second, 0, right));
        right = self.add(right, self.draw(second, 1, left));
        left = self.add(left, self.draw(second, 2, right));
        left * self.edge + right
    }

    /// A number below `edge` that depends on all bits of the arguments and of the key.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both casts take one half of a product"
    )]
    fn draw(&self, second: u64, round: u64, half: u32) -> u32 {
        // Second (34 bits), round (2) and half (10 or 11) have bits of their own.
        let what = (second << 16) | (round << 12) | u64::from(half);
        // The first multiplication spreads them over the word (Fibonacci hashing, Knuth 6.4). Both
        // halves of a product with a random number, folded onto one another, then mix as well as is
        // needed here (as in the wyhash and ahash functions). Without the first, neighbouring
        // halves would give equidistant numbers.
        let spread = what.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.key[0];
        let product = u128::from(spread) * u128::from(self.key[1]);
        let drawn = ((product >> 64) as u64) ^ (product as u64);
        // The upper half of this product is a fraction of `edge`, without a division.
        ((u128::from(drawn) * u128::from(self.edge)) >> 64) as u32
    }

    fn add(&self, a: u32, b: u32) -> u32 {
        let sum = a + b;
        if sum >= self.edge {
            sum - self.edge
        } else {
            sum
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Also for sizes that aren't squares, where numbers are sent through again.
        #[test]
        fn every_number_occurs_once(
            size in 1_u32..5000,
            key: [u64; 2],
            second in 1_000_000_000_u64..=9_999_999_999,
        ) {
            let order = Permutation::new(size, key);
            let mut seen = vec![false; size as usize];
            for position in 0..size {
                let number = order.at(second, position) as usize;
                prop_assert!(!seen[number], "{} occurs twice", number);
                seen[number] = true;
            }
        }

        #[test]
        fn each_second_has_an_order_of_its_own(key: [u64; 2], second in 1_000_000_000_u64..9_999_999_999) {
            let order = Permutation::new(1_000_000, key);
            let equal = (0..1000)
                .filter(|position| order.at(second, *position) == order.at(second + 1, *position))
                .count();
            // One in a million is expected.
            prop_assert!(equal < 5, "{} of 1000 are equal", equal);
        }

        /// A shift or another simple pattern would show in differences that come back.
        #[test]
        fn neighbours_do_not_differ_in_a_pattern(key: [u64; 2], second in 1_000_000_000_u64..9_999_999_999) {
            let order = Permutation::new(1_000_000, key);
            let mut differences: Vec<u32> = (0..1000)
                .map(|at| order.at(second, at + 1).wrapping_sub(order.at(second, at)))
                .collect();
            differences.sort_unstable();
            differences.dedup();
            // Of 1000 random ones, about one occurs twice.
            prop_assert!(differences.len() > 985, "only {} differ", differences.len());
        }
    }
}
