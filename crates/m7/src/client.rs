//! The client.

use std::fmt;
use std::sync::Arc;

use m7_auth::{ClockEstimate, Credentials};
use m7_client::Timeouts;

use crate::base_url::BaseUrl;
use crate::call::Conduct;
use crate::clock::SigningClock;
use crate::limits::Limits;
use crate::sight::Observer;
use crate::{ClientBuilder, Error, RawJson, Request, Sip, environment};

/// A client of one account.
///
/// Cheap to clone; clones share connections, limits and nonces, so that no nonce is used twice. Make
/// one for an account and clone it wherever it is needed, among threads and tasks too: two clients
/// that are built for the same appkey know nothing of one another's nonces (unless each is given a
/// [share](ClientBuilder::nonce_share) of its own).
///
/// Use it within one tokio runtime that keeps running. Connections belong to the runtime that made
/// them: a call from another runtime, while the first still exists but nobody drives it (a
/// `current_thread` runtime between two `block_on`), may wait a whole attempt's time for one of them.
/// So a program that isn't asynchronous keeps one runtime for all its calls.
///
/// `Debug` shows no secret.
///
/// # Panics
///
/// A call panics outside a tokio runtime, and in one without time and I/O enabled.
#[derive(Clone)]
pub struct Client(Arc<Parts>);

/// What a client is made of.
pub(crate) struct Parts {
    pub(crate) sender: m7_client::Client,
    pub(crate) base_url: BaseUrl,
    pub(crate) proxy: Option<String>,
    pub(crate) credentials: Credentials,
    pub(crate) timeouts: Timeouts,
    pub(crate) clock: Arc<SigningClock>,
    pub(crate) observer: Option<Observer>,
    pub(crate) limits: Limits,
    pub(crate) conduct: Conduct,
}

impl Client {
    /// Configures a client.
    ///
    /// ```
    /// let m7 = m7::Client::builder()
    ///     .appkey("2000113")
    ///     .secret_key("not-a-real-secret")
    ///     .base_url("https://m7.example.com")
    ///     .build()?;
    /// # Ok::<(), m7::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// The client of the account that `M7_APPKEY` and `M7_SECRET_KEY` name, at `M7_BASE_URL` or, if
    /// that isn't set, at the documented base URL, with the nonces of the share that
    /// [`M7_NONCE_SHARE_INDEX`](crate::NONCE_SHARE_INDEX_VARIABLE) and `M7_NONCE_SHARE_COUNT` name, or
    /// all of them.
    ///
    /// # Errors
    ///
    /// Of the kind [`Configuration`](crate::ErrorKind::Configuration), when a variable is missing,
    /// empty or unusable. It names the variable.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// The operations on SIP numbers.
    pub fn sip(&self) -> Sip {
        Sip::new(self.clone())
    }

