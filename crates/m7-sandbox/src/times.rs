//! How times are written.

use std::time::SystemTime;

use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::Serializer;

use crate::ids::unix_millis;

/// The platform's civil times are UTC+8, as its monitor page says and as the SIP page's example
/// bears out: a number made at 14:20:49 in UTC+8, by its id, was registered at 14:33:27. Derived:
/// register-time-form.
const CIVIL: Offset = Offset::constant(8);

/// A time in Unix milliseconds as `registerTime` shows it: `2020-12-04 14:33:27`.
pub(crate) fn civil(unix_millis: i64) -> String {
    timestamp(unix_millis)
        .to_zoned(TimeZone::fixed(CIVIL))
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// A time in Unix milliseconds as the header `Date` shows it (RFC 9110 §5.6.7).
pub(crate) fn http_date(unix_millis: i64) -> String {
    DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&timestamp(unix_millis))
        // The form has no room for years beyond 9999, and such a clock no use for it.
        .unwrap_or_default()
}

/// A time in Unix milliseconds as the control API shows it: `2021-03-24T07:46:58.311Z` (RFC 3339).
pub(crate) fn rfc3339(unix_millis: i64) -> String {
    format!("{:.3}", timestamp(unix_millis))
}

/// The same, of a field.
pub(crate) fn serialize_rfc3339<S: Serializer>(
    time: &SystemTime,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let millis = i64::try_from(unix_millis(*time)).unwrap_or(i64::MAX);
    serializer.serialize_str(&rfc3339(millis))
}

fn timestamp(unix_millis: i64) -> Timestamp {
    Timestamp::from_duration(SignedDuration::from_millis(unix_millis)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_number_was_registered_thirteen_minutes_after_it_was_made() {
        assert_eq!(civil(0x5fc9_d541 * 1000), "2020-12-04 14:20:49");
        assert_eq!(civil(1_607_063_607_999), "2020-12-04 14:33:27");
    }

    #[test]
    fn a_date_is_gmt() {
        assert_eq!(
            http_date(1_616_572_018_311),
            "Wed, 24 Mar 2021 07:46:58 GMT"
        );
    }

    #[test]
    fn the_control_api_has_milliseconds_in_utc() {
        assert_eq!(rfc3339(1_616_572_018_311), "2021-03-24T07:46:58.311Z");
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn absurd_times_have_a_form_too() {
        civil(i64::MAX);
        http_date(i64::MAX);
        rfc3339(i64::MAX);
    }
}
