//! The request as its reply shows it.

use axum::http::HeaderMap;
use m7_envelope::{RawJson, RequestId, RequestInfo, Span};
use serde::{Serialize, Serializer};

/// Where the documented gateway passes requests on to. Derived: echo-proxy-url.
const PROXY: &str = "http://v7openapi.7moor.com/call";

/// What is known of a request when it is answered.
pub(crate) struct Echo<'a> {
    pub(crate) request_id: &'a RequestId,
    pub(crate) path: &'a str,
    /// As it was sent, if it was JSON.
    pub(crate) body: Option<&'a RawJson>,
    pub(crate) headers: &'a HeaderMap,
    /// Whose request it is, if that was verified. Assumed: refusal-echo.
    pub(crate) appkey: Option<&'a str>,
    pub(crate) span: Span,
}

impl Echo<'_> {
    /// The documented `requestInfo`: password, sign and all. Derived: request-info, echo-url,
    /// echo-body. Assumed: echo-unchanged.
    pub(crate) fn request_info(self) -> RequestInfo {
        let headers = EchoedHeaders {
            sent: self.headers,
            trace_id: self.request_id.as_str(),
            account_id: self.appkey,
        };
        let mut info = RequestInfo::default();
        info.request_id = Some(self.request_id.clone());
        info.url = Some(self.path.to_owned());
        info.proxy_url = Some(format!("{PROXY}{}", self.path));
        info.body = self
            .body
            .and_then(|body| RawJson::from_text(compact(body.as_str())).ok());
        info.headers = RawJson::from_value(&headers).ok();
        info.span = Some(self.span);
        info
    }
}

/// The headers in the order of their arrival, then `traceId` and, for a verified request,
/// `accountId`. Derived: echo-headers, echo-trace-id, echo-account-id.
struct EchoedHeaders<'a> {
    sent: &'a HeaderMap,
    trace_id: &'a str,
    account_id: Option<&'a str>,
}

impl Serialize for EchoedHeaders<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sent = self.sent.keys().map(|name| {
            // Assumed: repeated-header (RFC 9110 §5.3).
            let values: Vec<_> = self
                .sent
                .get_all(name)
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()))
                .collect();
            (name.as_str(), values.join(", "))
        });
        let added = [
            Some(("traceId", self.trace_id)),
            self.account_id.map(|account_id| ("accountId", account_id)),
        ];
        let added = added
            .into_iter()
            .flatten()
            .map(|(name, value)| (name, value.to_owned()));
        serializer.collect_map(sent.chain(added))
    }
}

/// Valid JSON without the blanks between its tokens; all else stays as it was written. Assumed:
/// reply-blanks.
fn compact(json: &str) -> String {
    let mut compact = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for character in json.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            ' ' | '\t' | '\r' | '\n' if !in_string => continue,
            _ => {}
        }
        compact.push(character);
    }
    compact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compacting_takes_blanks_between_tokens_and_nothing_else() {
        for (sent, compacted) in [
            ("{ \"a\" :\r\n\t[ 1.0 , 1e2 ] }", r#"{"a":[1.0,1e2]}"#),
            (
                r#"{ "a b": " \" \\", "c": "\\\"  " }"#,
                r#"{"a b":" \" \\","c":"\\\"  "}"#,
            ),
            (r#"{"é 号":"凯哥 \u00e9"}"#, r#"{"é 号":"凯哥 \u00e9"}"#),
        ] {
            assert_eq!(compact(sent), compacted);
            let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            assert_eq!(value(sent), value(compacted));
        }
    }

    #[test]
    fn headers_keep_their_order_and_repeated_ones_their_values() -> Result<(), serde_json::Error> {
        let mut sent = HeaderMap::new();
        for (name, value) in [("m7-nonce", "1"), ("accept", "a"), ("b", "c")] {
            sent.append(name, value.parse().unwrap());
        }
        sent.append("accept", "d".parse().unwrap());
        let headers = EchoedHeaders {
            sent: &sent,
            trace_id: "7",
            account_id: Some("2000113"),
        };
        assert_eq!(
            serde_json::to_string(&headers)?,
            r#"{"m7-nonce":"1","accept":"a, d","b":"c","traceId":"7","accountId":"2000113"}"#
        );
        Ok(())
    }
}
