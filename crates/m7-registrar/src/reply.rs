//! An answer, and how it becomes bytes.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use sipx_sip::headers::To;
use sipx_sip::{Header, HeaderName, Message, Request, ResponseBuilder, StatusCode};

/// What is answered to a request, but for what is copied from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    status: u16,
    reason: &'static str,
    headers: Vec<(HeaderName, String)>,
}

/// Gives requests outside a dialog the tag that the answer's `To` must have (RFC 3261 §8.2.6.2):
/// the same one for the same request, and nobody else's guess.
pub(crate) struct ToTags(RandomState);

impl Reply {
    /// A reply of this status.
    pub(crate) fn new(status: u16, reason: &'static str) -> Self {
        Self {
            status,
            reason,
            headers: Vec::new(),
        }
    }

    /// The same with one header more.
    pub(crate) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// The response to `request`, whose Via was stamped. `None` when the request lacks what every
    /// response must repeat (§8.2.6.2): then nothing can be answered.
    pub(crate) fn encode(&self, request: &Request, tags: &ToTags) -> Option<Bytes> {
        let mut request = request.clone();
        add_to_tag(&mut request, tags);
        let status = StatusCode::new(self.status)?;
        let mut response = ResponseBuilder::to_request(&request, status, self.reason).ok()?;
        for (name, value) in &self.headers {
            response = response.header(name.clone(), value.clone()).ok()?;
        }
        response = response.header(HeaderName::Server, crate::SERVER).ok()?;
        Some(Message::Response(response.build()).to_bytes())
    }
}

impl ToTags {
    pub(crate) fn new() -> Self {
        Self(RandomState::new())
    }

    fn tag(&self, request: &Request) -> String {
        let headers = &request.headers;
        let parts = [HeaderName::CallId, HeaderName::From, HeaderName::CSeq]
            .map(|name| headers.value(&name).map(Cow::into_owned));
        format!("{:016x}", self.0.hash_one(parts))
    }
}

fn add_to_tag(request: &mut Request, tags: &ToTags) {
    let Some(Ok(to)) = request.headers.typed::<To>() else {
        return;
    };
    if to.params.iter().any(|parameter| parameter.is("tag")) {
        return;
    }
    let Some(value) = request.headers.value(&HeaderName::To) else {
        return;
    };
    let mut value = value.into_owned();
    value.extend_from_slice(format!(";tag={}", tags.tag(request)).as_bytes());
    if let Ok(header) = Header::build(HeaderName::To, value) {
        request.headers.remove_first(&HeaderName::To);
        request.headers.push(header);
    }
}