    /// A request with this body to this path below the base URL, e.g. `/openapi/v1/call/query/agent`:
    /// for operations that this crate has no function for.
    ///
    /// Unlike one by [`raw`](Self::raw), it is a call like all others: it takes its turn, is attempted
    /// again where that can do no harm, and ends in a [`Reply`](crate::Reply) or an [`Error`] with its
    /// [`Outcome`](crate::Outcome). What may be repeated says [`Request`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = m7_sandbox::Sandbox::builder().start().await?;
    /// # let m7 = m7::Client::builder().credentials(sandbox.credentials()).base_url(sandbox.base_url()).build()?;
    /// use m7::RawJson;
    ///
    /// let body = RawJson::from_text(r#"{"registerStatuses": [0, 1]}"#.to_owned())?;
    /// let reply = m7.request("/openapi/v1/call/sip/list", body).await?;
    /// assert_eq!(reply.data.message, "requestSuccess");
    /// println!("{}", reply.data.data.as_ref().map_or("no data", RawJson::as_str));
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, path: impl Into<String>, body: RawJson) -> Request {
        Request::new(self.clone(), path.into(), body)
    }

    /// The account number that requests are signed for.
    pub fn appkey(&self) -> &str {
        self.0.credentials.appkey()
    }

    /// Where requests are sent.
    pub fn base_url(&self) -> &str {
        self.0.base_url.as_str()
    }

    /// The address of the environment's proxy that requests go through, e.g.
    /// `http://proxy.corp:3128`, without the user name and the password that the environment may
    /// have for it. `None` if they go through none.
    ///
    /// It is the one that the environment named when the client was built.
    pub fn proxy(&self) -> Option<&str> {
        self.0.proxy.as_deref()
    }

    /// How long calls may take.
    pub fn timeouts(&self) -> Timeouts {
        self.0.timeouts
    }

    /// Whether what is sent can be read and changed on its way: the base URL is plain http, and not
    /// on this machine.
    ///
    /// Neither path nor body is signed, and a SIP number's password stands in the body. So this is
    /// worth a warning before a password is sent. The documented base URL is of this kind.
    pub fn insecure_transport(&self) -> bool {
        self.0.base_url.is_plain_http() && !self.0.base_url.is_loopback()
    }

    /// How far the server's clock is ahead of this machine's, as its replies tell. `None` before the
    /// first of them, and when none has told for hours.
    ///
    /// Requests are signed by the server's time, so that a clock that is off (by up to a day) costs
    /// one refused request at most; see
    /// [`ClientBuilder::without_clock_correction`].
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = m7_sandbox::Sandbox::builder().start().await?;
    /// # let m7 = m7::Client::builder().credentials(sandbox.credentials()).base_url(sandbox.base_url()).build()?;
    /// assert!(m7.clock_offset().is_none());
    /// m7.sip().list().await?;
    /// if let Some(offset) = m7.clock_offset() {
    ///     println!("the server's clock is ahead by {offset}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn clock_offset(&self) -> Option<ClockEstimate> {
        self.0.clock.estimate()
    }

    /// What the caller's clock shows, uncorrected: what [`clock_offset`](Self::clock_offset) counts from.
    #[cfg(feature = "roster")]
    pub(crate) fn local_now(&self) -> std::time::SystemTime {
        self.0.clock.local_now()
    }

    /// The generated client underneath, for requests that are to be attempted once whatever comes of
    /// them; see [`request`](Self::request) for operations that this crate doesn't know yet. It signs,
    /// and keeps to timeouts and the limit of a reply, with the same connections and nonces. How
    /// many requests it sends at a time and how fast is for its caller to limit:
    /// [`max_in_flight`](ClientBuilder::max_in_flight) and [`rate`](ClientBuilder::rate) aren't
    /// asked.
    ///
    /// Its errors may hold the raw body of a reply, which echoes the request, password and sign
    /// included: don't print them. Its types are those of the crate `m7-client`, and of progenitor
    /// and reqwest, whose versions may change with any version of this crate.
    pub fn raw(&self) -> m7_client::Client {
        self.0.sender.unobserved()
    }

    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    pub(crate) fn sender(&self) -> &m7_client::Client {
        &self.0.sender
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The clock that requests are signed by.
    pub(crate) fn clock(&self) -> &SigningClock {
        &self.0.clock
    }

    pub(crate) fn parsed_base_url(&self) -> &BaseUrl {
        &self.0.base_url
    }

    pub(crate) fn observer(&self) -> Option<&Observer> {
        self.0.observer.as_ref()
    }

    pub(crate) fn conduct(&self) -> &Conduct {
        &self.0.conduct
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }
}

impl ClientBuilder {
    /// The settings of the environment variables that [`Client::from_env`] reads, to be changed
    /// further.
    ///
    /// # Errors
    ///
    /// As for [`Client::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        environment::settings()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("proxy", &self.proxy())
            .field("appkey", &self.appkey())
            .field("timeouts", &self.0.timeouts)
            .finish_non_exhaustive()
    }
}
