//! A SIP number's password.

use std::fmt;

use serde::de::{self, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// The password (sip号密码) with which a phone registers.
///
/// It is printed as `[redacted]`, has no `Display`, and is overwritten in memory when it is dropped.
/// It is written in full into the body of a request, which is what it is for; over plain http that
/// body can be read on the wire.
///
/// ```
/// use m7_models::SipPassword;
///
/// let password = SipPassword::new("123456");
/// assert_eq!(format!("{password:?}"), "[redacted]");
/// assert_eq!(password.expose(), "123456");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SipPassword(Zeroizing<String>);

impl SipPassword {
    /// A password of this text, which isn't checked.
    pub fn new(password: impl Into<String>) -> Self {
        Self(Zeroizing::new(password.into()))
    }

    /// The password itself, for where it has to be used. Every place that can see it is a call of
    /// this function.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SipPassword {
    fn from(password: String) -> Self {
        Self::new(password)
    }
}

impl From<&str> for SipPassword {
    fn from(password: &str) -> Self {
        Self::new(password)
    }
}

impl fmt::Debug for SipPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Serialize for SipPassword {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SipPassword {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // `deserialize_string` would let serde_json word the error, with the value in it.
        deserializer.deserialize_any(PasswordVisitor)
    }
}

/// Takes strings only, and of anything else names the type but not the value: a password that was
/// sent as a number would otherwise stand in the error.
struct PasswordVisitor;

impl de::Visitor<'_> for PasswordVisitor {
    type Value = SipPassword;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a password as a string")
    }

    fn visit_str<E: de::Error>(self, password: &str) -> Result<SipPassword, E> {
        Ok(SipPassword::new(password))
    }

    fn visit_string<E: de::Error>(self, password: String) -> Result<SipPassword, E> {
        Ok(SipPassword::new(password))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<SipPassword, E> {
        Err(E::invalid_type(Unexpected::Other("a boolean"), &self))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<SipPassword, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<SipPassword, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<SipPassword, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::SipPassword;

    #[test]
    fn it_is_a_plain_string_on_the_wire() -> Result<(), serde_json::Error> {
        let password: SipPassword = serde_json::from_str(r#""pässword""#)?;
        assert_eq!(password, SipPassword::new("pässword"));
        assert_eq!(serde_json::to_string(&password)?, r#""pässword""#);
        Ok(())
    }

    #[test]
    fn what_is_no_string_is_refused_without_being_quoted() {
        for (json, value) in [
            ("86753", "86753"),
            ("-86753", "86753"),
            ("8675.5", "8675"),
            ("true", "true"),
        ] {
            let error = serde_json::from_str::<SipPassword>(json)
                .unwrap_err()
                .to_string();
            assert!(error.contains("expected a password as a string"), "{error}");
            assert!(!error.contains(value), "{error}");
        }
    }
}
