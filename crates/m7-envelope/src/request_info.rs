//! The request as the gateway saw it.

use serde::{Deserialize, Serialize};

use crate::{RawJson, RequestId, Span};

/// The request as the gateway saw it. **It echoes the body, password included, and the sign**;
/// Debug shows neither.
///
/// Every field may be missing: some of the vendor's pages show fewer than the SIP page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The request's id, which carries the gateway's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
    /// The path of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where the gateway sent the request on to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<String>,
    /// The request's body as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<RawJson>,
    /// The request's headers, with `traceId` and `accountId` added by the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<RawJson>,
    /// Where the time went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}
