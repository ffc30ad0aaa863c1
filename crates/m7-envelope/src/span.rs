//! Where the time of a call went, on the server's side.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::text::any_as_text;

/// The timing of one call, by the gateway's clock. All times are Unix milliseconds.
///
/// No page has a table of it: what each time is of is read from its name. That `bizSpan` and
/// `latency` are the differences that [`Span::from_times`] computes is derived, too: it holds in all
/// four examples of the SIP page.
///
/// ```
/// use m7_envelope::Span;
/// use std::time::Duration;
///
/// let span = Span::from_times(1616572143931, 1616572143954, 1616572150674, 1616572150675);
/// assert_eq!(span.biz_span, "6720ms");
/// assert_eq!(span.latency, "24ms");
/// assert_eq!(span.total(), Duration::from_millis(6744));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Span {
    /// When the gateway took the request.
    pub request_start_time: u64,
    /// When it sent the request on to the business service.
    pub proxy_start_time: u64,
    /// When the business service had answered.
    pub proxy_end_time: u64,
    /// When the gateway had answered.
    pub req_end_time: u64,
    /// Time in the business service as the gateway wrote it, e.g. `6720ms`.
    #[serde(default, deserialize_with = "any_as_text")]
    pub biz_span: String,
    /// Time in the gateway as the gateway wrote it, e.g. `24ms`.
    #[serde(default, deserialize_with = "any_as_text")]
    pub latency: String,
}

impl Span {
    /// The span of these four times (Unix milliseconds), with `bizSpan` and `latency` computed as
    /// the gateway does.
    pub fn from_times(
        request_start_time: u64,
        proxy_start_time: u64,
        proxy_end_time: u64,
        req_end_time: u64,
    ) -> Self {
        let mut span = Self {
            request_start_time,
            proxy_start_time,
            proxy_end_time,
            req_end_time,
            biz_span: String::new(),
            latency: String::new(),
        };
        span.biz_span = format!("{}ms", span.business().as_millis());
        span.latency = format!("{}ms", span.gateway().as_millis());
        span
    }

    /// Time in the business service: from the request sent on to its answer.
    pub fn business(&self) -> Duration {
        Duration::from_millis(self.proxy_end_time.saturating_sub(self.proxy_start_time))
    }

    /// Time in the gateway: the total without the business service.
    pub fn gateway(&self) -> Duration {
        self.total().saturating_sub(self.business())
    }

    /// Time on the server's side altogether. The network is not in it.
    pub fn total(&self) -> Duration {
        Duration::from_millis(self.req_end_time.saturating_sub(self.request_start_time))
    }

    /// When the gateway took the request, by its clock. `None` when that is no representable time.
    pub fn started_at(&self) -> Option<SystemTime> {
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(self.request_start_time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_gateway_wrote_of_it_may_be_a_number() -> Result<(), serde_json::Error> {
        let span: Span = serde_json::from_str(
            r#"{"requestStartTime": 1, "proxyStartTime": 2, "proxyEndTime": 4, "reqEndTime": 5,
                "bizSpan": 2}"#,
        )?;
        assert_eq!((span.biz_span.as_str(), span.latency.as_str()), ("2", ""));
        assert_eq!(span.business(), Duration::from_millis(2));
        Ok(())
    }
}
