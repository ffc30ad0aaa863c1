//! How fast a client may send.

use std::time::Duration;

/// How fast a client may send: so many attempts a second on average, and so many at once.
///
/// It is a token bucket: it holds `burst` tokens, each attempt takes one, and they come back at the
/// rate. In any stretch of `t` seconds, no more than `burst + t × rate` attempts begin (and what is
/// made up for a timer that woke up late, 10 ms' worth at most).
///
/// ```
/// use m7::{Client, Rate};
///
/// let m7 = Client::builder()
///     .appkey("2000113")
///     .secret_key("not-a-real-secret")
///     .rate(Rate::per_second(5).with_burst(10))
///     .build()?;
/// # Ok::<(), m7::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    per_second: f64,
    burst: u32,
}

impl Rate {
    /// So many attempts a second, one at a time: `5` begins one each 200 ms at the most, `0.5` one
    /// each two seconds.
    pub fn per_second(attempts: impl Into<f64>) -> Self {
        Self {
            per_second: attempts.into(),
            burst: 1,
        }
    }

    /// Lets so many begin at once, after a time in which none did; 1 by default.
    #[must_use]
    pub fn with_burst(mut self, attempts: u32) -> Self {
        self.burst = attempts;
        self
    }

    /// The time from one attempt to the next, and the attempts that may begin at once; or what is
    /// wrong with them.
    pub(super) fn checked(self) -> Result<(Duration, u32), String> {
        let interval = Duration::try_from_secs_f64(1.0 / self.per_second)
            .ok()
            .filter(|interval| *interval <= SLOWEST && !interval.is_zero());
        match interval {
            None => Err(format!(
                "the rate of {:?} attempts a second is unusable: it must be more than one a day and \
                 less than one a nanosecond",
                self.per_second
            )),
            Some(_) if self.burst == 0 => {
                Err("the rate has a burst of 0, so that no call could ever be sent".to_owned())
            }
            Some(interval) => Ok((interval, self.burst)),
        }
    }
}

/// Who waits longer than this for a turn has been configured by mistake.
const SLOWEST: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_an_interval_and_a_burst() {
        for (rate, expected) in [
            (Rate::per_second(5), (Duration::from_millis(200), 1)),
            (Rate::per_second(0.5), (Duration::from_secs(2), 1)),
            (
                Rate::per_second(1000_u32).with_burst(30),
                (Duration::from_millis(1), 30),
            ),
        ] {
            assert_eq!(rate.checked(), Ok(expected), "{rate:?}");
        }
    }

    #[test]
    fn what_would_never_send_or_bound_nothing_is_refused() {
        for rate in [
            // Faster than any clock counts.
            Rate::per_second(1e12),
            Rate::per_second(f64::INFINITY),
            Rate::per_second(0),
            Rate::per_second(-1),
            Rate::per_second(f64::NAN),
            Rate::per_second(1e-9),
            Rate::per_second(f64::MIN_POSITIVE),
            Rate::per_second(5).with_burst(0),
        ] {
            assert!(rate.checked().is_err(), "{rate:?}");
        }
    }
}
