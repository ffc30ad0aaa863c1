//! Lengths of time as people write and read them.

use std::time::Duration;

/// Longer than anybody waits.
const LONGEST: Duration = Duration::from_secs(7 * 86_400);

/// The units, from the largest on, each with its seconds.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

/// Reads `30s`, `10m`, `1h30m` or `1d`.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    seconds(text)
        .map(Duration::from_secs)
        .filter(|time| !time.is_zero() && *time <= LONGEST)
        .ok_or_else(|| {
            "give a whole number with its unit, up to seven days: 30s, 10m, 1h30m, 1d".to_owned()
        })
}

/// The seconds of whole numbers, each with its unit, the larger units first.
fn seconds(text: &str) -> Option<u64> {
    let (mut rest, mut total) = (text, 0_u64);
    let mut units = &UNITS[..];
    while !rest.is_empty() {
        let (count, behind) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let unit = behind.chars().next()?;
        let at = units.iter().position(|(name, _)| *name == unit)?;
        let part = count.parse::<u64>().ok()?.checked_mul(units[at].1)?;
        total = total.checked_add(part)?;
        units = &units[at + 1..];
        rest = &behind[1..];
    }
    Some(total)
}

/// A length of time in a few words: `8 ms`, `0.2 s`, `42 s`, `4 min 10 s`, `14 min`, `2 h 5 min`.
pub(crate) fn shown(time: Duration) -> String {
    if time < Duration::from_millis(100) {
        return format!("{} ms", time.as_millis());
    }
    let tenths = (time.as_millis() + 50) / 100;
    if tenths < 100 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    let seconds = (time.as_millis() + 500) / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) if minutes < 10 && seconds > 0 => {
            format!("{minutes} min {seconds} s")
        }
        (0, minutes, _) => format!("{minutes} min"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// A length of time as a clock counts it: `00:35`, `10:00`, `1:00:00`.
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, minutes, seconds) => format!("{minutes:02}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_needs_its_unit() {
        for (text, seconds) in [
            ("30s", 30),
            ("10m", 600),
            ("2h", 7200),
            ("168h", 604_800),
            ("1d", 86_400),
            ("1h30m", 5400),
            ("90m5s", 5405),
            ("6d24h", 604_800),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "s",
            "30",
            "0s",
            "-1s",
            "1.5h",
            "8d",
            "30秒",
            "169h",
            "1h30",
            "30m1h",
            "1h1h",
            "1h 1m",
            "1w",
            "h1",
            "99999999999999999999s",
            "7d1s",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_more_is_said_than_matters() {
        for (millis, words) in [
            (0, "0 ms"),
            (99, "99 ms"),
            (240, "0.2 s"),
            (9_940, "9.9 s"),
            (9_960, "10 s"),
            (59_400, "59 s"),
            (59_600, "1 min"),
            (250_000, "4 min 10 s"),
            (840_000, "14 min"),
            (3_600_000, "1 h"),
            (7_500_000, "2 h 5 min"),
        ] {
            assert_eq!(shown(Duration::from_millis(millis)), words, "{millis}");
        }
    }

    #[test]
    fn a_clock_counts_seconds() {
        for (seconds, text) in [
            (0, "00:00"),
            (35, "00:35"),
            (600, "10:00"),
            (3_661, "1:01:01"),
        ] {
            assert_eq!(clock(Duration::from_secs(seconds)), text);
        }
    }
}
