//! A shuffle of `0..size` that is computed, not stored.

/// A keyed order of `0..size`, another one for every second, in which every number occurs once.
///
/// It is a Feistel network over pairs `(left, right)` below `side = ⌈√size⌉`, with addition modulo
/// `side` instead of the usual exclusive or, so that the domain needn't be a power of two: 10⁶
/// numbers are exactly the pairs below 1000. Where `side²` is more than `size`, a number outside is
/// sent through again until it falls inside (cycle walking), which ends because a permutation leads
/// back to where it came from.
///
/// The order must be hard to guess only for one reason: two processes that share nonces by mistake
/// must not walk in step. Nothing secret hangs on it, since the sign is an HMAC.
#[derive(Clone)]
pub(crate) struct Permutation {
    size: u32,
    side: u32,
    key: [u64; 2],
}

impl Permutation {
    /// The permutations of `0..size` under `key`. `size` is at least 1 and at most 2³⁰.
    pub(crate) fn new(size: u32, key: [u64; 2]) -> Self {
        debug_assert!(
            (1..=1 << 30).contains(&size),
            "no permutation of {size} numbers"
        );
        let root = size.isqrt();
        let side = if root * root == size { root } else { root + 1 };
        Self { size, side, key }
    }

    /// How many numbers are permuted.
    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    /// The number at `position` in the order of `second`. `position` is below the size.
    pub(crate) fn at(&self, second: u64, position: u32) -> u32 {
        let seed = mix(self.key[0] ^ second);
        let mut number = self.shuffle(seed, position);
        while number >= self.size {
            number = self.shuffle(seed, number);
        }
        number
    }

    fn shuffle(&self, seed: u64, number: u32) -> u32 {
        let mut left = number / self.side;
        let mut right = number % self.side;
        // Four rounds: with three, neighbours of one position would still differ in a pattern.
        for round in 0..2 {
            left = self.add(left, self.draw(seed, 2 * round, right));
            right = self.add(right, self.draw(seed, 2 * round + 1, left));
        }
        left * self.side + right
    }

    /// A number below `side` that depends on all bits of the arguments and of the key.
    fn draw(&self, seed: u64, round: u64, half: u32) -> u32 {
        let drawn = mix(seed ^ self.key[1].wrapping_add(round << 32 | u64::from(half)));
        // The upper half of a product is a fraction of `side`, without a division.
        (((drawn >> 32) * u64::from(self.side)) >> 32) as u32
    }

    fn add(&self, a: u32, b: u32) -> u32 {
        let sum = a + b;
        if sum >= self.side {
            sum - self.side
        } else {
            sum
        }
    }
}

/// The finalizer of `SplitMix64` (Steele, Lea, Flood 2014): every input bit moves every output bit.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
