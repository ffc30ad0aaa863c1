//! Request ids, which carry the gateway's clock.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

/// 1582-10-15, the first day of the Gregorian calendar and of UUID time, is this many units of
/// 100 ns before the Unix epoch (RFC 9562 §5.1).
const GREGORIAN_TO_UNIX: u64 = 0x01B2_1DD2_1381_4000;

/// UUID time counts units of 100 ns.
const UNITS_PER_MILLI: u64 = 10_000;

/// The `requestId` of a reply: on the SIP page a UUID of version 1 without hyphens, whose embedded
/// time is exactly the span's `requestStartTime` (derived: true of all four examples).
///
/// Any text is accepted; [`RequestId::time`] is `None` when it is no such UUID.
///
/// ```
/// use m7_envelope::RequestId;
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let id = RequestId::from("1c8eb9708c7511ebadd101dc5c1e7708");
/// assert_eq!(id.time(), Some(UNIX_EPOCH + Duration::from_millis(1616572018311)));
/// assert_eq!(RequestId::from("none").time(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(String);

impl RequestId {
    /// A version 1 UUID (RFC 9562 §5.1) of this time.
    ///
    /// `unix_millis` is the time in milliseconds; `sequence` tells the ids of one millisecond apart
    /// and is taken modulo 10,000, the units of 100 ns that a millisecond has; `clock_sequence` (its
    /// low 14 bits) and `node` tell generators apart.
    pub fn v1(unix_millis: u64, sequence: u16, clock_sequence: u16, node: [u8; 6]) -> Self {
        let units = unix_millis
            .wrapping_mul(UNITS_PER_MILLI)
            .wrapping_add(u64::from(sequence) % UNITS_PER_MILLI)
            .wrapping_add(GREGORIAN_TO_UNIX);
        let time_low = units & 0xffff_ffff;
        let time_mid = (units >> 32) & 0xffff;
        let time_high = (units >> 48) & 0x0fff;
        let variant_and_sequence = 0x8000 | (clock_sequence & 0x3fff);
        let node = node
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        Self(format!(
            "{time_low:08x}{time_mid:04x}1{time_high:03x}{variant_and_sequence:04x}{node:012x}"
        ))
    }

    /// The id as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The gateway's time when it took the request. `None` when the id is no UUID of version 1, or
    /// one from before 1970.
    pub fn time(&self) -> Option<SystemTime> {
        if self.0.len() != 32 || !self.0.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from, to| u64::from_str_radix(&self.0[from..to], 16).ok();
        let (low, mid, version_and_high) = (part(0, 8)?, part(8, 12)?, part(12, 16)?);
        if version_and_high >> 12 != 1 {
            return None;
        }
        let units = ((version_and_high & 0x0fff) << 48) | (mid << 32) | low;
        let since_epoch = units.checked_sub(GREGORIAN_TO_UNIX)?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_nanos(since_epoch.checked_mul(100)?))
    }
}

impl From<&str> for RequestId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for RequestId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_ids_carry_their_span_s_start() {
        for (id, millis) in [
            ("1c8eb9708c7511ebadd101dc5c1e7708", 1_616_572_018_311),
            ("676ed0b08c7511ebadd101dc5c1e7708", 1_616_572_143_931),
            ("1a5de4d08c7711ebadd101dc5c1e7708", 1_616_572_873_629),
            ("81af2c708c7711ebadd101dc5c1e7708", 1_616_573_046_967),
        ] {
            let time = RequestId::from(id).time();
            let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
            assert_eq!(time, Some(expected), "{id}");
        }
    }

    #[test]
    fn an_id_is_made_as_the_documented_ones_are() {
        let node = [0x01, 0xdc, 0x5c, 0x1e, 0x77, 0x08];
        let id = RequestId::v1(1_616_572_018_311, 0, 0x2dd1, node);
        assert_eq!(id.as_str(), "1c8eb9708c7511ebadd101dc5c1e7708");
    }

    #[test]
    fn other_texts_have_no_time() {
        for id in [
            "",
            "é",
            "1c8eb970-8c75-11eb-add1-01dc5c1e7708",
            "1c8eb9708c7541ebadd101dc5c1e7708",
        ] {
            assert_eq!(RequestId::from(id).time(), None, "{id}");
        }
    }
}
