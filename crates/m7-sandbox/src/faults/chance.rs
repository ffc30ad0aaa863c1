//! Chance that comes out the same everywhere and every time.

/// The step of splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Whether a rule's chance of `probability` comes true for the `call`th call that it matches.
///
/// Depends on these numbers alone, and not on what other rules see.
pub(super) fn comes_true(probability: f64, seed: u64, rule: u64, call: u64) -> bool {
    let stream = mix(seed ^ mix(rule.wrapping_add(STEP)));
    let drawn = mix(stream.wrapping_add(call.wrapping_mul(STEP)));
    // As many bits as a number below 1 has room for.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64 exactly")]
    let drawn = (drawn >> 11) as f64 / (1_u64 << 53) as f64;
    drawn < probability
}

/// The output function of splitmix64.
fn mix(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_splitmix64() {
        // The first outputs of the published generator for the seed 1234567.
        let outputs: Vec<_> = (1..=3_u64)
            .map(|draw| mix(1_234_567_u64.wrapping_add(draw.wrapping_mul(STEP))))
            .collect();
        assert_eq!(
            outputs,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn it_never_changes() {
        // A schedule with a seed has to replay on any machine, and after any update.
        let pattern = |seed, rule| -> String {
            let calls = 1..=32;
            calls
                .map(|call| {
                    if comes_true(0.5, seed, rule, call) {
                        'x'
                    } else {
                        '.'
                    }
                })
                .collect()
        };
        assert_eq!(pattern(0, 0), "xxxx.xxxxx..xxxxxx..x...x..xxx.x");
        assert_eq!(pattern(7, 1), "..xxx.xxxxx.xxxxxx.....x..xx.x.x");
    }

    #[test]
    fn it_comes_true_as_often_as_it_should() {
        for (probability, least, most) in [(0.0, 0, 0), (0.1, 900, 1100), (1.0, 10_000, 10_000)] {
            let true_ones = (1..=10_000)
                .filter(|call| comes_true(probability, 42, 3, *call))
                .count();
            assert!(
                (least..=most).contains(&true_ones),
                "{probability}: {true_ones}"
            );
        }
    }
}
