//! HTTP as it goes over the wire: one request, one answer, nothing repeated and nothing followed.
//!
//! Not `m7-client`: what is proved here must not be proved with the code that it is to prove.

use std::fmt;
use std::io;
use std::time::Duration;

use m7_auth::{Credentials, NonceAllocator, NonceShare, Signer, SystemClock, Timestamp};
use serde_json::Value;
use thiserror::Error;
use ureq::http;

/// How much of an answer is read, in bytes: a list of 100,000 numbers has some 30 MB.
const ANSWER_LIMIT: u64 = 64 * 1024 * 1024;

/// A server that is spoken to.
pub(crate) struct Wire {
    agent: ureq::Agent,
    base_url: String,
}

/// What is sent.
pub(crate) struct Request {
    pub(crate) method: http::Method,
    /// Path and, perhaps, query.
    pub(crate) path: String,
    /// In this order. A name may stand there twice.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// How long the whole exchange may take.
    pub(crate) patience: Duration,
}

/// What came back, whatever it is.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

/// Nothing usable came back.
#[derive(Debug, Error)]
pub(crate) enum NoAnswer {
    /// Nothing was sent: what was asked for did certainly not happen.
    #[error("no connection: {0}")]
    NotConnected(String),
    /// It was sent, perhaps: what was asked for may have happened.
    #[error("no answer: {0}")]
    Lost(String),
}

impl Wire {
    /// A server by its base URL, plain http.
    pub(crate) fn new(base_url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .max_idle_connections(0)
            .user_agent("m7-xtask")
            .build();
        Self {
            agent: config.into(),
            base_url: base_url.trim_end_matches('/').to_owned(),
        }
    }

    /// Sends a request once.
    pub(crate) fn send(&self, request: &Request) -> Result<Answer, NoAnswer> {
        let mut builder = http::Request::builder()
            .method(&request.method)
            .uri(format!("{}{}", self.base_url, request.path));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let unsendable = |error: http::Error| NoAnswer::NotConnected(error.to_string());
        let message = builder.body(request.body.as_bytes()).map_err(unsendable)?;
        let message = self
            .agent
            .configure_request(message)
            .timeout_global(Some(request.patience))
            .timeout_connect(Some(Duration::from_secs(10).min(request.patience)))
            .allow_non_standard_methods(true)
            .build();
        let mut answer = self.agent.run(message).map_err(no_answer)?;
        let content_type = answer.headers().get(http::header::CONTENT_TYPE);
        let content_type =
            content_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let body = answer
            .body_mut()
            .with_config()
            .limit(ANSWER_LIMIT)
            .read_to_vec()
            .map_err(no_answer)?;
        Ok(Answer {
            status: answer.status().as_u16(),
            content_type: content_type.unwrap_or_default(),
            body,
        })
    }
}

/// Whether the request can have left is all that matters of an error. ureq's own texts name no
/// header and no body.
fn no_answer(error: ureq::Error) -> NoAnswer {
    use ureq::{Error, Timeout};

    let never_sent = match &error {
        Error::HostNotFound
        | Error::BadUri(_)
        | Error::Timeout(Timeout::Resolve | Timeout::Connect) => true,
        Error::Io(io) => matches!(io.kind(), io::ErrorKind::ConnectionRefused),
        _ => false,
    };
    let text = match error {
        Error::BodyExceedsLimit(limit) => format!("it has more than {limit} bytes"),
        error => error.to_string(),
    };
    if never_sent {
        NoAnswer::NotConnected(text)
    } else {
        NoAnswer::Lost(text)
    }
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for Answer {
    /// Without the body, which echoes secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An account whose requests are signed as the vendor documents it.
pub(crate) struct Account {
    signer: Signer,
    nonces: NonceAllocator,
}

impl Account {
    pub(crate) fn new(credentials: &Credentials) -> Self {
        Self {
            signer: Signer::new(credentials),
            nonces: NonceAllocator::new(NonceShare::WHOLE),
        }
    }

    /// The five documented headers of one request, signed `now`.
    pub(crate) fn headers(&self, now: Timestamp) -> Vec<(String, String)> {
        // A million of requests in each of 120 seconds are never sent from here.
        let (timestamp, nonce) = self.nonces.allocate(now).unwrap_or_else(|exhausted| {
            unreachable!("nonces for minutes are used up: {exhausted}")
        });
        let signed = self.signer.sign(timestamp, nonce);
        signed
            .pairs()
            .into_iter()
            .chain([("content-type", "application/json")])
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}

/// The time by this machine's clock.
pub(crate) fn now() -> Timestamp {
    use m7_auth::Clock as _;

    Timestamp::from_system_time(SystemClock.now())
        .unwrap_or_else(|error| unreachable!("this machine's clock is unusable: {error}"))
}
