//! Times as ids and civil times carry them.

/// From 1582-10-15, where UUID time begins, to 1970, in units of 100 ns.
const UUID_EPOCH: u64 = 0x01b2_1dd2_1381_4000;

/// The time in a UUID of version 1 without hyphens, in Unix milliseconds.
pub(crate) fn uuid_millis(id: &str) -> Option<u64> {
    if id.len() != 32 || !id.is_ascii() {
        return None;
    }
    let part = |range: std::ops::Range<usize>| u64::from_str_radix(&id[range], 16).ok();
    let (low, middle, high) = (part(0..8)?, part(8..12)?, part(12..16)?);
    if high >> 12 != 1 {
        return None;
    }
    let ticks = (high & 0x0fff) << 48 | middle << 32 | low;
    Some(ticks.checked_sub(UUID_EPOCH)? / 10_000)
}

/// The time in an `ObjectId`, in Unix seconds.
pub(crate) fn object_id_seconds(id: &str) -> Option<u64> {
    let is_one = id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_one.then(|| u64::from_str_radix(&id[..8], 16).ok())?
}

/// `YYYY-MM-DD hh:mm:ss` of UTC+8 in Unix seconds.
pub(crate) fn civil_seconds(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(' ')?;
    let numbers = |text: &str, by: char| {
        let parts: Option<Vec<i64>> = text.split(by).map(|part| part.parse().ok()).collect();
        <[i64; 3]>::try_from(parts?).ok()
    };
    let ([year, month, day], [hour, minute, second]) = (numbers(date, '-')?, numbers(time, ':')?);
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days from 1970, with years that begin in March, so that the leap day is their last.
    let shifted = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + of_year - 719_468;
    Some(((days * 24 + hour - 8) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_times_are_read() {
        assert_eq!(
            uuid_millis("1c8eb9708c7511ebadd101dc5c1e7708"),
            Some(1_616_572_018_311)
        );
        assert_eq!(
            object_id_seconds("605aeef6e9930e49f48444be"),
            Some(1_616_572_150)
        );
        assert_eq!(civil_seconds("2020-12-04 14:33:27"), Some(1_607_063_607));
        assert_eq!(civil_seconds("1970-01-01 08:00:00"), Some(0));
    }

    #[test]
    fn other_texts_have_no_time() {
        for text in [
            "",
            "1c8eb9708c7541ebadd101dc5c1e7708",
            "é",
            "zz",
            "2020-12-04",
            "1-2-3 4:5",
        ] {
            assert_eq!(uuid_millis(text), None);
            assert_eq!(object_id_seconds(text), None);
            assert_eq!(civil_seconds(text), None);
        }
        let middle_of_a_letter = "é".repeat(16);
        assert_eq!(uuid_millis(&middle_of_a_letter), None);
    }
}
