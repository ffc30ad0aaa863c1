//! What a sandbox may be told before it starts.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use m7_auth::Credentials;

use crate::agents::{Agent, SEEDED_AGENTS};
use crate::phones::SipSettings;
use crate::{
    Data, Error, FaultSchedule, Latency, Sandbox, SandboxClock, SipLimits, journal, launch,
};

/// How long a client may take over one request, unless the builder says otherwise. An idle
/// connection is kept as long, and most HTTP clients give theirs up before.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a sandbox may be told before it starts. Nothing of it is required.
#[derive(Clone)]
#[must_use]
pub struct Builder {
    pub(crate) listen: SocketAddr,
    pub(crate) data: Data,
    pub(crate) accounts: Vec<WantedAccount>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) clock: SandboxClock,
    pub(crate) latency: Latency,
    pub(crate) sip: SipSettings,
    pub(crate) sip_public: Option<String>,
    pub(crate) faults: FaultSchedule,
    pub(crate) patience: Duration,
    pub(crate) remote_control: bool,
    pub(crate) journal_capacity: usize,
}

/// An account that the sandbox should have.
#[derive(Clone, Debug)]
pub(crate) enum WantedAccount {
    /// With this secret, whatever is stored.
    Given(Credentials),
    /// With the secret that is stored, or one that is made up.
    Named(String),
}

impl WantedAccount {
    pub(crate) fn appkey(&self) -> &str {
        match self {
            Self::Given(credentials) => credentials.appkey(),
            Self::Named(appkey) => appkey,
        }
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            data: Data::Memory,
            accounts: Vec::new(),
            agents: SEEDED_AGENTS.to_vec(),
            clock: SandboxClock::system(),
            latency: Latency::Instant,
            sip: SipSettings::default(),
            sip_public: None,
            faults: FaultSchedule::new(),
            patience: PATIENCE,
            remote_control: false,
            journal_capacity: journal::DEFAULT_CAPACITY,
        }
    }
}

impl Builder {
    /// Listens here. By default on 127.0.0.1, on a port that the system chooses.
    ///
    /// On an address that isn't loopback the control API is off: see
    /// [`allow_remote_control`](Self::allow_remote_control).
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Keeps its data here. By default in memory.
    pub fn data(mut self, data: impl Into<Data>) -> Self {
        self.data = data.into();
        self
    }

    /// Has an account with these credentials; may be said several times. The accounts never see
    /// each other's numbers.
    ///
    /// What a data file holds already is served as well, after what is given here. If it holds this
    /// appkey with another secret, this one takes its place.
    ///
    /// Without any account, those of the data file are served; if there are none, one is made with
    /// a random appkey and secret, and stored.
    pub fn account(mut self, credentials: Credentials) -> Self {
        self.accounts.push(WantedAccount::Given(credentials));
        self
    }

    /// Has an account with this appkey, and with the secret that the data file holds for it; if it
    /// holds none, with a random one, which is stored.
    pub fn appkey(mut self, appkey: impl Into<String>) -> Self {
        self.accounts.push(WantedAccount::Named(appkey.into()));
        self
    }

    /// Has this agent in the directory of every account, besides [`SEEDED_AGENTS`].
    pub fn agent(mut self, agent: Agent) -> Self {
        self.agents.push(agent);
        self
    }

    /// Takes the time from this clock, which can be set, advanced, sped up and stopped while the
    /// sandbox runs. By default from one that shows the machine's time.
    pub fn clock(mut self, clock: SandboxClock) -> Self {
        self.clock = clock;
        self
    }

    /// Takes so long over each operation, by its clock. By default no longer than it needs.
    pub fn latency(mut self, latency: Latency) -> Self {
        self.latency = latency;
        self
    }

    /// Lets phones register here over SIP, with their numbers and passwords: over UDP and TCP, on one
    /// port; port 0 takes a free one. By default no SIP is spoken.
    ///
    /// On an address that isn't loopback, other machines reach it.
    pub fn sip_listen(mut self, address: SocketAddr) -> Self {
        self.sip.listen = Some(address);
        self
    }

    /// Has this go wrong. By default nothing does; while the sandbox runs, [`Sandbox::faults`] changes
    /// it.
    pub fn faults(mut self, schedule: impl Into<FaultSchedule>) -> Self {
        self.faults = schedule.into();
        self
    }

    /// Shows this `host:port` as the SIP server that phones registered to (`serverUrl`). By default
    /// the address of [`sip_listen`](Self::sip_listen); without that, the sandbox's own HTTP address,
    /// where no SIP is spoken.
    pub fn sip_public(mut self, server_url: impl Into<String>) -> Self {
        self.sip_public = Some(server_url.into());
        self
    }

    /// The realm that phones are asked for their password in. By default `m7`.
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.sip.realm = realm.into();
        self
    }

    /// How much phones may ask: how many requests a second an address, how many contacts a number,
    /// and more. By default what suits some ten thousand phones.
    pub fn sip_limits(mut self, limits: SipLimits) -> Self {
        self.sip.limits = limits;
        self
    }

    /// Waits this long for a client to send a request's head, and again for its body. By default
    /// two minutes.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Serves the control API on an address that isn't loopback too. **It is unsigned**: whoever
    /// reaches the port can use it. It is to be called by an address, or by a name without a dot, as
    /// containers have: other names are refused, since a web page could have its own resolved to it.
    pub fn allow_remote_control(mut self) -> Self {
        self.remote_control = true;
        self
    }

    /// Keeps this many requests in the [`Journal`](crate::Journal), as long as they need no more than
    /// 8 MiB. By default 10,000. With 0 there is no journal.
    pub fn journal_capacity(mut self, requests: usize) -> Self {
        self.journal_capacity = requests;
        self
    }

    /// Starts the sandbox, on threads of its own: it needs no runtime but the one that awaits this,
    /// of whatever flavour, and a paused or busy one doesn't stop it.
    ///
    /// # Errors
    ///
    /// If the address can't be listened on, or the data not used: see [`Error`].
    pub async fn start(self) -> Result<Sandbox, Error> {
        launch::start(self).await
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("listen", &self.listen)
            .field("data", &self.data)
            .field("accounts", &self.accounts)
            .field("agents", &self.agents)
            .field("clock", &self.clock)
            .field("latency", &self.latency)
            .field("sip", &self.sip)
            .field("sip_public", &self.sip_public)
            .field("faults", &self.faults)
            .field("patience", &self.patience)
            .field("remote_control", &self.remote_control)
            .field("journal_capacity", &self.journal_capacity)
            .finish_non_exhaustive()
    }
}
