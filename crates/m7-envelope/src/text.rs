//! Texts that needn't be strings.

use serde::{Deserialize, Deserializer};

use crate::RawJson;

/// Decodes a text of which every form will do: a string is itself, `null` is empty, and all else is
/// kept as it was written. No page shows a reply that failed, so no form of what it says may lose it.
///
/// # Errors
///
/// When it isn't JSON.
pub(crate) fn any_as_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let raw = RawJson::deserialize(deserializer)?;
    Ok(match raw.parse::<Option<String>>() {
        Ok(text) => text.unwrap_or_default(),
        Err(_) => raw.as_str().to_owned(),
    })
}

/// Decodes a field by itself: one that isn't what it should be is absent, and doesn't cost those
/// beside it.
///
/// # Errors
///
/// When it isn't JSON.
pub(crate) fn odd_as_absent<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    let raw = RawJson::deserialize(deserializer)?;
    Ok(raw.parse::<Option<T>>().unwrap_or_default())
}
