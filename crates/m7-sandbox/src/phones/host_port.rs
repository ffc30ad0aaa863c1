//! The `host:port` that a phone is told.

use std::net::Ipv6Addr;

/// Whether this is a name, an IPv4 address or an IPv6 address in brackets, and a port that isn't 0.
pub(crate) fn is_host_and_port(text: &str) -> bool {
    // A DNS name has no more.
    const HOST_LIMIT: usize = 253;
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_host = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => (1..=HOST_LIMIT).contains(&host.len()) && host.bytes().all(of_a_name),
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit())
        && port.parse::<u16>().is_ok_and(|port| port > 0);
    is_host && is_port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_has_a_host_and_a_port() {
        for right in [
            "111.202.78.82:54869",
            "192.0.2.7:1",
            "phone-1.example_net:65535",
            "[2001:db8::1]:5060",
        ] {
            assert!(is_host_and_port(right), "{right}");
        }
        let long = format!("{}:5060", "x".repeat(254));
        for wrong in [
            "",
            ":",
            "192.0.2.7",
            "192.0.2.7:",
            "192.0.2.7:0",
            "192.0.2.7:+80",
            "1.2.3.4:99999",
            ":5060",
            "2001:db8::1:5060",
            "[phone]:5060",
            "[]:5060",
            "sip:2000@192.0.2.7:5060",
            "a b:5060",
            "junk\n\0",
            "192.0.2.7:5060\n",
            &long,
        ] {
            assert!(!is_host_and_port(wrong), "{wrong:?}");
        }
    }
}
