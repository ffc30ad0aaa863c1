//! HTTP by hand, for what no HTTP library would send.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Sends these bytes on a connection of their own, and returns everything that comes back until the
/// server closes it.
pub(crate) fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(address);
    stream.write_all(bytes).unwrap();
    read_to_end(stream)
}

/// A connection that doesn't wait forever.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream
}

/// What comes until the server closes the connection.
pub(crate) fn read_to_end(mut stream: TcpStream) -> String {
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    String::from_utf8(received).unwrap()
}

/// A POST with these headers and this body, after which the server closes the connection.
pub(crate) fn post(path: &str, headers: &[(String, String)], body: &str) -> String {
    let headers: String = headers
        .iter()
        .flat_map(|(name, value)| [name, ": ", value, "\r\n"])
        .collect();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\n{headers}host: sandbox\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

/// Status and body of a response.
pub(crate) fn parts(response: &str) -> (u16, &str) {
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap();
    (status.parse().unwrap(), body)
}
