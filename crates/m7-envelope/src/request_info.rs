//! The request as the gateway saw it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{RawJson, RequestId, Span, redact::redact, text::odd_as_absent};

/// The request as the gateway saw it. **It echoes the body, password included, and the sign**;
/// Debug shows neither.
///
/// Every field may be missing: some of the vendor's pages show fewer than the SIP page. One that
/// isn't of the form that the page shows counts as missing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The request's id, which carries the gateway's time.
    #[serde(
        deserialize_with = "odd_as_absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub request_id: Option<RequestId>,
    /// The path of the request.
    #[serde(
        deserialize_with = "odd_as_absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub url: Option<String>,
    /// Where the gateway sent the request on to.
    #[serde(
        deserialize_with = "odd_as_absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub proxy_url: Option<String>,
    /// The request's body as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<RawJson>,
    /// The request's headers, with `traceId` and `accountId` added by the gateway (derived from the
    /// examples).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<RawJson>,
    /// Where the time went.
    #[serde(
        deserialize_with = "odd_as_absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub span: Option<Span>,
}

impl fmt::Debug for RequestInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestInfo")
            .field("request_id", &self.request_id)
            .field("url", &self.url.as_deref().map(redact))
            .field("proxy_url", &self.proxy_url.as_deref().map(redact))
            .field("body", &self.body)
            .field("headers", &self.headers)
            .field("span", &self.span)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_field_costs_only_itself() -> Result<(), serde_json::Error> {
        let info: RequestInfo = serde_json::from_str(
            r#"{"requestId": "1c8eb9708c7511ebadd101dc5c1e7708", "url": 7, "proxyUrl": null,
                "headers": "none", "span": {"requestStartTime": 1616572018311}}"#,
        )?;
        assert!(info.request_id.and_then(|id| id.time()).is_some());
        assert!(info.headers.is_some());
        assert_eq!((info.url, info.proxy_url, info.span), (None, None, None));
        let info: RequestInfo = serde_json::from_str(r#"{"requestId": {}, "url": "/a"}"#)?;
        assert_eq!((info.request_id, info.url.as_deref()), (None, Some("/a")));
        Ok(())
    }

    #[test]
    fn debug_shows_no_secret_of_an_address() {
        let info = RequestInfo {
            url: Some("/x?password=HIDE".to_owned()),
            proxy_url: Some("http://a/x?password=HIDE".to_owned()),
            ..RequestInfo::default()
        };
        assert!(!format!("{info:?}").contains("HIDE"), "{info:?}");
    }
}
