//! How a client is configured.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use m7_auth::{
    Clock, Credentials, CredentialsError, NonceAllocator, NonceShare, NonceSource, Signer,
    SystemClock,
};
use m7_client::{Connection, DEFAULT_BODY_LIMIT, Proxy, Timeouts, Transport};
use zeroize::Zeroizing;

use crate::base_url::{BaseUrl, DOCUMENTED_BASE_URL};
use crate::call::{Conduct, Flow, Policies};
use crate::client::Parts;
use crate::clock::{Correction, SigningClock};
use crate::limits::{DEFAULT_MAX_IN_FLIGHT, Limits};
use crate::sight::Observer;
use crate::{Client, Error, Event, Probe, Rate, Reconcile, RetryBudget, RetryPolicy};

/// The settings of a client to be made. Nothing is checked before [`build`](Self::build).
///
/// Made by [`Client::builder`] or [`ClientBuilder::from_env`]. `Debug` shows no secret.
#[derive(Clone)]
pub struct ClientBuilder {
    appkey: Option<String>,
    secret_key: Option<Zeroizing<String>>,
    base_url: Option<String>,
    timeouts: Timeouts,
    policies: Policies,
    body_limit: u64,
    max_in_flight: usize,
    rate: Option<Rate>,
    clock: Option<Arc<dyn Clock>>,
    clock_correction: Correction,
    nonces: Option<Arc<dyn NonceSource>>,
    user_agent: Option<String>,
    proxy: Proxy,
    observer: Option<Observer>,
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            appkey: None,
            secret_key: None,
            base_url: None,
            timeouts: Timeouts::default(),
            policies: Policies::default(),
            body_limit: DEFAULT_BODY_LIMIT,
            max_in_flight: DEFAULT_MAX_IN_FLIGHT,
            rate: None,
            clock: None,
            clock_correction: Correction::default(),
            nonces: None,
            user_agent: None,
            proxy: Proxy::default(),
            observer: None,
        }
    }

    /// The account number, for example `2000113`.
    #[must_use]
    pub fn appkey(mut self, appkey: impl Into<String>) -> Self {
        self.appkey = Some(appkey.into());
        self
    }

    /// The account's secret key.
    #[must_use]
    pub fn secret_key(mut self, secret_key: impl Into<String>) -> Self {
        self.secret_key = Some(Zeroizing::new(secret_key.into()));
        self
    }

    /// Account number and secret key in one.
    #[must_use]
    pub fn credentials(self, credentials: &Credentials) -> Self {
        self.appkey(credentials.appkey())
            .secret_key(credentials.expose_secret_key())
    }

    /// Where the service is: `http://` or `https://`, a host, and if need be a port and a path that
    /// a reverse proxy wants in front (the path isn't signed). Without it, the documented one:
    /// `http://v7openapi.7moor.com`.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// How long an attempt may take, by what it does; see [`Timeouts`] for the defaults.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// How long a call may take with all its attempts and the waits between them; by default three
    /// times as long as one attempt.
    ///
    /// It counts from when the first attempt begins; and by itself it is how long that waits for its
    /// turn ([`max_in_flight`](Self::max_in_flight), [`rate`](Self::rate)), which without it is as
    /// long as it takes. A call whose turn doesn't come in that time ends as
    /// [`NotSent`](crate::Outcome::NotSent). So give a job of many calls its own, or none, and
    /// [`bulk`](mod@crate::bulk) keeps its queue short. An attempt is given no more time than is left,
    /// and none begins that would have to wait for longer. A write isn't attempted again when less is
    /// left than its answer is likely to take: its own timeout, or twice what the operation took on
    /// the vendor's page if that is less (create 13 s, update 15 s, delete 51 s). So what is certain
    /// stays so.
    ///
    /// Of a write's time a part is kept to [look](Reconcile) for what became of it: up to a quarter for
    /// a create, a tenth for the others, but nothing that its first attempt is likely to need. A
    /// deadline that is shorter than that leaves no time to look.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.policies.deadline = Some(deadline);
        self
    }

    /// How often a call is attempted, and how long it waits in between; see [`RetryPolicy`] for the
    /// default.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policies.retry = policy;
        self
    }

    /// How many further attempts all calls of the client may make together; see [`RetryBudget`] for
    /// the default.
    #[must_use]
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.policies.budget = budget;
        self
    }

    /// How the client finds out what became of a write that may have taken effect; see [`Reconcile`]
    /// for the default.
    #[must_use]
    pub fn reconcile(mut self, policy: Reconcile) -> Self {
        self.policies.reconcile = policy;
        self
    }

    /// Whether a write that may have taken effect is first sent once more as it was, to learn whether
    /// it arrived. It isn't by default: **see [`Probe`] for what that rests on** before switching it
    /// on.
    #[must_use]
    pub fn probe(mut self, policy: Probe) -> Self {
        self.policies.probe = policy;
        self
    }

    /// How many bytes a reply may have; 64 MiB by default, a list of some 140,000 numbers.
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How many attempts this client and its clones may have under way at a time; 64 by default.
    /// Further ones wait for their turn, in the order in which they came, before they are signed
    /// and before their timeouts begin: ten thousand calls at once succeed one after the other. A
    /// call that has begun, and whose time runs, comes before those that haven't.
    ///
    /// A call's future must be polled, or dropped: one that is kept and not polled keeps its turn.
    /// Those in a `buffer_unordered` aren't polled while the loop that takes from it awaits something
    /// else; if that is another call of this client, it waits for them, and they for it. Have
    /// [`bulk`](mod@crate::bulk) make them, which gives each a task of its own, or spawn them, or set a
    /// [`deadline`](Self::deadline).
    ///
    /// A create takes 7 seconds, so 64 are 9 a second: more than a fleet needs, as much as a gateway
    /// with unknown limits should be given unasked, and few enough connections for what a process
    /// may have open anywhere. It is a limit of attempts: a call that waits before another attempt
    /// takes no part of it. [`CallReport::queued`](crate::CallReport::queued) tells how long a call
    /// waited.
    ///
    /// There are about as many connections, and never more than twice as many idle or in use: an
    /// attempt that begins while the connection of the one before it isn't back yet opens another.
    #[must_use]
    pub fn max_in_flight(mut self, attempts: usize) -> Self {
        self.max_in_flight = attempts;
        self
    }

    /// How fast this client and its clones may send; as fast as [`max_in_flight`] lets them by
    /// default. No page of the vendor names a limit; where one is known, keep below it.
    ///
    /// [`max_in_flight`]: Self::max_in_flight
    #[must_use]
    pub fn rate(mut self, rate: Rate) -> Self {
        self.rate = Some(rate);
        self
    }

    /// The clock that requests are signed by; the machine's by default. What the server's replies
    /// tell of their own clock [corrects](Client::clock_offset) it.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self.policies.flow = Flow::Given;
        self
    }

    /// Signs by the clock as it is, even when the server's replies tell that it is off: for who
    /// wants that to be noticed, and set right. It is still [measured](Client::clock_offset).
    #[must_use]
    pub fn without_clock_correction(mut self) -> Self {
        self.clock_correction = Correction::Off;
        self
    }

    /// Which part of the nonces is this process's; all of them by default. Processes that use one
    /// appkey at the same time each need a part of their own.
    #[must_use]
    pub fn nonce_share(self, share: NonceShare) -> Self {
        self.nonces(NonceAllocator::new(share))
    }

    /// Where the nonces come from: for processes that use one appkey at the same time, and can't
    /// each be given a fixed [share](Self::nonce_share).
    #[must_use]
    pub fn nonces(mut self, nonces: impl NonceSource + 'static) -> Self {
        self.nonces = Some(Arc::new(nonces));
        self
    }

    /// What the client presents itself as, e.g. `provisioner/2.1`; `m7-rust/` and the version by
    /// default.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Goes through no proxy, whatever the environment says. (A base URL on this machine never
    /// does.)
    #[must_use]
    pub fn without_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// Has `observer` told of every attempt and every call that is over, for metrics.
    ///
    /// It is called by the task that makes the call, before that has its result, so it must be
    /// quick, and may not block: count, and return. If it panics, the call goes on as if it hadn't
    /// (a write that was done must not be lost for a metric), and an error is traced. There is one;
    /// another call of this replaces it.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use std::sync::{Arc, Mutex};
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = m7_sandbox::Sandbox::builder().start().await?;
    ///
    /// let counts: Arc<Mutex<BTreeMap<_, u64>>> = Arc::default();
    /// let m7 = m7::Client::builder()
    /// #   .credentials(sandbox.credentials()).base_url(sandbox.base_url())
    ///     .observe({
    ///         let counts = Arc::clone(&counts);
    ///         move |event| {
    ///             if let m7::Event::Call(call) = event {
    ///                 let labels = (call.operation, call.outcome);
    ///                 *counts.lock().unwrap().entry(labels).or_default() += 1;
    ///             }
    ///         }
    ///     })
    ///     .build()?;
    ///
    /// m7.sip().list().await?;
    /// assert_eq!(counts.lock().unwrap()[&("sip_list", "ok")], 1);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn observe(mut self, observer: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.observer = Some(Observer::new(observer));
        self
    }

    /// Checks the settings and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Of the kind [`Configuration`](crate::ErrorKind::Configuration), when a credential is
    /// missing or can't be one, the base URL can't be one, the environment's proxy is of a kind that
    /// can't be used (SOCKS), a timeout or a limit is zero, the retry budget is no amount, or TLS
    /// can't be set up. It names the setting and quotes no secret.
    pub fn build(self) -> Result<Client, Error> {
        let credentials = self.checked_credentials()?;
        check_nonces(self.nonces.as_deref(), &credentials)?;
        let base_url = BaseUrl::parse(self.base_url.as_deref().unwrap_or(DOCUMENTED_BASE_URL))
            .map_err(|error| Error::configuration(format!("the base URL is unusable: {error}")))?;
        check_tls(&base_url)?;
        let proxy = proxy_address(self.proxy_for(&base_url), &base_url)?;
        check_timeouts(&self.timeouts)?;
        check_policies(&self.policies)?;
        if self.body_limit == 0 {
            return Err(Error::configuration(
                "the limit of a reply is zero bytes, so that no call could ever succeed",
            ));
        }
        let limits = Limits::new(self.max_in_flight, self.rate).map_err(Error::configuration)?;
        let http = self.connection(&base_url)?.http_client().map_err(|error| {
            Error::configuration(match std::error::Error::source(&error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            })
        })?;
        let clock = Arc::new(SigningClock::new(
            self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            self.clock_correction,
        ));
        let transport = Transport::new(
            Signer::new(&credentials),
            self.nonces
                .unwrap_or_else(|| Arc::new(NonceAllocator::new(NonceShare::WHOLE))),
            Arc::clone(&clock),
        )
        .with_timeouts(self.timeouts)
        .with_body_limit(self.body_limit);
        // To look for unknown fields, the reply is decoded once more from its bytes.
        #[cfg(feature = "drift")]
        let transport = transport.with_kept_body(usize::MAX);
        let sender = m7_client::Client::new_with_client(base_url.as_str(), http, transport);
        Ok(Client::new(Parts {
            sender,
            base_url,
            proxy,
            credentials,
            timeouts: self.timeouts,
            clock,
            observer: self.observer,
            limits,
            conduct: Conduct::new(self.policies),
        }))
    }

    fn checked_credentials(&self) -> Result<Credentials, Error> {
        let (Some(appkey), Some(secret_key)) = (&self.appkey, &self.secret_key) else {
            let missing = if self.appkey.is_none() {
                "appkey"
            } else {
                "secret key"
            };
            return Err(Error::configuration(format!(
                "there is no {missing}: give one to the builder, or use Client::from_env"
            )));
        };
        Credentials::new(appkey.as_str(), secret_key.as_str())
            .map_err(|error: CredentialsError| Error::configuration(error.to_string()))
    }

    fn proxy_for(&self, base_url: &BaseUrl) -> Proxy {
        // A proxy couldn't reach this machine's own services.
        if base_url.is_loopback() {
            Proxy::None
        } else {
            self.proxy
        }
    }

    fn connection(&self, base_url: &BaseUrl) -> Result<Connection, Error> {
        let connection = Connection::default()
            .with_timeouts(&self.timeouts)
            .with_max_idle(self.max_in_flight)
            .with_proxy(self.proxy_for(base_url));
        match &self.user_agent {
            None => Ok(connection),
            Some(text) if is_header_text(text) => Ok(connection.with_user_agent(text)),
            Some(_) => Err(Error::configuration(
                "the user agent is unusable: it must be visible ASCII characters and spaces",
            )),
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What isn't checked yet may hold anything, a password in the base URL for one.
        let base_url = self.base_url.as_deref().map(BaseUrl::parse);
        f.debug_struct("ClientBuilder")
            .field("appkey", &self.appkey)
            .field("secret_key", &self.secret_key.as_ref().map(|_| Redacted))
            .field("base_url", &base_url)
            .field("timeouts", &self.timeouts)
            .field("policies", &self.policies)
            .field("body_limit", &self.body_limit)
            .field("max_in_flight", &self.max_in_flight)
            .field("rate", &self.rate)
            .field("clock_correction", &self.clock_correction)
            .field("user_agent", &self.user_agent)
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

fn check_nonces(nonces: Option<&dyn NonceSource>, credentials: &Credentials) -> Result<(), Error> {
    match nonces.and_then(NonceSource::appkey) {
        Some(appkey) if appkey != credentials.appkey() => Err(Error::configuration(format!(
            "the nonces are leased for the appkey {appkey}, but the client signs for {}, whose nonces \
             other processes lease elsewhere: give both the same appkey",
            credentials.appkey()
        ))),
        _ => Ok(()),
    }
}

fn check_tls(base_url: &BaseUrl) -> Result<(), Error> {
    let has_tls = cfg!(any(feature = "rustls", feature = "native-tls"));
    if has_tls || base_url.is_plain_http() {
        Ok(())
    } else {
        Err(Error::configuration(
            "the base URL is unusable: it is https, and the crate m7 was built without its features \
             rustls and native-tls",
        ))
    }
}

/// The address of the proxy that there is, if it is one that can be used.
fn proxy_address(proxy: Proxy, base_url: &BaseUrl) -> Result<Option<String>, Error> {
    let address = proxy.address_for(base_url.as_str());
    match &address {
        Some(address) if !address.starts_with("http") => Err(Error::configuration(format!(
            "the environment's proxy for this base URL, {address}, is unusable: only proxies of \
             http:// and https:// are known; name one in HTTP_PROXY or HTTPS_PROXY, or except \
             the host in NO_PROXY"
        ))),
        _ => Ok(address),
    }
}

fn check_timeouts(timeouts: &Timeouts) -> Result<(), Error> {
    let all = [
        timeouts.connect(),
        timeouts.read(),
        timeouts.create(),
        timeouts.replace(),
        timeouts.remove(),
    ];
    if all.iter().any(Duration::is_zero) {
        return Err(Error::configuration(
            "a timeout is zero, so that no call could ever succeed",
        ));
    }
    Ok(())
}

fn check_policies(policies: &Policies) -> Result<(), Error> {
    if policies.deadline.is_some_and(|deadline| deadline.is_zero()) {
        return Err(Error::configuration(
            "the deadline is zero, so that no call could ever succeed",
        ));
    }
    if !policies.budget.is_usable() {
        return Err(Error::configuration(
            "the retry budget is unusable: its tokens per call and per second must be amounts, zero \
             or more",
        ));
    }
    Ok(())
}

fn is_header_text(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
}
