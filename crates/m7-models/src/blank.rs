//! Values that are there and yet say nothing.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Decodes an optional value of which `""` means that there is none, as `null` does.
///
/// For the fields of an object whose blank forms mean that there is none: the object is blank when
/// all of its fields are.
pub(crate) fn value_as_absent<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ValueAsAbsent(PhantomData))
}

struct ValueAsAbsent<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ValueAsAbsent<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, null or an empty string")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() {
            return Ok(None);
        }
        T::deserialize(text.into_deserializer()).map(Some)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        T::deserialize(number.into_deserializer()).map(Some)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        T::deserialize(number.into_deserializer()).map(Some)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        T::deserialize(number.into_deserializer()).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(items)).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode<T: de::DeserializeOwned>(value: &Value) -> Result<Option<T>, serde_json::Error> {
        value_as_absent(value)
    }

    #[test]
    fn blank_is_absent_whatever_the_type() -> Result<(), serde_json::Error> {
        for blank in [json!(null), json!("")] {
            assert_eq!(decode::<String>(&blank)?, None);
            assert_eq!(decode::<i64>(&blank)?, None);
            assert_eq!(decode::<bool>(&blank)?, None);
            assert_eq!(decode::<Vec<i64>>(&blank)?, None);
        }
        Ok(())
    }

    #[test]
    fn anything_else_is_the_value_or_an_error() -> Result<(), serde_json::Error> {
        assert_eq!(decode::<String>(&json!("8734"))?.as_deref(), Some("8734"));
        assert_eq!(decode::<i64>(&json!(-8734))?, Some(-8734));
        assert_eq!(decode::<f64>(&json!(2))?, Some(2.0));
        assert_eq!(decode::<f64>(&json!(2.5))?, Some(2.5));
        assert_eq!(decode::<bool>(&json!(true))?, Some(true));
        assert_eq!(decode::<Vec<i64>>(&json!([1, 2]))?, Some(vec![1, 2]));
        assert!(decode::<i64>(&json!("8734")).is_err());
        assert!(decode::<String>(&json!(8734)).is_err());
        Ok(())
    }
}
