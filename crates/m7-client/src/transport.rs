//! Signs and sends one attempt.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use m7_auth::{Clock, NoNonce, NonceSource, Signer, Timestamp, TimestampError, header};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::ResponseBuilderExt;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use thiserror::Error as ThisError;

use crate::attempt::{Gate, Signed};
use crate::request_body::RequestBody;
use crate::response_body::ResponseBody;
use crate::{Attempt, Client, Error, Timeouts};

/// How many bytes a reply may have, unless the transport is told otherwise: 64 MiB, a list of some
/// 140,000 numbers.
pub const DEFAULT_BODY_LIMIT: u64 = 64 * 1024 * 1024;

/// How many bytes of a reply an [`Attempt`] keeps, unless the transport is told otherwise.
pub const DEFAULT_KEPT_BODY: usize = 16 * 1024;

/// The names of the headers that sign, made ready when this is compiled.
const APPKEY: HeaderName = HeaderName::from_static(header::APPKEY);
const NONCE: HeaderName = HeaderName::from_static(header::NONCE);
const TIMESTAMP: HeaderName = HeaderName::from_static(header::TIMESTAMP);
const SIGN: HeaderName = HeaderName::from_static(header::SIGN);

/// What a [`Client`] signs its requests with, and the bounds that it keeps. Clones share the
/// nonces, so that none is used twice.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    timeouts: Timeouts,
    timeout: Option<Duration>,
    body_limit: u64,
    kept_body: usize,
    is_observed: bool,
    signed: Option<Arc<Signed>>,
    attempt: Attempt,
}

struct Shared {
    appkey: HeaderValue,
    signer: Signer,
    nonces: Box<dyn NonceSource>,
    clock: Box<dyn Clock>,
}

impl Transport {
    /// A transport that signs with `signer`, with the time of `clock` and the nonces of `nonces`.
    pub fn new(
        signer: Signer,
        nonces: impl NonceSource + 'static,
        clock: impl Clock + 'static,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                appkey: sensitive(signer.appkey()),
                signer,
                nonces: Box::new(nonces),
                clock: Box::new(clock),
            }),
            timeouts: Timeouts::default(),
            timeout: None,
            body_limit: DEFAULT_BODY_LIMIT,
            kept_body: DEFAULT_KEPT_BODY,
            is_observed: false,
            signed: None,
            attempt: Attempt::default(),
        }
    }

    /// Gives each attempt the time that `timeouts` has for its effect. The time for connecting is
    /// the HTTP client's ([`Connection`](crate::Connection)).
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Takes replies of at most `bytes` bytes; a longer one is [`BodyTooLarge`](crate::BodyTooLarge).
    #[must_use]
    pub fn with_body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Has an [`Attempt`] keep the first `bytes` bytes of its reply.
    #[must_use]
    pub fn with_kept_body(mut self, bytes: usize) -> Self {
        self.kept_body = bytes;
        self
    }

    /// How many bytes of a reply are kept: none that nobody can ask for, since they hold secrets.
    fn kept(&self) -> usize {
        if self.is_observed { self.kept_body } else { 0 }
    }

    /// Puts the four headers of a signed request into `headers`.
    fn sign(&self, headers: &mut HeaderMap) -> Result<(), SigningError> {
        let again = self.signed.as_deref().cloned();
        let signed = again.map_or_else(|| self.sign_anew(), Ok)?;
        headers.insert(APPKEY, self.shared.appkey.clone());
        headers.insert(NONCE, sensitive(signed.nonce()));
        // Of ten digits, as it was signed: a timestamp has neither more nor fewer.
        let mut timestamp = HeaderValue::from(signed.timestamp().unix_seconds());
        timestamp.set_sensitive(true);
        headers.insert(TIMESTAMP, timestamp);
        headers.insert(SIGN, sensitive(signed.sign()));
        self.attempt.note_signed(signed);
        Ok(())
    }

    fn sign_anew(&self) -> Result<Signed, SigningError> {
        let Shared {
            signer,
            nonces,
            clock,
            ..
        } = &*self.shared;
        let now = Timestamp::from_system_time(clock.now())?;
        let (timestamp, nonce) = nonces.allocate(now)?;
        Ok(Signed::new(timestamp, &signer.sign(timestamp, nonce)))
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("appkey", &self.shared.signer.appkey())
            .field("timeouts", &self.timeouts)
            .field("timeout", &self.timeout)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// This client with a record of its own: what it sends next is told to the returned
    /// [`Attempt`]. The connections and the nonces are shared; the clone is cheap, and meant to be
    /// made for each call.
    pub fn observed(&self) -> (Self, Attempt) {
        let mut client = self.clone();
        client.inner.attempt = Attempt::default();
        client.inner.is_observed = true;
        let attempt = client.inner.attempt.clone();
        (client, attempt)
    }

    /// This client with a record that nobody reads, and in which nothing of a reply is kept.
    #[must_use]
    pub fn unobserved(&self) -> Self {
        let mut client = self.clone();
        client.inner.attempt = Attempt::default();
        client.inner.is_observed = false;
        client
    }

    /// This client with `timeout` for every attempt, whatever its effect.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.inner.timeout = Some(timeout);
        self
    }

    /// This client with what an earlier attempt was signed with, for every attempt: with the same
    /// request, its bytes are the very same, and a server that remembers what it has let in knows
    /// them again (the vendor's authorization page: sign and nonce, for five minutes).
    ///
    /// The clock isn't looked at, and no nonce is used up. `signed` is to be of a client with the same
    /// credentials; any other server, or the same one later, refuses it.
    #[must_use]
    pub fn with_signed(mut self, signed: &Signed) -> Self {
        self.inner.signed = Some(Arc::new(signed.clone()));
        self
    }

    /// How long an attempt of the operation with this id may take.
    pub fn timeout_of(&self, operation_id: &str) -> Duration {
        self.inner
            .timeout
            .unwrap_or_else(|| self.inner.timeouts.of_operation(operation_id))
    }
}

