//! Objects that are there and yet say nothing.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// Decodes an optional object of which every blank form means that there is none: `null`, `""`,
/// `{}`, and an object equal to its default (all of its fields blank).
///
/// For `#[serde(default, deserialize_with = "m7_envelope::blank_as_absent")]`. No page shows what
/// the `agent` of an unbound number looks like, so none of its plausible forms may fail a list.
///
/// # Errors
///
/// When the value is neither blank nor a `T`.
pub fn blank_as_absent<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default + PartialEq,
{
    deserializer.deserialize_any(BlankAsAbsent(PhantomData))
}

struct BlankAsAbsent<T>(PhantomData<T>);

impl<'de, T> Visitor<'de> for BlankAsAbsent<T>
where
    T: Deserialize<'de> + Default + PartialEq,
{
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, null or an empty string")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() {
            Ok(None)
        } else {
            Err(E::invalid_type(de::Unexpected::Other("string"), &self))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let value = T::deserialize(MapAccessDeserializer::new(map))?;
        Ok((value != T::default()).then_some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Agent {
        id: String,
        name: String,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Number {
        #[serde(default, deserialize_with = "blank_as_absent")]
        agent: Option<Agent>,
    }

    #[test]
    fn every_blank_form_is_absent() -> Result<(), serde_json::Error> {
        for blank in [
            r"{}",
            r#"{"agent":null}"#,
            r#"{"agent":""}"#,
            r#"{"agent":{}}"#,
            r#"{"agent":{"id":"","name":""}}"#,
        ] {
            let number: Number = serde_json::from_str(blank)?;
            assert_eq!(number.agent, None, "{blank}");
        }
        Ok(())
    }

    #[test]
    fn what_is_not_blank_is_kept() -> Result<(), serde_json::Error> {
        let number: Number = serde_json::from_str(r#"{"agent":{"id":"5f","name":""}}"#)?;
        assert_eq!(number.agent.map(|agent| agent.id), Some("5f".into()));
        Ok(())
    }

    #[test]
    fn something_else_is_an_error_that_does_not_quote_it() {
        let error = serde_json::from_str::<Number>(r#"{"agent":"hunter2"}"#).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
