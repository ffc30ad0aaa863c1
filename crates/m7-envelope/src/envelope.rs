//! What every reply has around its data.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct};

use crate::{Data, RequestId, RequestInfo, Span, redact::redact, text::any_as_text};

/// A reply of the API: whether the operation was done, what the server says of it, its data, and
/// the request as the gateway saw it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope<T> {
    /// Whether the operation was done.
    pub success: bool,
    /// `200` on success. No page shows the code of a failure.
    pub code: Code,
    /// What the server says of it, e.g. `requestSuccess`. Empty when it says nothing; what isn't a
    /// string is kept as the JSON that was sent.
    pub message: String,
    /// What was asked for.
    pub data: Data<T>,
    /// The request as the gateway saw it. `None` when it is missing or not readable.
    pub request_info: Option<RequestInfo>,
}

impl<T> Envelope<T> {
    /// The reply to a request that was done, as documented: code 200, `requestSuccess`.
    pub fn done(data: T, request_info: RequestInfo) -> Self {
        Self {
            success: true,
            code: Code::from("200"),
            message: "requestSuccess".to_owned(),
            data: Data::Typed(data),
            request_info: Some(request_info),
        }
    }

    /// The reply to a request that was refused. No page shows one; that it is an envelope with
    /// `success: false` and no data is assumed.
    pub fn refused(
        code: impl Into<Code>,
        message: impl Into<String>,
        request_info: RequestInfo,
    ) -> Self {
        Self {
            success: false,
            code: code.into(),
            message: message.into(),
            data: Data::Absent,
            request_info: Some(request_info),
        }
    }

    /// The typed data, if the request succeeded and there is some.
    pub fn into_data(self) -> Option<T> {
        self.data.into_typed()
    }

    /// The same reply with its typed data changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Envelope<U> {
        Envelope {
            success: self.success,
            code: self.code,
            message: self.message,
            data: match self.data {
                Data::Typed(data) => Data::Typed(change(data)),
                Data::Absent => Data::Absent,
                Data::Untyped(raw) => Data::Untyped(raw),
            },
            request_info: self.request_info,
        }
    }

    /// The request's id, if the reply has one.
    pub fn request_id(&self) -> Option<&RequestId> {
        self.request_info.as_ref()?.request_id.as_ref()
    }

    /// Where the time went, if the reply says so.
    pub fn span(&self) -> Option<&Span> {
        self.request_info.as_ref()?.span.as_ref()
    }
}

impl<T: fmt::Debug> fmt::Debug for Envelope<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("success", &self.success)
            .field("code", &self.code)
            .field("message", &redact(&self.message))
            .field("data", &self.data)
            .field("request_info", &self.request_info)
            .finish()
    }
}

impl<T: Serialize> Serialize for Envelope<T> {
    /// In the documented order of fields. `data` and `requestInfo` are left out when absent.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields =
            3 + usize::from(!self.data.is_absent()) + usize::from(self.request_info.is_some());
        let mut object = serializer.serialize_struct("Envelope", fields)?;
        object.serialize_field("success", &self.success)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("message", &self.message)?;
        if !self.data.is_absent() {
            object.serialize_field("data", &self.data)?;
        }
        if let Some(request_info) = &self.request_info {
            object.serialize_field("requestInfo", request_info)?;
        }
        object.end()
    }
}

/// The `code` of a reply. Documented as a string; the monitor page shows a number, and no page shows
/// that of a failure, so whatever it is decodes, as the text that was sent. Written as a string.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// The code as text, `""` when the reply has none.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Code {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        any_as_text(deserializer).map(Self)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Code").field(&redact(&self.0)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_string_or_number_and_written_as_string() -> Result<(), serde_json::Error> {
        for text in ["\"200\"", "200"] {
            let code: Code = serde_json::from_str(text)?;
            assert_eq!(code, "200");
            assert_eq!(serde_json::to_string(&code)?, "\"200\"");
        }
        for (text, read) in [
            ("-1", "-1"),
            ("null", ""),
            ("403.0", "403.0"),
            ("false", "false"),
            (r#"{"n":1}"#, r#"{"n":1}"#),
        ] {
            assert_eq!(serde_json::from_str::<Code>(text)?, read);
        }
        Ok(())
    }

    #[test]
    fn debug_shows_no_secret_of_a_code() {
        let code = Code::from("password=HIDE");
        assert!(!format!("{code:?}").contains("HIDE"), "{code:?}");
    }
}
