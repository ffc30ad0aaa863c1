//! JSON as it was written: its fields in their order, its numbers digit by digit.

use std::fmt;

use m7::{DecodeError, RawJson};
use m7_envelope::redact::{REDACTED, names_a_secret, redact, redact_value};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How deep lists and objects may stand in one another, as in most readers of JSON.
const DEEPEST: usize = 127;

/// A value of JSON.
#[derive(Clone, Debug)]
pub(crate) enum Json {
    Text(String),
    /// A number, `true`, `false` or `null`.
    Word(RawJson),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Why a text isn't a value. It quotes nothing.
#[derive(Debug)]
pub(crate) enum Unreadable {
    Syntax(DecodeError),
    TooDeep,
}

impl Json {
    /// Reads a text that must be one value.
    pub(crate) fn read(text: &str) -> Result<Self, Unreadable> {
        let raw = RawJson::from_text(text.to_owned()).map_err(Unreadable::Syntax)?;
        Self::of(&raw)
    }

    /// Reads what is one value already.
    pub(crate) fn of(raw: &RawJson) -> Result<Self, Unreadable> {
        Self::at(raw, 0)
    }

    fn at(raw: &RawJson, depth: usize) -> Result<Self, Unreadable> {
        if depth > DEEPEST {
            return Err(Unreadable::TooDeep);
        }
        let inner = |raw: &RawJson| Self::at(raw, depth + 1);
        match raw.as_str().as_bytes().first() {
            Some(b'"') => raw.parse().map(Self::Text).map_err(Unreadable::Syntax),
            Some(b'[') => {
                let items: Vec<RawJson> = raw.parse().map_err(Unreadable::Syntax)?;
                items
                    .iter()
                    .map(inner)
                    .collect::<Result<_, _>>()
                    .map(Self::List)
            }
            Some(b'{') => {
                let Fields(fields) = raw.parse().map_err(Unreadable::Syntax)?;
                let fields = fields
                    .into_iter()
                    .map(|(name, value)| Ok((name, inner(&value)?)));
                fields.collect::<Result<_, _>>().map(Self::Object)
            }
            _ => Ok(Self::Word(raw.clone())),
        }
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of the first field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => {
                let found = fields.iter().find(|(field, _)| field == name);
                found.map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Whether there is anything in it under the name of a secret.
    pub(crate) fn holds_a_secret(&self) -> bool {
        match self {
            Self::Text(_) | Self::Word(_) => false,
            Self::List(items) => items.iter().any(Self::holds_a_secret),
            Self::Object(fields) => fields.iter().any(|(name, value)| {
                names_a_secret(name) && value.is_something() || value.holds_a_secret()
            }),
        }
    }

    /// Whether it says anything: no `null`, and no empty text.
    pub(crate) fn is_something(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Word(word) => word.as_str() != "null",
            Self::List(_) | Self::Object(_) => true,
        }
    }

    /// The same with its numbers as other formats than JSON have them, to some 16 digits.
    pub(crate) fn beyond_json(self) -> Self {
        match self {
            Self::Word(word) => match word.as_str().parse::<f64>() {
                Ok(number) if !is_exact(word.as_str()) => RawJson::from_value(&number)
                    .ok()
                    .filter(|word| number.is_finite() && is_exact(word.as_str()))
                    .map_or_else(|| Self::Text(word.as_str().to_owned()), Self::Word),
                _ => Self::Word(word),
            },
            Self::List(items) => Self::List(items.into_iter().map(Self::beyond_json).collect()),
            Self::Object(fields) => {
                let fields = fields.into_iter();
                Self::Object(
                    fields
                        .map(|(name, value)| (name, value.beyond_json()))
                        .collect(),
                )
            }
            text @ Self::Text(_) => text,
        }
    }

    /// Whether it is the empty text.
    pub(crate) fn is_empty_text(&self) -> bool {
        self.text().is_some_and(str::is_empty)
    }

    /// The texts under the names of secrets.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.gather_secrets(false, &mut found);
        found
    }

