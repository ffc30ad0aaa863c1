//! For how long a registration holds.

use std::time::Duration;

/// How long a contact may stay registered, and how long it does when its phone doesn't say
/// (RFC 3261 §10.3 steps 6 and 7).
///
/// ```
/// use std::time::Duration;
/// use m7_registrar::Expiry;
///
/// let expiry = Expiry::default();
/// assert_eq!(expiry.default, Duration::from_secs(3600));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expiry {
    /// The shortest: whoever asks for less is told so with 423. Whole seconds, at least 1, at most
    /// 3600, since RFC 3261 §10.3 lets nobody refuse an hour. 60 s by default.
    pub min: Duration,
    /// What a phone gets that asks for nothing in particular. An hour by default.
    pub default: Duration,
    /// The longest: whoever asks for more gets this. Two hours by default.
    pub max: Duration,
}

/// What a phone asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Nothing.
    Nothing,
    /// To be removed.
    Zero,
    /// Seconds, not 0.
    Seconds(u32),
}

/// Asked for less than the minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooBrief;

impl Expiry {
    /// Whether it contradicts itself.
    pub(crate) fn is_sound(&self) -> bool {
        let whole = [self.min, self.default, self.max]
            .iter()
            .all(|time| time.subsec_nanos() == 0);
        whole
            && self.min >= Duration::from_secs(1)
            && self.min <= Duration::from_secs(3600)
            && self.min <= self.default
            && self.default <= self.max
            && self.max <= Duration::from_secs(u64::from(u32::MAX))
    }

    /// How long it will be; zero is a removal.
    pub(crate) fn grant(&self, asked: Asked) -> Result<Duration, TooBrief> {
        match asked {
            Asked::Zero => Ok(Duration::ZERO),
            Asked::Nothing => Ok(self.default),
            Asked::Seconds(seconds) => {
                let wanted = Duration::from_secs(u64::from(seconds));
                if wanted < self.min {
                    Err(TooBrief)
                } else {
                    Ok(wanted.min(self.max))
                }
            }
        }
    }
}

impl Asked {
    /// Reads an `Expires` header or parameter. One that can't be read means an hour (RFC 3261
    /// §20.10, §20.19); a number beyond 32 bits means the highest.
    pub(crate) fn parse(value: &[u8]) -> Self {
        const HOUR: u32 = 3600;
        let text = value.trim_ascii();
        if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
            return Self::Seconds(HOUR);
        }
        let seconds = text.iter().fold(0_u32, |seconds, digit| {
            seconds
                .saturating_mul(10)
                .saturating_add(u32::from(digit - b'0'))
        });
        match seconds {
            0 => Self::Zero,
            seconds => Self::Seconds(seconds),
        }
    }
}

impl Default for Expiry {
    fn default() -> Self {
        Self {
            min: Duration::from_secs(60),
            default: Duration::from_secs(3600),
            max: Duration::from_secs(7200),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_granted_within_bounds() {
        let expiry = Expiry::default();
        for (asked, granted) in [
            (&b"0"[..], Ok(0)),
            (b"000", Ok(0)),
            (b"1", Err(TooBrief)),
            (b"59", Err(TooBrief)),
            (b"60", Ok(60)),
            (b" 300 ", Ok(300)),
            (b"7201", Ok(7200)),
            (b"4294967296", Ok(7200)),
            (b"99999999999999999999", Ok(7200)),
            (b"-1", Ok(3600)),
            (b"soon", Ok(3600)),
            (b"", Ok(3600)),
        ] {
            let granted = granted.map(Duration::from_secs);
            assert_eq!(expiry.grant(Asked::parse(asked)), granted, "{asked:?}");
        }
        assert_eq!(expiry.grant(Asked::Nothing), Ok(expiry.default));
    }

    #[test]
    fn bounds_that_contradict_each_other_are_unsound() {
        let with = |min, default, max| Expiry {
            min: Duration::from_millis(min),
            default: Duration::from_millis(default),
            max: Duration::from_millis(max),
        };
        assert!(with(1000, 1000, 1000).is_sound());
        for unsound in [
            with(0, 60_000, 60_000),
            with(2000, 1000, 3000),
            with(1000, 3000, 2000),
            with(3_601_000, 4_000_000, 4_000_000),
            with(1500, 2000, 3000),
        ] {
            assert!(!unsound.is_sound(), "{unsound:?}");
        }
    }
}
