//! The time that a `sipId` holds.

use std::time::{Duration, SystemTime};

use crate::SipId;

/// How many hex digits an `ObjectId` has.
const LENGTH: usize = 24;
/// How many of them are its time, in Unix seconds.
const TIME: usize = 8;

impl SipId {
    /// When the number was created, by the server's clock, in whole seconds: a `sipId` is a `MongoDB`
    /// ObjectId, whose first four bytes are that. *Derived* from the page's four examples.
    ///
    /// `None` if this is no ObjectId.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use m7_models::SipId;
    ///
    /// let created = SipId::new("605aeef6b3cf63101b8f7fd4").created_at();
    /// assert_eq!(created, Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1_616_572_150)));
    /// assert_eq!(SipId::new("2004").created_at(), None);
    /// ```
    pub fn created_at(&self) -> Option<SystemTime> {
        let text = self.as_str();
        if text.len() != LENGTH || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let seconds = u32::from_str_radix(text.get(..TIME)?, 16).ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_object_id_has_no_time() {
        for text in [
            "",
            "605aeef6",
            "605aeef6b3cf63101b8f7fd",
            "605aeef6b3cf63101b8f7fd40",
            "+05aeef6b3cf63101b8f7fd4",
            "605aeef6b3cf63101b8f7fdg",
            "号码号码号码号码",
        ] {
            assert_eq!(SipId::new(text).created_at(), None, "{text}");
        }
        assert_eq!(
            SipId::new("FFFFFFFF0000000000000000").created_at(),
            Some(SystemTime::UNIX_EPOCH + Duration::from_secs(u32::MAX.into()))
        );
    }
}
