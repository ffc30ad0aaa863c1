//! A registrar that runs, and how it is set up.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::authentication::Authentication;
use crate::digest::Offer;
use crate::door::Door;
use crate::lockout::Lockout;
use crate::nonces::Nonces;
use crate::reply::ToTags;
use crate::service::{Clock, Observer, Service};
use crate::{Error, Event, Expiry, Limits, Store, tcp, udp};

/// How long what was begun may take when it is over.
const GRACE: Duration = Duration::from_secs(2);
/// Pairs of address and name whose wrong passwords are counted at the same time.
const COUNTED_SUSPECTS: usize = 8_192;
/// How many free ports are tried until one is free for both transports.
const PORTS_TRIED: u32 = 64;

/// A registrar that runs. Dropped, it is gone, with all its connections.
///
/// See the [crate](crate) for an example.
pub struct Registrar {
    udp: Option<SocketAddr>,
    tcp: Option<SocketAddr>,
    closing: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Sets up a [`Registrar`].
pub struct Builder<S> {
    store: S,
    realm: String,
    offer: Offer,
    expiry: Expiry,
    limits: Limits,
    udp: Option<SocketAddr>,
    tcp: Option<SocketAddr>,
    clock: Clock,
    observer: Option<Observer>,
}

impl Registrar {
    /// Begins to set up a registrar for the numbers of `store`.
    pub fn builder<S: Store>(store: S) -> Builder<S> {
        Builder {
            store,
            realm: "m7".to_owned(),
            offer: Offer::default(),
            expiry: Expiry::default(),
            limits: Limits::default(),
            udp: None,
            tcp: None,
            clock: Arc::new(SystemTime::now),
            observer: None,
        }
    }

    /// Where datagrams are taken, with the port that was really bound; `None` without UDP.
    pub fn udp_addr(&self) -> Option<SocketAddr> {
        self.udp
    }

    /// Where connections are taken, with the port that was really bound; `None` without TCP.
    pub fn tcp_addr(&self) -> Option<SocketAddr> {
        self.tcp
    }

    /// Takes no more, finishes what was begun within two seconds, and is gone.
    pub async fn shutdown(mut self) {
        // Nobody listens any more when all tasks have ended already.
        let _ = self.closing.send(true);
        let all_ended = async { while self.tasks.join_next().await.is_some() {} };
        // Whatever is left after the grace is ended by the drop.
        let _ = timeout(GRACE, all_ended).await;
    }
}

impl fmt::Debug for Registrar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registrar")
            .field("udp", &self.udp)
            .field("tcp", &self.tcp)
            .finish_non_exhaustive()
    }
}

