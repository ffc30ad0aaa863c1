//! Moments as people read and write them: UTC, and the service's own UTC+8.

use std::time::{Duration, SystemTime};

use jiff::tz::Offset;

/// The service's civil time.
const SERVICE: Offset = Offset::constant(8);

/// Reads Unix seconds, or a date and time with its offset from UTC.
pub(crate) fn parse(text: &str) -> Result<SystemTime, String> {
    let wanted = || {
        "give Unix seconds, e.g. 1616408549, or a time with its offset, e.g. \
         2021-03-22T18:22:29+08:00"
            .to_owned()
    };
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds: u64 = text.parse().map_err(|_| wanted())?;
        if text.len() == 13 {
            return Err(format!(
                "it has 13 digits, so it counts milliseconds: give Unix seconds, {}",
                seconds / 1000
            ));
        }
        return SystemTime::UNIX_EPOCH
            .checked_add(Duration::from_secs(seconds))
            .filter(|_| text.len() <= 10)
            .ok_or_else(wanted);
    }
    let time: jiff::Timestamp = text.parse().map_err(|_| wanted())?;
    Ok(time.into())
}

/// `2021-03-22 10:22:29`.
pub(crate) fn utc(unix_seconds: u64) -> String {
    civil(unix_seconds, Offset::UTC)
}

/// The same eight hours further east, where the service is.
pub(crate) fn utc8(unix_seconds: u64) -> String {
    civil(unix_seconds, SERVICE)
}

/// The same of a moment.
pub(crate) fn utc8_of(time: jiff::Timestamp) -> String {
    let time = SERVICE.to_datetime(time);
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The time of day alone: `18:22:29`.
pub(crate) fn utc8_of_day(time: jiff::Timestamp) -> String {
    SERVICE.to_datetime(time).strftime("%H:%M:%S").to_string()
}

fn civil(unix_seconds: u64, offset: Offset) -> String {
    let time = i64::try_from(unix_seconds).ok();
    let time = time.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    time.map_or_else(
        || "beyond all calendars".to_owned(),
        |time| {
            offset
                .to_datetime(time)
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_seconds_or_with_its_offset() {
        let at = |seconds| Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(parse("1616408549"), at(1_616_408_549));
        assert_eq!(parse("2021-03-22T18:22:29+08:00"), at(1_616_408_549));
        assert_eq!(parse("2021-03-22T10:22:29Z"), at(1_616_408_549));
        for text in ["", "now", "2021-03-22T10:22:29", "99999999999", "-1", "号"] {
            assert!(parse(text).is_err(), "{text}");
        }
        let milliseconds = parse("1616408549000").unwrap_err();
        assert!(milliseconds.contains("1616408549,") || milliseconds.ends_with("1616408549"));
    }

    #[test]
    fn a_moment_is_shown_in_both_places() {
        assert_eq!(utc(1_616_408_549), "2021-03-22 10:22:29");
        assert_eq!(utc8(1_616_408_549), "2021-03-22 18:22:29");
        assert_eq!(utc(u64::MAX), "beyond all calendars");
    }
}