impl ClientHooks<Transport> for Client {
    /// Makes the request what the vendor expects and signs it. Here and not in `exec`, whose error
    /// type can't say why a request was not signed.
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        info: &OperationInfo,
    ) -> Result<(), Error<E>> {
        let transport = self.inner();
        let gate = transport.attempt.begin();
        // The generator sends the version of the contract, which means nothing to the vendor.
        request.headers_mut().remove("api-version");
        // Every request has one, says the vendor's page; the generator gives it to bodies only.
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
        *request.timeout_mut() = Some(self.timeout_of(info.operation_id));
        transport.sign(request.headers_mut()).map_err(|reason| {
            let message = reason.to_string();
            transport.attempt.note_unsigned(reason);
            Error::Custom(message)
        })?;
        guard(request, gate);
        Ok(())
    }

    async fn exec(
        &self,
        request: reqwest::Request,
        _: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let transport = self.inner();
        let response = self.client().execute(request).await?;
        transport.attempt.note_headers(&response);
        Ok(bounded(response, transport))
    }
}

/// The value of a header, kept out of reqwest's and hyper's debug output.
fn sensitive(text: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(text)
        .unwrap_or_else(|_| unreachable!("appkey, digits and base64 are visible ASCII"));
    value.set_sensitive(true);
    value
}

/// Has the request's body pass the gate.
fn guard(request: &mut reqwest::Request, gate: Arc<Gate>) {
    match request.body().and_then(reqwest::Body::as_bytes) {
        Some(bytes) if !bytes.is_empty() => {
            let body = RequestBody::new(Bytes::copy_from_slice(bytes), gate);
            *request.body_mut() = Some(reqwest::Body::wrap(body));
        }
        // Without a body to be taken, nobody can tell when the request leaves: it counts as sent.
        _ => {
            gate.pass();
        }
    }
}

/// The same response with a body that keeps to the transport's limit.
fn bounded(response: reqwest::Response, transport: &Transport) -> reqwest::Response {
    let url = response.url().clone();
    let (parts, body) = http::Response::<reqwest::Body>::from(response).into_parts();
    let body = reqwest::Body::wrap(ResponseBody::new(
        body,
        transport.body_limit,
        transport.kept(),
        transport.attempt.clone(),
    ));
    // The builder alone can carry the URL over; all else is put back as it was.
    let mut response = http::Response::builder()
        .url(url)
        .body(body)
        .unwrap_or_else(|_| unreachable!("a status of 200 and no headers are valid"));
    *response.status_mut() = parts.status;
    *response.version_mut() = parts.version;
    *response.headers_mut() = parts.headers;
    response.extensions_mut().extend(parts.extensions);
    response.into()
}

/// Why a request was not signed. Nothing was sent.
#[derive(Clone, Debug, ThisError, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningError {
    /// The clock shows no time that can be signed.
    #[error("the request was not signed: {0}")]
    Clock(TimestampError),
    /// There is no nonce left.
    #[error("the request was not signed: {0}")]
    Nonces(NoNonce),
}

impl From<TimestampError> for SigningError {
    fn from(reason: TimestampError) -> Self {
        Self::Clock(reason)
    }
}

impl From<NoNonce> for SigningError {
    fn from(reason: NoNonce) -> Self {
        Self::Nonces(reason)
    }
}

#[cfg(test)]
mod tests {
    use m7_auth::{Credentials, NonceAllocator, NonceShare, SystemClock};

    use super::*;

    #[test]
    fn nothing_is_kept_that_nobody_can_ask_for() {
        let signer = Signer::new(&Credentials::new("2000113", "not-a-real-secret").unwrap());
        let transport = Transport::new(signer, NonceAllocator::new(NonceShare::WHOLE), SystemClock);
        let http = crate::Connection::default().http_client().unwrap();
        let client = Client::new_with_client("http://127.0.0.1", http, transport);
        assert_eq!(client.inner.kept(), 0);
        let (observed, _attempt) = client.observed();
        assert_eq!(observed.inner.kept(), DEFAULT_KEPT_BODY);
        assert_eq!(observed.unobserved().inner.kept(), 0);
    }
}
