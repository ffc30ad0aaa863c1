//! From what was asked for to a sandbox that runs.

use std::collections::HashSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use axum::Router;
use m7_auth::{Credentials, NonceAllocator, NonceShare};
use m7_registrar::Registrar;
use rusqlite::Transaction;
use tokio::sync::oneshot;
use tracing::dispatcher::{self, Dispatch};

use crate::builder::{Builder, WantedAccount};
use crate::control::Reach;
use crate::doors::Doors;
use crate::ids::{ObjectIds, RequestIds, random};
use crate::journal::Journal;
use crate::listening::{self, Listening};
use crate::phones::{self, SipAddresses, is_host_and_port};
use crate::server::Server;
use crate::service::Service;
use crate::stop::{self, Stopping};
use crate::store::{StoreThread, account_names, put_account, put_agent, stored_account};
use crate::{Error, Faults, Sandbox, control, gateway};

/// Starts a thread that opens the data, listens and serves, and waits until it does.
pub(crate) async fn start(builder: Builder) -> Result<Sandbox, Error> {
    let (started, outcome) = oneshot::channel();
    let (stop, stopping) = stop::channel();
    let (ended, end) = oneshot::channel();
    let serve = move || {
        match prepare(builder, stopping) {
            Err(error) => drop(started.send(Err(error))),
            Ok(prepared) => run(prepared, started),
        }
        let _ = ended.send(());
    };
    // What happens in the sandbox is told to whoever listens where it was started, also if that is
    // a subscriber of one test.
    let listener = dispatcher::get_default(Dispatch::clone);
    let thread = thread::Builder::new()
        .name("m7-sandbox".to_owned())
        .spawn(move || dispatcher::with_default(&listener, serve))
        .map_err(Error::System)?;
    let Started {
        address,
        accounts,
        service,
    } = outcome.await.map_err(|_| Error::Stopped)??;
    Ok(Sandbox::new(address, accounts, service, stop, end, thread))
}

/// What the thread has to say when it serves.
struct Started {
    address: SocketAddr,
    accounts: Vec<Credentials>,
    service: Arc<Service>,
}

/// Everything that can fail, done.
struct Prepared {
    started: Started,
    server: Server,
    registrar: Option<Registrar>,
    runtime: tokio::runtime::Runtime,
    // Last, so that it is dropped last: requests under way may still need the data.
    store_thread: StoreThread,
}

fn prepare(builder: Builder, stopping: Stopping) -> Result<Prepared, Error> {
    builder.faults.check().map_err(Error::Faults)?;
    let listen_failed = |source| Error::Listen {
        address: builder.listen,
        source,
    };
    let listener = TcpListener::bind(builder.listen).map_err(listen_failed)?;
    listener.set_nonblocking(true).map_err(listen_failed)?;
    let address = reachable(listener.local_addr().map_err(listen_failed)?);

    let (store, store_thread, accounts) = StoreThread::start(&builder.data, |transaction| {
        let accounts = settle_accounts(transaction, &builder.accounts)?;
        for agent in &builder.agents {
            put_agent(transaction, agent)?;
        }
        Ok(accounts)
    })?;
    let (first, others) = accounts.split_first().ok_or(Error::Stopped)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(Error::System)?;
    let mut listening = {
        let _inside = runtime.enter();
        Listening::new(listener).map_err(listen_failed)?
    };
    let (doorman, orders) = listening::doorman();
    let faults = Faults::new(builder.faults, doorman);
    let refused_first = faults.refuse_next();
    if refused_first.is_some() {
        listening.refuse();
    }
    let registrar = runtime.block_on(phones::start(&builder.sip, &store, &builder.clock))?;
    let sip = registrar.as_ref().and_then(|registrar| {
        Some(SipAddresses {
            udp: reachable(registrar.udp_addr()?),
            tcp: reachable(registrar.tcp_addr()?),
            realm: builder.sip.realm.as_str().into(),
        })
    });
    if let Some(SipAddresses { udp, tcp, realm }) = &sip {
        tracing::info!(%udp, %tcp, %realm, "phones can register");
    }
    let server_url = server_url(builder.sip_public, sip.as_ref(), address)?;
    let service = Arc::new(Service {
        doors: Doors::new(first, others.iter()),
        accounts: accounts.clone(),
        nonces: NonceAllocator::new(NonceShare::WHOLE),
        store,
        generations: Arc::default(),
        journal: Journal::new(builder.journal_capacity, accounts.clone()),
        clock: builder.clock,
        latency: builder.latency,
        faults,
        request_ids: RequestIds::new().map_err(Error::System)?,
        object_ids: Arc::new(ObjectIds::new().map_err(Error::System)?),
        agents: builder.agents,
        server_url,
        sip,
        patience: builder.patience,
        stopping,
        first_appkey: first.appkey().into(),
    });
    let mut router = Router::new().fallback(gateway::answer);
    if let Some(reach) = control_reach(builder.listen.ip(), builder.remote_control) {
        router = router.merge(control::router(reach));
    }
    Ok(Prepared {
        server: Server {
            listening,
            router: router.with_state(Arc::clone(&service)),
            patience: builder.patience,
            clock: service.clock.clone(),
            refused_first,
            orders,
            stopping: service.stopping.clone(),
        },
        started: Started {
            address,
            accounts,
            service,
        },
        registrar,
        runtime,
        store_thread,
    })
}

