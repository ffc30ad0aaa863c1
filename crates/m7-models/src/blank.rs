//! Texts that are there and yet say nothing.

use serde::{Deserialize, Deserializer};

/// Decodes an optional text of which `""` means that there is none, as `null` does.
///
/// For the fields of an object whose blank forms mean that there is none: the object is blank when
/// all of its fields are.
pub(crate) fn text_as_absent<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}