impl<S: Store> Builder<S> {
    /// The realm that phones are asked for, and part of each [`DigestSecret`](crate::DigestSecret).
    /// `m7` by default. It can't have `"` or `\`, which phones read in different ways.
    #[must_use]
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.realm = realm.into();
        self
    }

    /// The digest algorithms that are offered. MD5 alone by default; see [`Offer`].
    #[must_use]
    pub fn offer(mut self, offer: Offer) -> Self {
        self.offer = offer;
        self
    }

    /// How long registrations hold.
    #[must_use]
    pub fn expiry(mut self, expiry: Expiry) -> Self {
        self.expiry = expiry;
        self
    }

    /// How much anybody may ask.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Listens for datagrams and for connections here. Port 0 takes one that is free for both.
    ///
    /// When neither this nor [`udp`](Self::udp) nor [`tcp`](Self::tcp) is called, it is a free port
    /// of 127.0.0.1: only who gives another address is reached from other hosts.
    #[must_use]
    pub fn listen(self, address: SocketAddr) -> Self {
        self.udp(address).tcp(address)
    }

    /// Listens for datagrams here; port 0 takes a free one.
    #[must_use]
    pub fn udp(mut self, address: SocketAddr) -> Self {
        self.udp = Some(address);
        self
    }

    /// Listens for connections here; port 0 takes a free one.
    #[must_use]
    pub fn tcp(mut self, address: SocketAddr) -> Self {
        self.tcp = Some(address);
        self
    }

    /// Where the time comes from that registrations, nonces and lockouts go by. The system's clock by
    /// default. Connections and rates always go by the machine's own time.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Calls `observe` for each [`Event`], after the store has written it and before the phone is
    /// answered; so it should be quick, and hand on what takes longer.
    #[must_use]
    pub fn on_event(mut self, observe: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observe));
        self
    }

    /// Listens, and answers from now on, on the tokio runtime that this is called in. It must have
    /// its I/O and its time enabled.
    ///
    /// # Errors
    ///
    /// [`Error`] when an address can't be listened on, or what was set contradicts itself.
    pub async fn start(self) -> Result<Registrar, Error> {
        self.check()?;
        let (socket, listener) = match (self.udp, self.tcp) {
            (None, None) => listen_both(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?,
            (Some(udp), Some(tcp)) if udp == tcp => listen_both(udp).await?,
            (udp, tcp) => {
                let socket = match udp {
                    None => None,
                    Some(address) => Some(listen_udp(address).await?),
                };
                let listener = match tcp {
                    None => None,
                    Some(address) => Some(listen_tcp(address).await?),
                };
                (socket, listener)
            }
        };

        let nonces =
            Nonces::new(self.limits.nonce_life).map_err(|source| Error::Random { source })?;
        let lockout = Lockout::new(
            self.limits.wrong_passwords,
            self.limits.lockout,
            COUNTED_SUSPECTS,
        );
        let service = Service {
            store: self.store,
            authentication: Authentication::new(self.realm, self.offer, nonces, lockout),
            expiry: self.expiry,
            max_contacts: self.limits.max_contacts,
            clock: self.clock,
            observer: self.observer,
            tags: ToTags::new(),
        };
        let (closing, closed) = watch::channel(false);
        let door = Arc::new(Door::new(service, self.limits, closed));
        let mut registrar = Registrar {
            udp: None,
            tcp: None,
            closing,
            tasks: JoinSet::new(),
        };
        if let Some((socket, address)) = socket {
            registrar.udp = Some(address);
            registrar.tasks.spawn(udp::serve(socket, Arc::clone(&door)));
        }
        if let Some((listener, address)) = listener {
            registrar.tcp = Some(address);
            registrar.tasks.spawn(tcp::serve(listener, door));
        }
        Ok(registrar)
    }

    fn check(&self) -> Result<(), Error> {
        let is_unfit = |character: char| character.is_control() || matches!(character, '"' | '\\');
        if self.realm.is_empty() || self.realm.contains(is_unfit) {
            return Err(Error::Realm {
                realm: self.realm.clone(),
            });
        }
        if !self.expiry.is_sound() {
            return Err(Error::Expiry);
        }
        if !self.limits.is_sound() {
            return Err(Error::Limits);
        }
        Ok(())
    }
}

impl<S> fmt::Debug for Builder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("realm", &self.realm)
            .field("udp", &self.udp)
            .field("tcp", &self.tcp)
            .finish_non_exhaustive()
    }
}

type Socket = (UdpSocket, SocketAddr);
type Listener = (TcpListener, SocketAddr);

/// Both transports on one port. A phone that is told one `host:port` then finds either.
async fn listen_both(address: SocketAddr) -> Result<(Option<Socket>, Option<Listener>), Error> {
    let mut attempts = if address.port() == 0 { PORTS_TRIED } else { 1 };
    loop {
        let listener = listen_tcp(address).await?;
        // The port that is free for connections may be taken for datagrams; another may not.
        attempts -= 1;
        match listen_udp(listener.1).await {
            Ok(socket) => return Ok((Some(socket), Some(listener))),
            Err(Error::Listen { source, .. })
                if source.kind() == io::ErrorKind::AddrInUse && attempts > 0 => {}
            Err(error) => return Err(error),
        }
    }
}

async fn listen_udp(address: SocketAddr) -> Result<Socket, Error> {
    let failed = |source| Error::Listen {
        transport: "UDP",
        address,
        source,
    };
    let socket = UdpSocket::bind(address).await.map_err(failed)?;
    let bound = socket.local_addr().map_err(failed)?;
    Ok((socket, bound))
}

async fn listen_tcp(address: SocketAddr) -> Result<Listener, Error> {
    let failed = |source| Error::Listen {
        transport: "TCP",
        address,
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}
