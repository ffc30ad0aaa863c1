//! The topmost Via: where the answer goes, and what the sender learns of its own address
//! (RFC 3261 §18.2, RFC 3581 §4).

use std::net::{IpAddr, SocketAddr};

use sipx_sip::headers::Via;
use sipx_sip::headers::via::first_hop_end;
use sipx_sip::{Header, HeaderName, Request};

/// Where SIP is without a port (RFC 3261 §18.2.2).
const DEFAULT_PORT: u16 = 5060;

/// What the topmost Via says of the way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WayBack {
    /// The transaction, as far as the sender names it.
    pub(crate) branch: Vec<u8>,
    /// Where a datagram in answer goes. Always to the address that the request came from: Via's host
    /// and `maddr` could name anybody.
    pub(crate) target: SocketAddr,
}

/// Notes in a request's topmost Via where it came from, for the answer to carry back.
///
/// `None` when there is no Via that can be read: nothing can be answered then.
pub(crate) fn stamp(request: &mut Request, source: SocketAddr) -> Option<WayBack> {
    let value = request.headers.value(&HeaderName::Via)?.into_owned();
    let (top, others) = value.split_at_checked(first_hop_end(&value))?;
    let via = Via::parse_one(top).ok()?;
    let asks_for_port = via.rport().is_some();
    let port = if asks_for_port {
        source.port()
    } else {
        via.port.unwrap_or(DEFAULT_PORT)
    };

    let mut stamped = without_stamps(top);
    stamped.extend_from_slice(format!(";received={}", text(source.ip())).as_bytes());
    if asks_for_port {
        stamped.extend_from_slice(format!(";rport={}", source.port()).as_bytes());
    }
    stamped.extend_from_slice(others);
    let header = Header::build(HeaderName::Via, stamped).ok()?;
    request.headers.remove_first(&HeaderName::Via);
    request.headers.push_front(header);
    Some(WayBack {
        branch: via.branch().unwrap_or_default().to_vec(),
        target: SocketAddr::new(source.ip(), port),
    })
}

/// The hop as it is, but for `received` and `rport`: ours replace what was claimed.
fn without_stamps(hop: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(hop.len() + 40);
    for (index, part) in split_parameters(hop).into_iter().enumerate() {
        let name = part.split(|byte| *byte == b'=').next().unwrap_or(part);
        let name = name.trim_ascii();
        let is_stamp =
            name.eq_ignore_ascii_case(b"received") || name.eq_ignore_ascii_case(b"rport");
        if index > 0 {
            if is_stamp {
                continue;
            }
            kept.push(b';');
        }
        kept.extend_from_slice(part.trim_ascii());
    }
    kept
}

/// Cuts at each semicolon that isn't within a quoted string.
fn split_parameters(hop: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (index, byte) in hop.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                parts.push(&hop[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&hop[start..]);
    parts
}

/// An address as Via has it: an IPv6 one without brackets (RFC 3261 §25.1, via-received).
fn text(address: IpAddr) -> String {
    address.to_canonical().to_string()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use sipx_sip::{Limits, Message, parse_datagram};

    use super::*;

    fn stamped(via: &str) -> Option<(String, SocketAddr)> {
        let message = format!("OPTIONS sip:m7 SIP/2.0\r\nVia: {via}\r\n\r\n");
        let message = parse_datagram(Bytes::from(message), &Limits::datagram()).unwrap();
        let Message::Request(mut request) = message else {
            panic!("it is a request");
        };
        let way_back = stamp(&mut request, "192.0.2.7:4000".parse().unwrap())?;
        let via = request.headers.value(&HeaderName::Via)?;
        Some((String::from_utf8_lossy(&via).into_owned(), way_back.target))
    }

    #[test]
    fn the_answer_goes_where_rfc_3581_says() {
        for (via, expected, port) in [
            (
                "SIP/2.0/UDP 10.0.0.1:5062;rport;branch=z9hG4bKa",
                "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bKa;received=192.0.2.7;rport=4000",
                4000,
            ),
            (
                "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bKa",
                "SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bKa;received=192.0.2.7",
                5062,
            ),
            (
                "SIP/2.0/UDP phone.example;branch=z9hG4bKa, SIP/2.0/UDP 10.0.0.9",
                "SIP/2.0/UDP phone.example;branch=z9hG4bKa;received=192.0.2.7, SIP/2.0/UDP 10.0.0.9",
                5060,
            ),
        ] {
            let target = SocketAddr::new("192.0.2.7".parse().unwrap(), port);
            assert_eq!(stamped(via), Some((expected.to_owned(), target)));
        }
    }

    #[test]
    fn what_the_sender_claims_of_its_address_is_replaced() {
        let (via, target) = stamped(
            r#"SIP/2.0/UDP 10.0.0.1;RPORT=1;x="a;rport=2";Received=203.0.113.9;maddr=203.0.113.9"#,
        )
        .unwrap();
        assert_eq!(
            via,
            r#"SIP/2.0/UDP 10.0.0.1;x="a;rport=2";maddr=203.0.113.9;received=192.0.2.7;rport=4000"#
        );
        assert_eq!(target, "192.0.2.7:4000".parse().unwrap());
    }

    #[test]
    fn without_a_readable_via_there_is_no_way_back() {
        assert_eq!(stamped("SIP/2.0/UDP"), None);
        assert_eq!(stamped("SIP/2.0/UDP 10.0.0.1;;branch=x"), None);
    }
}
