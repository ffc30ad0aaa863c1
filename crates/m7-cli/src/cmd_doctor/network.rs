//! Whether there is a way to the service.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::{Host, Url};

use super::finding::Check;
use crate::{duration, exit::Exit, failure::Failure};

/// What a connection is made to: the service, or the proxy.
pub(super) struct Server {
    host: Host<String>,
    port: u16,
    is_proxy: bool,
}

impl Server {
    /// `None` if there is no host in the base URL.
    pub(super) fn of(m7: &m7::Client) -> Option<Self> {
        let url = Url::parse(m7.proxy().unwrap_or(m7.base_url())).ok()?;
        Some(Self {
            host: url.host()?.to_owned(),
            port: url.port_or_known_default()?,
            is_proxy: m7.proxy().is_some(),
        })
    }

    /// Its addresses; none if that failed.
    pub(super) async fn look_up(&self, patience: Duration) -> (Check, Vec<SocketAddr>) {
        let name = match &self.host {
            Host::Ipv4(address) => return self.literal((*address).into()),
            Host::Ipv6(address) => return self.literal((*address).into()),
            Host::Domain(name) => name.as_str(),
        };
        let began = Instant::now();
        let found = timeout(patience, lookup_host((name, self.port))).await;
        let took = began.elapsed();
        let reason = match found {
            Ok(Ok(addresses)) => {
                let addresses: Vec<SocketAddr> = addresses.collect();
                if !addresses.is_empty() {
                    return (self.found(name, &addresses, took), addresses);
                }
                "it has no address".to_owned()
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {}", duration::shown(patience)),
        };
        let failure = Failure::new(format!("{}{name}: {reason}", self.role()))
            .hint("check how the host is spelt, and this machine's name servers and network");
        (Check::failed("name", Exit::Failure, failure), Vec::new())
    }

    fn literal(&self, address: IpAddr) -> (Check, Vec<SocketAddr>) {
        let check = Check::ok(
            "name",
            format!("{}{address} is an address: nothing to look up", self.role()),
        );
        (check, vec![SocketAddr::new(address, self.port)])
    }

    fn found(&self, name: &str, addresses: &[SocketAddr], took: Duration) -> Check {
        let mut shown: Vec<String> = addresses.iter().map(|it| it.ip().to_string()).collect();
        shown.dedup();
        Check::ok(
            "name",
            format!(
                "{}{name} is {}, looked up in {}",
                self.role(),
                shown.join(", "),
                duration::shown(took)
            ),
        )
        .with("addresses", shown)
        .with("milliseconds", millis(took))
    }

    /// Whether one of the addresses takes a connection, tried one after the other.
    pub(super) async fn connect(
        &self,
        addresses: &[SocketAddr],
        patience: Duration,
    ) -> (Check, bool) {
        let mut reasons = Vec::new();
        let began = Instant::now();
        for address in addresses {
            let tried = Instant::now();
            let left = patience.saturating_sub(began.elapsed());
            let reason = match timeout(left, TcpStream::connect(address)).await {
                Ok(Ok(_)) => {
                    let took = tried.elapsed();
                    let check = Check::ok(
                        "connection",
                        format!("{}{address} in {}", self.role(), duration::shown(took)),
                    )
                    .with_lines(reasons)
                    .with("milliseconds", millis(took));
                    return (check, true);
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => format!("no answer within {}", duration::shown(patience)),
            };
            reasons.push(format!("{}{address}: {reason}", self.role()));
        }
        let first = reasons.first().cloned().unwrap_or_default();
        reasons.drain(..reasons.len().min(1));
        let failure = Failure::new(first).hint(
            "check the port, whether the service runs, and what firewalls and proxies there are",
        );
        let check = Check::failed("connection", Exit::Failure, failure).with_lines(reasons);
        (check, false)
    }

    fn role(&self) -> &'static str {
        if self.is_proxy { "the proxy " } else { "" }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
