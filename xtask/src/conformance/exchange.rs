//! A request and its answer.

use serde_json::Value;

use crate::wire::Answer;

/// A request that was sent, and what came back.
pub(crate) struct Exchange {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    /// What was sent, if it was JSON.
    pub(crate) body: Option<Value>,
    pub(crate) answer: Answer,
    /// What came back, if it was JSON.
    pub(crate) json: Option<Value>,
}

impl Exchange {
    /// The value at a JSON pointer of the answer.
    pub(crate) fn at(&self, place: &str) -> Option<&Value> {
        self.json.as_ref()?.pointer(place)
    }

    /// What stands at a JSON pointer of the answer, in words.
    pub(crate) fn shown(&self, place: &str) -> String {
        match &self.json {
            None => format!(
                "no JSON: status {}, {} {:?}",
                self.answer.status,
                self.answer.content_type,
                String::from_utf8_lossy(&self.answer.body)
                    .chars()
                    .take(80)
                    .collect::<String>()
            ),
            Some(_) => self
                .at(place)
                .map_or_else(|| format!("nothing at {place}"), Value::to_string),
        }
    }

    pub(crate) fn sent_header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(header, _)| header == name)?;
        Some(value)
    }

    /// Whether the server says that it did what it was asked for.
    pub(crate) fn is_done(&self) -> bool {
        (200..300).contains(&self.answer.status) && self.at("/success") == Some(&Value::Bool(true))
    }

    /// Whether the server says that it didn't. A failure of its own (5xx) or a time-out (408) proves
    /// nothing.
    pub(crate) fn is_refused(&self) -> bool {
        let code = self.at("/code").and_then(Value::as_str).unwrap_or_default();
        let may_have_been_done =
            self.answer.status >= 500 || code == "408" || code.starts_with('5');
        !may_have_been_done && self.at("/success") == Some(&Value::Bool(false))
    }
}
