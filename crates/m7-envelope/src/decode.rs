//! From bytes to an envelope.

use std::{fmt, marker::PhantomData, mem};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};

use crate::{Code, Data, Envelope, Items, RawJson, text::any_as_text};

/// Why something isn't what the contract says: what was found, what was expected, and where.
///
/// It never quotes the value that it is about, which may be a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    description: String,
}

impl DecodeError {
    /// What `error` says, without the values that it quotes. Of what a type says in words of its own
    /// (serde's `custom`) only the place is kept: there is no telling what it quotes.
    pub fn new(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let (message, place) = match message.strip_suffix(&place) {
            Some(message) => (message, place.as_str()),
            None => (message.as_str(), ""),
        };
        let description = if error.is_data() {
            without_values(message)
        } else {
            message.to_owned()
        };
        Self {
            description: description + place,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description)
    }
}

impl std::error::Error for DecodeError {}

/// What stands before an error in data that came before `success`. It is found only after that, in
/// the text that was set aside.
const IN_DATA: &str = "in data, counted from its start: ";

/// serde's messages quote the value after naming its type: ``invalid type: string "x", expected a
/// boolean``, ``unknown field `x`, expected `y` ``. The names of what is missing or there twice are
/// the contract's.
fn without_values(message: &str) -> String {
    // What stands behind this came through here before.
    if message.starts_with(IN_DATA) {
        return message.to_owned();
    }
    let starts_with = |starts: &[&str]| starts.iter().any(|start| message.starts_with(start));
    if starts_with(&["missing field `", "duplicate field `", "invalid length "]) {
        return message.to_owned();
    }
    if !starts_with(&[
        "invalid type: ",
        "invalid value: ",
        "unknown variant `",
        "unknown field `",
    ]) {
        return "a value isn't what its type takes".to_owned();
    }
    let found = message
        .split(['"', '`'])
        .next()
        .unwrap_or_default()
        .trim_end();
    // The last one: the value itself may contain these words. If nothing is expected they are the
    // value's, and behind them stands its end.
    let expected = message
        .rfind(", expected ")
        .map(|at| &message[at..])
        .filter(|_| !message.ends_with("`, there are no fields"))
        .filter(|_| !message.ends_with("`, there are no variants"));
    let found = found.split(", expected ").next().unwrap_or_default();
    format!("{found}{}", expected.unwrap_or_default())
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
        // What is known to be UTF-8 altogether needn't be checked string by string, which is a sixth
        // of the work on a list. What isn't still decodes if only fields that nobody reads aren't.
        match str::from_utf8(bytes) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(bytes),
        }
        .map_err(|error| DecodeError::new(&error))
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

