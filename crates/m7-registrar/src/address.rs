//! What an address is worth: which ones belong together, and which ones may be answered.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The address that limits are counted for: an IPv4 address itself, or the /64 of an IPv6 one, since
/// one host picks addresses in it as it likes (RFC 6177 §2).
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Whether a datagram may be sent there: one host, and a port.
pub(crate) fn is_answerable(target: SocketAddr) -> bool {
    let one_host = match target.ip().to_canonical() {
        IpAddr::V4(address) => {
            !(address.is_unspecified()
                || address.is_multicast()
                || address == Ipv4Addr::BROADCAST
                // "This network" (RFC 1122 §3.2.1.3) is a source at most.
                || address.octets()[0] == 0)
        }
        IpAddr::V6(address) => !(address.is_unspecified() || address.is_multicast()),
    };
    one_host && target.port() != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_host_with_a_port_is_answered() {
        for (target, answerable) in [
            ("127.0.0.1:5060", true),
            ("[::1]:5060", true),
            ("192.0.2.1:0", false),
            ("0.0.0.0:5060", false),
            ("0.1.2.3:5060", false),
            ("255.255.255.255:5060", false),
            ("224.0.1.75:5060", false),
            ("[::]:5060", false),
            ("[ff02::1]:5060", false),
            ("[::ffff:255.255.255.255]:5060", false),
        ] {
            assert_eq!(
                is_answerable(target.parse().unwrap()),
                answerable,
                "{target}"
            );
        }
    }
}
