//! Answers what can't be parsed, when enough of it can (RFC 3261 §8.2.6, §18.3).

use std::net::SocketAddr;

use bytes::Bytes;
use sipx_sip::headers::CSeq;
use sipx_sip::{Limits, Message, Method, Request, parse_datagram};

use crate::reply::{Reply, ToTags};
use crate::via::{WayBack, stamp};

/// The headers that a response repeats, in their long and short forms.
const REPEATED: [&[u8]; 9] = [
    b"via", b"v", b"from", b"f", b"to", b"t", b"call-id", b"i", b"cseq",
];

/// A 400 for what isn't a SIP request, if it has the headers of one; never for a response or an ACK.
pub(crate) fn bad_request(
    message: &[u8],
    source: SocketAddr,
    limits: &Limits,
    tags: &ToTags,
) -> Option<(Bytes, WayBack)> {
    let mut request = salvage(message, limits)?;
    let way_back = stamp(&mut request, source)?;
    let reply = Reply::new(400, "Bad Request").encode(&request, tags)?;
    Some((reply, way_back))
}

/// The same headers under a start line that says nothing, so that the parser has the last word on
/// each of them.
fn salvage(message: &[u8], limits: &Limits) -> Option<Request> {
    if message.len() > limits.max_message_bytes {
        return None;
    }
    let mut lines = message.split(|byte| *byte == b'\n');
    let start = lines.next()?;
    let is_response = start
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"SIP/"));
    if is_response {
        return None;
    }
    let mut salvaged = b"REGISTER sip:salvaged.invalid SIP/2.0\r\n".to_vec();
    let mut keeping = false;
    for line in lines {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let is_continuation = line.starts_with(b" ") || line.starts_with(b"\t");
        keeping = if is_continuation {
            keeping
        } else {
            is_repeated(line)
        };
        if keeping {
            salvaged.extend_from_slice(line);
            salvaged.extend_from_slice(b"\r\n");
        }
    }
    salvaged.extend_from_slice(b"\r\n");
    let Ok(Message::Request(request)) = parse_datagram(Bytes::from(salvaged), limits) else {
        return None;
    };
    let cseq = request.headers.typed::<CSeq>()?.ok();
    // A CSeq that can't be read is repeated as it is, unless it may belong to an ACK.
    (cseq.is_none_or(|cseq| cseq.method != Method::Ack)).then_some(request)
}

fn is_repeated(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let name = name.trim_ascii();
    REPEATED
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: &str = "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx\r\nf: <sip:a@m7>;tag=1\r\n\
                           To: <sip:a@m7>\r\ni: call\r\nCSeq: 1 REGISTER\r\n";

    fn answered(message: &str) -> Option<String> {
        let source = "192.0.2.7:4000".parse().unwrap();
        let (reply, _) = bad_request(
            message.as_bytes(),
            source,
            &Limits::datagram(),
            &ToTags::new(),
        )?;
        Some(String::from_utf8(reply.to_vec()).unwrap())
    }

    #[test]
    fn a_request_with_a_broken_line_is_answered() {
        for start in ["REGISTER sip:m7  SIP/2.0", "REGISTER", ""] {
            let reply = answered(&format!("{start}\r\n{HEADERS}no colon\r\n\r\n")).unwrap();
            assert!(reply.starts_with("SIP/2.0 400 Bad Request\r\n"), "{reply}");
            assert!(reply.contains("CSeq: 1 REGISTER\r\n"), "{reply}");
            assert!(reply.contains("received=192.0.2.7"), "{reply}");
        }
    }

    #[test]
    fn what_must_not_be_answered_is_not() {
        let ack = HEADERS.replace("REGISTER", "ACK");
        let without_via = HEADERS.replace("Via", "X");
        assert_eq!(answered(&format!("SIP/2.0 200\r\n{HEADERS}\r\n")), None);
        assert_eq!(answered(&format!("ACK sip:m7  SIP/2.0\r\n{ack}\r\n")), None);
        assert_eq!(answered(&format!("X\r\n{without_via}\r\n")), None);
        assert_eq!(answered(""), None);
        assert_eq!(answered("\0\0\0\0"), None);
    }
}
