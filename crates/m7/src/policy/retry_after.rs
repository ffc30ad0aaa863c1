//! When the server wants to be asked again.

use std::time::{Duration, SystemTime};

/// How long a reply with this `Retry-After` asks to wait (RFC 9110 §10.2.3): seconds, or a date,
/// which counts from the reply's own `Date`, or from `now` if it has none. `None` if it is neither.
///
/// A date that is over is a wait of zero.
pub(crate) fn retry_after(
    value: &str,
    date: Option<&str>,
    now: impl FnOnce() -> SystemTime,
) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is longer than anybody waits.
        let seconds = value.parse().unwrap_or(u32::MAX);
        return Some(Duration::from_secs(seconds.into()));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    let from = date
        .and_then(|date| httpdate::parse_http_date(date.trim()).ok())
        .unwrap_or_else(now);
    Some(at.duration_since(from).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "Thu, 04 Mar 2021 12:00:00 GMT";

    fn told(value: &str, date: Option<&str>) -> Option<u64> {
        let now = || httpdate::parse_http_date("Thu, 04 Mar 2021 11:59:00 GMT").unwrap();
        Some(retry_after(value, date, now)?.as_secs())
    }

    #[test]
    fn it_is_seconds_or_a_date() {
        assert_eq!(told("120", None), Some(120));
        assert_eq!(told(" 0 ", None), Some(0));
        assert_eq!(told(NOON, None), Some(60));
        // The two other forms that a recipient must read (RFC 9110 §5.6.7).
        assert_eq!(told("Thursday, 04-Mar-21 12:00:00 GMT", None), Some(60));
        assert_eq!(told("Thu Mar  4 12:00:00 2021", None), Some(60));
    }

    #[test]
    fn a_date_counts_by_the_server_s_clock() {
        assert_eq!(told(NOON, Some("Thu, 04 Mar 2021 11:59:50 GMT")), Some(10));
        assert_eq!(told(NOON, Some("Thu, 04 Mar 2021 12:00:50 GMT")), Some(0));
        assert_eq!(told(NOON, Some("yesterday")), Some(60));
    }

    #[test]
    fn what_is_neither_asks_for_nothing() {
        for value in ["", "-1", "1.5", "soon", "+5"] {
            assert_eq!(told(value, None), None, "{value}");
        }
        assert_eq!(told("99999999999999999999", None), Some(u32::MAX.into()));
    }
}