/// What numbers show as the server that their phones registered to. Assumed: server-url.
fn server_url(
    told: Option<String>,
    sip: Option<&SipAddresses>,
    http: SocketAddr,
) -> Result<Arc<str>, Error> {
    match told {
        Some(sip_public) if !is_host_and_port(&sip_public) => Err(Error::SipPublic { sip_public }),
        Some(sip_public) => Ok(sip_public.into()),
        None => Ok(sip.map_or(http, |sip| sip.udp).to_string().into()),
    }
}

/// Who may use the control API of a sandbox that listens on `listen`; nobody, if it is off.
fn control_reach(listen: IpAddr, remote_control: bool) -> Option<Reach> {
    if remote_control {
        Some(Reach::Anyone)
    } else {
        listen.is_loopback().then_some(Reach::ThisMachine)
    }
}

/// Serves until told to stop, then closes everything in order.
fn run(prepared: Prepared, started: oneshot::Sender<Result<Started, Error>>) {
    let Prepared {
        started: what,
        server,
        registrar,
        runtime,
        store_thread,
    } = prepared;
    let stopping = what.service.stopping.clone();
    // If nobody waits any more, `stop` is dropped too, and serving ends before it begins.
    let _ = started.send(Ok(what));
    let phones = phones::serve(registrar, &stopping);
    runtime.block_on(async { tokio::join!(server.serve(), phones) });
    drop(runtime);
    drop(store_thread);
}

/// The accounts to serve, stored: those that are wanted, then what else is stored; one that is made
/// up if there are none.
fn settle_accounts(
    transaction: &Transaction<'_>,
    wanted: &[WantedAccount],
) -> Result<Vec<Credentials>, Error> {
    let mut seen = HashSet::new();
    let mut accounts = Vec::new();
    for account in wanted {
        let appkey = account.appkey();
        if !seen.insert(appkey.to_owned()) {
            let appkey = appkey.to_owned();
            return Err(Error::AccountGivenTwice { appkey });
        }
        accounts.push(match account {
            WantedAccount::Given(credentials) => credentials.clone(),
            WantedAccount::Named(appkey) => match stored_account(transaction, appkey)? {
                Some(stored) => stored,
                None => make_up(appkey)?,
            },
        });
    }
    for appkey in account_names(transaction)? {
        if seen.insert(appkey.clone()) {
            accounts.extend(stored_account(transaction, &appkey)?);
        }
    }
    if accounts.is_empty() {
        accounts.push(make_up(&random_appkey().map_err(Error::System)?)?);
    }
    for account in &accounts {
        put_account(transaction, account)?;
    }
    Ok(accounts)
}

/// An account with a random secret of the length and alphabet of the vendor's sample.
fn make_up(appkey: &str) -> Result<Credentials, Error> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789xy";
    let bytes: [u8; 30] = random().map_err(Error::System)?;
    let secret_key: String = bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 64)]))
        .collect();
    Credentials::new(appkey, secret_key).map_err(|source| Error::Account {
        appkey: appkey.to_owned(),
        source,
    })
}

/// Seven digits, as the documented ones have, from a range that none of them is in.
fn random_appkey() -> io::Result<String> {
    let number = u32::from_ne_bytes(random()?);
    Ok((9_000_000 + number % 1_000_000).to_string())
}

/// Where a client on this machine reaches a listener: "all addresses" is none to connect to.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_this_machine_the_control_api_is_off_unless_allowed() {
        let this_machine = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let all = [
            IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
        ];
        assert_eq!(control_reach(this_machine, false), Some(Reach::ThisMachine));
        for address in all {
            assert_eq!(control_reach(address, false), None);
            assert_eq!(control_reach(address, true), Some(Reach::Anyone));
        }
    }

    #[test]
    fn all_addresses_are_reached_by_loopback() {
        for (listening, reached) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ] {
            let (listening, reached): (SocketAddr, SocketAddr) =
                (listening.parse().unwrap(), reached.parse().unwrap());
            assert_eq!(reachable(listening), reached);
        }
    }

    #[test]
    fn accounts_that_are_made_up_differ() {
        let (one, other) = (make_up("1").unwrap(), make_up("1").unwrap());
        assert_ne!(one.expose_secret_key(), other.expose_secret_key());
        assert_eq!(one.expose_secret_key().len(), 30);
    }
}
