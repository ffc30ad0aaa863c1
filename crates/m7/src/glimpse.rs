//! What can be read of a reply that isn't what it should be.

use m7_envelope::{Code, RawJson, RequestInfo};
use serde::Deserialize;

/// The parts of an envelope that could be read, each by itself: one that is of the wrong type
/// doesn't cost the others.
#[derive(Default)]
pub(crate) struct Glimpse {
    /// `None` if the reply doesn't say, or not as `true` or `false`.
    pub(crate) success: Option<bool>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// What `data` looks like, when it is known not to fit.
    pub(crate) data: Option<&'static str>,
    pub(crate) info: Option<RequestInfo>,
}

impl Glimpse {
    /// Reads what it can. Of what isn't one whole JSON object, that is nothing: in a text that is
    /// cut off, the next word could have been "not".
    pub(crate) fn of(body: &[u8]) -> Self {
        let parts: Parts = serde_json::from_slice(body).unwrap_or_default();
        Self {
            success: read(parts.success.as_ref()),
            code: read::<Code>(parts.code.as_ref())
                .map(|code| code.as_str().to_owned())
                .or_else(|| parts.code.map(|raw| raw.as_str().to_owned()))
                .filter(|code| !code.is_empty()),
            message: read(parts.message.as_ref())
                .or_else(|| parts.message.map(|raw| raw.as_str().to_owned()))
                .filter(|message| !message.is_empty()),
            data: parts.data.map(|raw| look_of_data(raw.as_str())),
            info: read(parts.request_info.as_ref()),
        }
    }
}

/// Says what a body looks like that has no readable `success`.
pub(crate) fn look_of(body: &[u8]) -> &'static str {
    let text = without_bom(body).trim_ascii();
    if text.is_empty() {
        return "an empty body";
    }
    if text.starts_with(b"<") {
        return "HTML or XML instead of JSON";
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(text) {
        Ok(_) => "JSON without a readable `success`",
        Err(error) if error.is_eof() => "JSON that is cut off",
        Err(_) => "something that isn't JSON",
    }
}

/// The body without the byte order mark that some servers begin with, and that JSON doesn't have
/// (RFC 8259 §8.1 lets a reader pass over it).
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

fn look_of_data(data: &str) -> &'static str {
    match data.as_bytes().first() {
        Some(b'"') => "its `data` is a string",
        Some(b'[') => "its `data` is a list that doesn't fit",
        Some(b'{') => "its `data` is an object that doesn't fit",
        Some(b't' | b'f') => "its `data` is a boolean",
        Some(b'n') => "its `data` is null",
        _ => "its `data` is a number",
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Parts {
    success: Option<RawJson>,
    code: Option<RawJson>,
    message: Option<RawJson>,
    data: Option<RawJson>,
    request_info: Option<RawJson>,
}

fn read<T: serde::de::DeserializeOwned>(raw: Option<&RawJson>) -> Option<T> {
    raw?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_wrong_type_does_not_cost_the_others() {
        let glimpse = Glimpse::of(br#"{"success":false,"code":{"n":1},"message":7,"data":""}"#);
        assert_eq!(glimpse.success, Some(false));
        assert_eq!(glimpse.code.as_deref(), Some(r#"{"n":1}"#));
        assert_eq!(glimpse.message.as_deref(), Some("7"));
    }

    #[test]
    fn success_is_read_only_as_true_or_false_in_a_whole_object() {
        for body in [
            r#"{"success":"true"}"#,
            r#"{"success":1}"#,
            r#"{"success":null}"#,
            r#"{"success":true,"#,
            r#"{"success":true,"success":false}"#,
            r#"[{"success":true}]"#,
            "<html>",
            "",
        ] {
            assert_eq!(Glimpse::of(body.as_bytes()).success, None, "{body}");
        }
    }

    #[test]
    fn a_body_is_called_what_it_is() {
        for (body, look) in [
            ("", "an empty body"),
            (" \r\n", "an empty body"),
            ("\u{feff}<!doctype html>", "HTML or XML instead of JSON"),
            (r#"{"success":tr"#, "JSON that is cut off"),
            (r#"{"error":"x"}"#, "JSON without a readable `success`"),
            ("Bad Gateway", "something that isn't JSON"),
        ] {
            assert_eq!(look_of(body.as_bytes()), look, "{body}");
        }
    }
}
