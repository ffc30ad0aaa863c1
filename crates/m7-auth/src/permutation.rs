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
        // Both halves of a product with a random number, folded onto one another, mix as well as
        // is needed here, in one multiplication (as the wyhash and ahash functions do).
        let product = u128::from(what ^ self.key[0]) * u128::from(self.key[1]);
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
