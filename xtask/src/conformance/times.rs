//! Times as ids and civil times carry them. All of them are a server's, who may write anything.

use std::ops::Range;

/// From 1582-10-15, where UUID time begins, to 1970, in units of 100 ns.
const UUID_EPOCH: u64 = 0x01b2_1dd2_1381_4000;

/// How a civil time is written: digits where a `0` stands.
const FORM: &[u8] = b"0000-00-00 00:00:00";

/// The time in a UUID of version 1 without hyphens, in Unix milliseconds.
pub(crate) fn uuid_millis(id: &str) -> Option<u64> {
    if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let part = |range: Range<usize>| u64::from_str_radix(&id[range], 16).ok();
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

/// `YYYY-MM-DD hh:mm:ss` of UTC+8 in Unix seconds; `None` for a day or a time that there is not.
pub(crate) fn civil_seconds(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let is_one = bytes.len() == FORM.len()
        && bytes.iter().zip(FORM).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            mark => byte == mark,
        });
    if !is_one {
        return None;
    }
    let part = |range: Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    let (hour, minute, second) = (part(11..13)?, part(14..16)?, part(17..19)?);
    let is_real = year >= 1
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !is_real {
        return None;
    }
    // Days from 1970, with years that begin in March, so that the leap day is their last.
    let shifted = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + of_year - 719_468;
    Some(((days * 24 + hour - 8) * 60 + minute) * 60 + second)
}

fn days_of(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        assert_eq!(civil_seconds("2020-02-29 23:59:59"), Some(1_582_991_999));
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
            "2020-12-04 99:99:99",
            "2020-12-04 24:00:00",
            "2020-12-04 14:60:00",
            "2020-12-04 14:33:60",
            "2020-12-04 -1:33:27",
            "2020-12-04 14:33:+7",
            "2020-12-4 14:33:27",
            "2020-13-04 14:33:27",
            "2021-02-29 14:33:27",
            "0000-01-01 00:00:00",
            "2020-12-04 922337203685477580:00:00",
            "+c8eb9708c7511ebadd101dc5c1e7708",
        ] {
            assert_eq!(uuid_millis(text), None);
            assert_eq!(object_id_seconds(text), None);
            assert_eq!(civil_seconds(text), None);
        }
        let middle_of_a_letter = "é".repeat(16);
        assert_eq!(uuid_millis(&middle_of_a_letter), None);
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd_to_be_read(
            text in r"\PC*|-?[0-9]{0,20}-[0-9]{1,20}-[0-9]{1,20} -?[0-9]{1,20}:[0-9]{1,20}:[0-9]{1,20}"
        ) {
            let _ = (uuid_millis(&text), object_id_seconds(&text));
            prop_assert!(civil_seconds(&text).is_none_or(|_| text.len() == FORM.len()));
        }

        #[test]
        fn any_hex_digits_are_read(id in "[0-9a-f]{24}|[0-9a-f]{12}1[0-9a-f]{19}") {
            let _ = (uuid_millis(&id), object_id_seconds(&id));
        }
    }
}
