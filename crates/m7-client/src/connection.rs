//! How connections are made.

use std::time::Duration;

use thiserror::Error;

use crate::{Proxy, Timeouts};

/// How long an idle connection is kept.
///
/// When a request goes out on a connection that the server is closing at that moment, nobody can
/// tell whether it arrived. So this is shorter than the 5 s after which Node.js, the most impatient
/// of the usual servers, closes one. (A new connection costs a round trip; a create takes seconds.)
const IDLE: Duration = Duration::from_secs(4);

/// How a [`Client`](crate::Client) reaches the service.
#[derive(Clone, Debug)]
pub struct Connection {
    connect_timeout: Duration,
    user_agent: String,
    proxy: Proxy,
    max_idle: usize,
}

impl Connection {
    /// Connects within `timeouts.connect()`.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: &Timeouts) -> Self {
        self.connect_timeout = timeouts.connect();
        self
    }

    /// Presents itself as `user_agent`.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Goes through `proxy`.
    #[must_use]
    pub fn with_proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = proxy;
        self
    }

    /// Keeps at most so many connections that aren't in use; as many as there are by default.
    #[must_use]
    pub fn with_max_idle(mut self, connections: usize) -> Self {
        self.max_idle = connections;
        self
    }

    /// Makes the HTTP client: HTTP/1.1, kept alive, no redirect followed, no request sent again.
    ///
    /// # Errors
    ///
    /// If the user agent can't stand in a header, or TLS can't be set up.
    pub fn http_client(&self) -> Result<reqwest::Client, ConnectionError> {
        let builder = reqwest::Client::builder()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(self.max_idle)
            .user_agent(self.user_agent.as_str());
        let builder = match self.proxy {
            Proxy::FromEnvironment => builder,
            Proxy::None => builder.no_proxy(),
        };
        #[cfg(feature = "rustls")]
        let builder = builder
            .tls_backend_preconfigured(crate::tls::config().map_err(|error| boxed(error.into()))?);
        builder.build().map_err(|error| boxed(error.into()))
    }
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            connect_timeout: Timeouts::default().connect(),
            user_agent: concat!("m7-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: Proxy::default(),
            max_idle: usize::MAX,
        }
    }
}

/// The HTTP client couldn't be made. Its source says why.
#[derive(Debug, Error)]
#[error("the HTTP client can't be set up")]
pub struct ConnectionError {
    source: Box<dyn std::error::Error + Send + Sync>,
}

fn boxed(source: Box<dyn std::error::Error + Send + Sync>) -> ConnectionError {
    ConnectionError { source }
}
