//! Addresses to listen on, as people write them.

use std::net::{Ipv4Addr, SocketAddr};

/// `127.0.0.1:8071`, `[::1]:8071`, `localhost:8071`, `:8071` and `8071`; the last three are
/// loopback.
pub(crate) fn parse(text: &str) -> Result<SocketAddr, String> {
    let port = text
        .strip_prefix("localhost:")
        .or_else(|| text.strip_prefix(':'))
        .unwrap_or(text);
    if let Ok(port) = port.parse() {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    text.parse().map_err(|_| {
        let example = if text.matches(':').count() > 1 {
            "[::1]:8071: an IPv6 address needs brackets"
        } else {
            "127.0.0.1:8071"
        };
        format!("give an IP address and a port, e.g. {example}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_understood() {
        for (text, address) in [
            ("127.0.0.1:8071", "127.0.0.1:8071"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("[::1]:1", "[::1]:1"),
            ("localhost:8071", "127.0.0.1:8071"),
            (":8071", "127.0.0.1:8071"),
            ("8071", "127.0.0.1:8071"),
        ] {
            assert_eq!(parse(text).map(|a| a.to_string()), Ok(address.to_owned()));
        }
        for text in ["", "host:1", "127.0.0.1", "127.0.0.1:99999", "::1"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("::1:8071").unwrap_err().contains("needs brackets"));
    }
}