#[derive(Deserialize)]
struct Text(#[serde(deserialize_with = "any_as_text")] String);

struct EnvelopeVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for EnvelopeVisitor<T> {
    type Value = Envelope<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope: an object with `success`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut success, mut code, mut message) = (None, Code::default(), String::new());
        let (mut data, mut early_data, mut request_info) = (None, None, None);
        let mut has_data = false;
        while let Some(field) = map.next_key()? {
            match field {
                // Which of two holds is anyone's guess, and data was read by the first.
                Field::Success if success.is_some() => {
                    return Err(de::Error::duplicate_field("success"));
                }
                Field::Data if mem::replace(&mut has_data, true) => {
                    return Err(de::Error::duplicate_field("data"));
                }
                Field::Success => success = Some(map.next_value()?),
                Field::Code => code = map.next_value()?,
                Field::Message => message = map.next_value::<Text>()?.0,
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
        let in_data = |error| de::Error::custom(format_args!("{IN_DATA}{error}"));
        let data = match (data, early_data) {
            (Some(data), _) => Data::Typed(data),
            (None, None) => Data::Absent,
            (None, Some(raw)) if success => match raw.parse().map_err(in_data)? {
                Some(data) => Data::Typed(data),
                None => Data::Absent,
            },
            (None, Some(raw)) => Data::Untyped(raw),
        };
        Ok(Envelope {
            success,
            code,
            message,
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
    fn text_that_is_not_utf8_matters_only_where_it_is_read() {
        let ignored = b"{\"success\": true, \"data\": [\"a\"], \"note\": \"\xff\"}";
        let read = b"{\"success\": true, \"data\": [\"a\xff\"], \"note\": \"\"}";
        let envelope = Envelope::<Vec<String>>::from_slice(ignored);
        assert_eq!(envelope.unwrap().into_data(), Some(vec!["a".to_owned()]));
        assert!(Envelope::<Vec<String>>::from_slice(read).is_err());
    }

    #[test]
    fn a_strange_request_info_costs_only_itself() -> Result<(), DecodeError> {
        for info in ["\"\"", "null", "7"] {
            let reply = format!(r#"{{"success": true, "data": [1], "requestInfo": {info}}}"#);
            let envelope = Numbers::from_slice(reply.as_bytes())?;
            assert_eq!(envelope.request_info, None, "{info}");
            assert!(envelope.into_data().is_some());
        }
        Ok(())
    }

    #[test]
    fn an_odd_span_leaves_the_request_id() -> Result<(), DecodeError> {
        for span in [
            r#""soon""#,
            "{}",
            r#"{"requestStartTime": 1, "proxyEndTime": 2}"#,
        ] {
            let reply = format!(
                r#"{{"success": true, "requestInfo": {{"requestId": "1c8e", "span": {span}}}}}"#
            );
            let envelope = Numbers::from_slice(reply.as_bytes())?;
            assert_eq!(envelope.request_id(), Some(&"1c8e".into()), "{span}");
            assert_eq!(envelope.span(), None, "{span}");
        }
        Ok(())
    }

    #[test]
    fn a_failure_is_read_whatever_it_says() -> Result<(), DecodeError> {
        for (said, code, message) in [
            (r#""code": 403.0, "message": "no""#, "403.0", "no"),
            (r#""code": false, "message": null"#, "false", ""),
            (r#""message": {"zh":"x"}"#, "", r#"{"zh":"x"}"#),
            (r#""code": [4], "message": 7"#, "[4]", "7"),
            (r#""message": "\ud800""#, "", r#""\ud800""#),
        ] {
            let reply = format!(r#"{{"success": false, {said}}}"#);
            let envelope = Numbers::from_slice(reply.as_bytes())?;
            assert_eq!(envelope.code, code);
            assert_eq!(envelope.message, message);
        }
        Ok(())
    }

    #[test]
    fn what_is_said_twice_is_not_guessed_at() {
        for reply in [
            r#"{"success":true,"data":[1],"success":false}"#,
            r#"{"data":[1],"success":true,"data":[2]}"#,
            r#"{"success":true,"data":null,"data":[2]}"#,
        ] {
            let error = Numbers::from_slice(reply.as_bytes()).unwrap_err();
            assert!(
                error.to_string().starts_with("duplicate field `"),
                "{error}"
            );
        }
    }

    #[test]
    fn an_error_in_early_data_says_where_it_counts_from() {
        let reply = br#"{"requestInfo": {}, "data": ["hunter2"], "success": true}"#;
        assert_eq!(
            Numbers::from_slice(reply).unwrap_err().to_string(),
            "in data, counted from its start: invalid type: string, expected u32 at line 1 column 10"
        );
    }

    #[test]
    fn no_error_quotes_a_key_or_what_a_type_says_itself() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Strict {}

        #[derive(Debug)]
        struct Talkative;

        impl<'de> Deserialize<'de> for Talkative {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Err(de::Error::custom(format_args!("missing: {text}")))
            }
        }

        for reply in [
            r#"{"success":true,"data":{"hunter2":1}}"#,
            r#"{"success":true,"data":{"`, expected hunter2":1}}"#,
            r#"{"data":{"hunter2":1},"success":true}"#,
        ] {
            let error = Envelope::<Strict>::from_slice(reply.as_bytes()).unwrap_err();
            assert!(error.to_string().contains("unknown field"), "{error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        for reply in [
            r#"{"success":true,"data":"hunter2"}"#,
            r#"{"data":"hunter2","success":true}"#,
        ] {
            let error = Envelope::<Talkative>::from_slice(reply.as_bytes()).unwrap_err();
            assert!(
                error.to_string().contains("isn't what its type takes"),
                "{error}"
            );
        }
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