    fn gather_secrets<'a>(&'a self, is_secret: bool, found: &mut Vec<&'a str>) {
        match self {
            Self::Text(text) if is_secret && !text.is_empty() => found.push(text),
            Self::Text(_) | Self::Word(_) => {}
            Self::List(items) => items
                .iter()
                .for_each(|item| item.gather_secrets(is_secret, found)),
            Self::Object(fields) => fields.iter().for_each(|(name, value)| {
                value.gather_secrets(is_secret || names_a_secret(name), found);
            }),
        }
    }

    /// The same without secrets: of what is named as one nothing is left, and texts lose what they
    /// say of one, and `known` ones wherever they stand.
    pub(crate) fn redacted(self, known: &[&str]) -> Self {
        match self {
            Self::Text(text) => {
                let text = known.iter().fold(text, |text, secret| {
                    redact_value(&text, secret).into_owned()
                });
                Self::Text(redact(&text).into_owned())
            }
            Self::Word(word) => Self::Word(word),
            Self::List(items) => {
                Self::List(items.into_iter().map(|item| item.redacted(known)).collect())
            }
            Self::Object(fields) => {
                let fields = fields.into_iter().map(|(name, value)| {
                    let value = if names_a_secret(&name) && value.is_something() {
                        Self::Text(REDACTED.to_owned())
                    } else {
                        value.redacted(known)
                    };
                    (name, value)
                });
                Self::Object(fields.collect())
            }
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => f.write_str(&crate::plain_words::of(&error.to_string())),
            Self::TooDeep => write!(f, "it is nested more than {DEEPEST} deep"),
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Word(word) => match serde_json::from_str::<Value>(word.as_str()) {
                // In a form that is JSON's own only where another would lose digits.
                Ok(value) if is_exact(word.as_str()) => value.serialize(serializer),
                _ => word.serialize(serializer),
            },
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => {
                let mut object = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    object.serialize_entry(name, value)?;
                }
                object.end()
            }
        }
    }
}

/// Whether a number that is written like this is written like this again. `true`, `false` and `null`
/// are.
fn is_exact(word: &str) -> bool {
    let written = serde_json::from_str(word).map(|value: Value| value.to_string());
    written.is_ok_and(|written| written == word)
}

/// An object's fields as they were written.
struct Fields(Vec<(String, RawJson)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_it_was_read() {
        let text =
            r#"{"b":[1e400,12345678901234567890123,-0.10],"a":{"x":null,"y":true,"z":"号\n"}}"#;
        let json = Json::read(text).unwrap();
        assert_eq!(serde_json::to_string(&json).unwrap(), text);
    }

    #[test]
    fn other_formats_have_numbers_too() {
        let json = Json::read("[1,-0.10,12345678901234567890123,null,1e400]").unwrap();
        let plain = serde_json::to_value(json.beyond_json()).unwrap();
        assert_eq!(
            plain.to_string(),
            r#"[1,-0.1,1.2345678901234568e+22,null,"1e400"]"#
        );
    }

    #[test]
    fn secrets_are_taken_out_by_name_and_by_value_and_it_stays_json() {
        let text = r#"{"password":123456,"a":[{"m7-sign":["x"]},"see hunter2","password=topsecret"],"secretKey":null}"#;
        let json = Json::read(text).unwrap();
        assert!(json.holds_a_secret());
        let shown = serde_json::to_string(&json.redacted(&["hunter2"])).unwrap();
        assert_eq!(
            shown,
            r#"{"password":"[redacted]","a":[{"m7-sign":"[redacted]"},"see [redacted]","password=[redacted]"],"secretKey":null}"#
        );
        let plain = Json::read(r#"{"number":"2004","password":""}"#).unwrap();
        assert!(!plain.holds_a_secret());
    }

    #[test]
    fn what_is_nested_beyond_reason_is_refused() {
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::read(&deep(100)).is_ok());
        for depth in [129, 20_000] {
            assert!(
                matches!(Json::read(&deep(depth)), Err(Unreadable::TooDeep)),
                "{depth}"
            );
        }
    }
}
