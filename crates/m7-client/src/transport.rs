//! Signs one attempt.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use m7_auth::{Clock, NoNonce, NonceSource, Signer, Timestamp, TimestampError, header};
use m7_models::Operation;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use thiserror::Error as ThisError;

use crate::attempt::{Gate, Signed};
use crate::{Attempt, Client, Timeouts};

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
    pub(crate) body_limit: u64,
    kept_body: usize,
    signed: Option<Arc<Signed>>,
    pub(crate) attempt: Attempt,
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
                appkey: appkey_of(&signer),
                signer,
                nonces: Box::new(nonces),
                clock: Box::new(clock),
            }),
            timeouts: Timeouts::default(),
            timeout: None,
            body_limit: DEFAULT_BODY_LIMIT,
            kept_body: DEFAULT_KEPT_BODY,
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

    /// The same, with its attempts noted there.
    fn recorded_in(&self, attempt: Attempt) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            signed: self.signed.clone(),
            attempt,
            ..*self
        }
    }

    /// Begins an attempt: puts the four headers of a signed request into `headers`, and returns what
    /// its body is to pass. Nothing comes between this and the sending, lest the timestamp grow old.
    pub(crate) fn sign(&self, headers: &mut HeaderMap) -> Result<Arc<Gate>, SigningError> {
        let started = Instant::now();
        let signed = match self.signed.as_deref() {
            Some(again) => again.clone(),
            None => self.sign_anew().inspect_err(|reason| {
                self.attempt.begin_unsigned(started, reason.clone());
            })?,
        };
        let [timestamp, nonce, sign] = signed.values();
        headers.append(APPKEY, self.shared.appkey.clone());
        headers.append(NONCE, nonce);
        headers.append(TIMESTAMP, timestamp);
        headers.append(SIGN, sign);
        Ok(self.attempt.begin(started, signed))
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
        let attempt = Attempt::keeping(self.inner.kept_body);
        (self.recorded_in(attempt.clone()), attempt)
    }

    /// This client with a record that nobody reads, and in which nothing of a reply is kept.
    #[must_use]
    pub fn unobserved(&self) -> Self {
        self.recorded_in(Attempt::default())
    }

    fn recorded_in(&self, attempt: Attempt) -> Self {
        Self {
            baseurl: self.baseurl.clone(),
            client: self.client.clone(),
            inner: self.inner.recorded_in(attempt),
        }
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

    /// How long an attempt of this operation may take.
    pub(crate) fn time_of(&self, operation: &Operation) -> Duration {
        self.inner
            .timeout
            .unwrap_or_else(|| self.inner.timeouts.of(operation.effect))
    }
}

/// The value of a header, kept out of reqwest's and hyper's debug output.
fn appkey_of(signer: &Signer) -> HeaderValue {
    let mut value = HeaderValue::from_str(signer.appkey())
        .unwrap_or_else(|_| unreachable!("an appkey is visible ASCII"));
    value.set_sensitive(true);
    value
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
        let kept = |client: &Client| client.inner.attempt.kept_at_most();
        assert_eq!(kept(&client), 0);
        let (observed, _attempt) = client.observed();
        assert_eq!(kept(&observed), DEFAULT_KEPT_BODY);
        assert_eq!(kept(&observed.unobserved()), 0);
    }
}
