//! From bytes to an envelope.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};

use crate::{Code, Data, Envelope, Items, RawJson};

/// Why something isn't what the contract says: what was found, what was expected, and where.
///
/// It never quotes the value that it is about, which may be a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    description: String,
}

impl DecodeError {
    /// What `error` says, without the values that it quotes.
    pub fn new(error: &serde_json::Error) -> Self {
        Self {
            description: without_values(&error.to_string()),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description)
    }
}

impl std::error::Error for DecodeError {}

/// serde's messages quote the value after naming its type: ``invalid type: string "x", expected a
/// boolean at line 1 column 9``. Field names stand in backticks too, but they are the contract's.
fn without_values(message: &str) -> String {
    let quotes_a_value = ["invalid type: ", "invalid value: ", "unknown variant "]
        .iter()
        .any(|start| message.starts_with(start));
    if !quotes_a_value {
        return message.to_owned();
    }
    let found = message
        .split(['"', '`'])
        .next()
        .unwrap_or_default()
        .trim_end();
    // The last one: the value itself may contain these words.
    let expected = message.rfind(", expected ").map_or("", |at| &message[at..]);
    let found = found.split(", expected ").next().unwrap_or_default();
    format!("{found}{expected}")
}

impl<T: DeserializeOwned> Envelope<T> {
    /// Decodes a reply. Strict about `data`: a list with one bad item is an error; see
    /// [`Envelope::salvage`].
    ///
    /// # Errors
    ///
    /// When the bytes are no JSON, have no boolean `success`, or say `true` and carry a `data` that
    /// isn't a `T`. The error quotes nothing of the reply.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, DecodeError> {
        serde_json::from_slice(bytes).map_err(|error| DecodeError::new(&error))
    }
}

impl<T: DeserializeOwned> Envelope<Items<T>> {
    /// Decodes a reply whose list has items that are not what the contract says, and keeps those
    /// aside. Slower than [`Envelope::from_slice`], for when that has failed.
    ///
    /// ```
    /// use m7_envelope::{Envelope, Items};
    ///
    /// let reply = br#"{"success": true, "code": "200", "message": "", "data": [1, "two", 3]}"#;
    /// let numbers = Envelope::<Items<u32>>::salvage(reply)?.into_data().ok_or("no data")?;
    ///
    /// assert_eq!(*numbers, [1, 3]);
    /// assert_eq!(numbers.rejected[0].index, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the bytes are no JSON, have no boolean `success`, or say `true` and carry a `data` that
    /// isn't an array.
    pub fn salvage(bytes: &[u8]) -> Result<Self, DecodeError> {
        Ok(Envelope::<Vec<RawJson>>::from_slice(bytes)?.map(Items::sort_out))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Envelope<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor(PhantomData))
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Field {
    Success,
    Code,
    Message,
    Data,
    RequestInfo,
    #[serde(other)]
    Unknown,
}

struct EnvelopeVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for EnvelopeVisitor<T> {
    type Value = Envelope<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope: an object with `success`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut success, mut code, mut message) = (None, Code::default(), None);
        let (mut data, mut early_data, mut request_info) = (None, None, None);
        while let Some(field) = map.next_key()? {
            match field {
                Field::Success => success = Some(map.next_value()?),
                Field::Code => code = map.next_value()?,
                Field::Message => message = map.next_value::<Option<String>>()?,
                // The documented order has `success` first, and then data is decoded as it
                // streams by. Only in another order is it set aside until success is known.
                Field::Data if success == Some(true) => data = map.next_value::<Option<T>>()?,
                Field::Data => early_data = Some(map.next_value::<RawJson>()?),
                // A requestInfo that isn't what the page shows costs its timing, not the reply.
                Field::RequestInfo => request_info = map.next_value::<RawJson>()?.parse().ok(),
                Field::Unknown => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let success = success.ok_or_else(|| de::Error::missing_field("success"))?;
        let data = match (data, early_data) {
            (Some(data), _) => Data::Typed(data),
            (None, None) => Data::Absent,
            (None, Some(raw)) if success => match raw.parse().map_err(de::Error::custom)? {
                Some(data) => Data::Typed(data),
                None => Data::Absent,
            },
            (None, Some(raw)) => Data::Untyped(raw),
        };
        Ok(Envelope {
            success,
            code,
            message: message.unwrap_or_default(),
            data,
            request_info,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Numbers = Envelope<Items<u32>>;

    #[test]
    fn data_is_typed_only_on_success_whatever_the_order() -> Result<(), DecodeError> {
        for reply in [
            r#"{"success": true, "data": [7]}"#,
            r#"{"data": [7], "success": true}"#,
        ] {
            assert_eq!(
                Numbers::from_slice(reply.as_bytes())?.into_data(),
                Some(vec![7].into())
            );
        }
        for reply in [
            r#"{"success": false, "data": ""}"#,
            r#"{"data": "", "success": false}"#,
        ] {
            let envelope = Numbers::from_slice(reply.as_bytes())?;
            assert_eq!(
                envelope.data,
                Data::Untyped(RawJson::from_text("\"\"".into())?)
            );
        }
        Ok(())
    }

    #[test]
    fn data_may_be_missing_or_null() -> Result<(), DecodeError> {
        for reply in [
            r#"{"success": true}"#,
            r#"{"success": true, "data": null}"#,
            r#"{"data": null, "success": true}"#,
        ] {
            assert_eq!(
                Numbers::from_slice(reply.as_bytes())?.data,
                Data::Absent,
                "{reply}"
            );
        }
        Ok(())
    }

    #[test]
    fn a_strange_request_info_costs_only_itself() -> Result<(), DecodeError> {
        for info in ["\"\"", "null", "7", r#"{"span": "soon"}"#] {
            let reply = format!(r#"{{"success": true, "data": [1], "requestInfo": {info}}}"#);
            let envelope = Numbers::from_slice(reply.as_bytes())?;
            assert_eq!(envelope.request_info, None, "{info}");
            assert!(envelope.into_data().is_some());
        }
        Ok(())
    }

    #[test]
    fn an_error_names_types_and_place_and_quotes_nothing() {
        for (reply, expected) in [
            (
                r#"{"success": "hunter2, expected `hunter2`"}"#,
                "invalid type: string, expected a boolean at line 1 column 41",
            ),
            (
                r#"{"success": true, "data": [4711]}"#,
                "invalid type: integer, expected a string at line 1 column 31",
            ),
            (
                r#"{"code": "1"}"#,
                "missing field `success` at line 1 column 13",
            ),
        ] {
            let error = Envelope::<Vec<String>>::from_slice(reply.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
