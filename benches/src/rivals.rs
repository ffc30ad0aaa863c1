//! The same call twice: by the facade, and by hand with reqwest.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use m7_auth::{NonceAllocator, NonceShare, Signer, Timestamp};
use m7_client::{Connection, Proxy};
use m7_models::{SipListRequest, SipListResponse};
use reqwest::header::{ACCEPT, CONTENT_TYPE};

use crate::account;

/// How long a call may take: the facade's default for a read.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The number that is listed.
const NUMBER: &str = "2000";

/// Who makes the calls.
pub trait Rival: Clone + Send + 'static {
    /// What it is called.
    const NAME: &'static str;

    /// Lists one number, and tells how many were in the reply.
    fn list(&self) -> impl Future<Output = Result<usize, String>> + Send;
}

/// The facade as it comes: besides what [`Raw`] does it checks the input, takes a turn among its
/// calls, opens two `tracing` spans (that nobody listens to), keeps the reply's beginning for an
/// error, bounds its length, guards what leaves this machine, learns the server's time, and reports
/// where the call's time went.
#[derive(Clone)]
pub struct Facade(m7::Sip);

/// What a careful user writes without it: the same HTTP client with the same settings; each request
/// signed by `m7-auth` with a nonce that isn't drawn, sent with the same headers and timeout; the
/// status checked, the whole body read, decoded into the same types, `success` checked.
#[derive(Clone)]
pub struct Raw {
    http: reqwest::Client,
    url: String,
    signer: Signer,
    nonces: std::sync::Arc<NonceAllocator>,
}

impl Facade {
    /// For the service at this address.
    ///
    /// # Errors
    ///
    /// A sentence, if there can be no client.
    pub fn new(to: SocketAddr) -> Result<Self, String> {
        let client = m7::Client::builder()
            .credentials(&account::credentials())
            .base_url(format!("http://{to}"))
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self(client.sip()))
    }
}

impl Raw {
    /// For the service at this address.
    ///
    /// # Errors
    ///
    /// A sentence, if there can be no client.
    pub fn new(to: SocketAddr) -> Result<Self, String> {
        let http = Connection::default()
            .with_proxy(Proxy::None)
            .http_client()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            http,
            url: format!("http://{to}/openapi/v1/call/sip/list"),
            signer: Signer::new(&account::credentials()),
            nonces: std::sync::Arc::new(NonceAllocator::new(NonceShare::WHOLE)),
        })
    }

    async fn call(&self) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
        let now = Timestamp::from_system_time(SystemTime::now())?;
        let (timestamp, nonce) = self.nonces.allocate(now)?;
        let mut request = self
            .http
            .post(&self.url)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .timeout(TIMEOUT)
            .json(&SipListRequest::new().with_number(NUMBER));
        for (name, value) in self.signer.sign(timestamp, nonce).pairs() {
            request = request.header(name, value);
        }
        let response = request.send().await?.error_for_status()?;
        let reply: SipListResponse = serde_json::from_slice(&response.bytes().await?)?;
        if !reply.success {
            return Err(reply.message.into());
        }
        let data = reply.data.typed().ok_or("the reply has no list")?;
        Ok(data.len())
    }
}

impl Rival for Facade {
    const NAME: &'static str = "m7";

    async fn list(&self) -> Result<usize, String> {
        let reply = self.0.list().number(NUMBER).await;
        Ok(reply.map_err(|error| error.to_string())?.data.len())
    }
}

impl Rival for Raw {
    const NAME: &'static str = "reqwest by hand";

    async fn list(&self) -> Result<usize, String> {
        self.call().await.map_err(|error| error.to_string())
    }
}
