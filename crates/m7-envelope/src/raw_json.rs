//! JSON that is carried, not read.

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{DecodeError, redact::redact};

/// How much of a raw text Debug shows, in characters.
const SHOWN: usize = 1024;

/// A piece of JSON kept as the text that was sent, for whoever asks for it.
///
/// Debug shows the text with its secrets as `[redacted]`, shortened to 1024 characters.
///
/// ```
/// use m7_envelope::RawJson;
///
/// let body: RawJson = serde_json::from_str(r#"{"number": "2004", "password": "123456"}"#)?;
/// assert_eq!(body.as_str(), r#"{"number": "2004", "password": "123456"}"#);
/// assert!(!format!("{body:?}").contains("123456"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Writes `value` as JSON.
    ///
    /// # Errors
    ///
    /// When `value` can't be written as JSON, e.g. a map whose keys aren't strings.
    pub fn from_value(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self)
    }

    /// Takes a text that must be one JSON value.
    ///
    /// # Errors
    ///
    /// When it isn't. The error doesn't quote the text.
    pub fn from_text(text: String) -> Result<Self, DecodeError> {
        RawValue::from_string(text)
            .map(Self)
            .map_err(|error| DecodeError::new(&error))
    }

    /// The text as it was sent, **secrets included**: don't log it.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Reads the text as a `T`.
    ///
    /// # Errors
    ///
    /// When the text isn't a `T`. The error doesn't quote it.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        serde_json::from_str(self.0.get()).map_err(|error| DecodeError::new(&error))
    }
}

impl PartialEq for RawJson {
    /// Equal texts; the same value written in another way is not equal.
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RawJson {}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Redacted before it is shortened: a cut could part a secret from its name.
        let text = redact(self.as_str());
        match text.char_indices().nth(SHOWN) {
            None => f.write_str(&text),
            Some((end, _)) => write!(f, "{}… ({} bytes)", &text[..end], self.as_str().len()),
        }
    }
}
