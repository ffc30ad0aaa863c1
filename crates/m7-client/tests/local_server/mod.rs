//! A server on this machine that answers every request alike and remembers them.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test is a crate of its own, and uses a part of this"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use m7_auth::{Credentials, NonceAllocator, NonceShare, Signer, SystemClock};
use m7_client::{Client, Connection, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A reply to a list of nothing.
pub const NOTHING: &str = r#"{"success":true,"code":"200","message":"requestSuccess","data":[]}"#;

pub struct LocalServer {
    base_url: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl LocalServer {
    /// Sends this body, in two parts with `pause` between them.
    pub async fn answering(body: &'static str, pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            base_url: format!("http://{}", listener.local_addr().unwrap()),
            requests: Arc::default(),
        };
        let requests = Arc::clone(&server.requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, body, pause, Arc::clone(&requests)));
            }
        });
        server
    }

    /// The heads of the requests that have arrived whole.
    pub fn heads(&self) -> Vec<String> {
        let head = |request: &Vec<u8>| {
            let end = request.windows(4).position(|four| four == b"\r\n\r\n");
            String::from_utf8_lossy(&request[..end.unwrap()]).into_owned()
        };
        self.requests().iter().map(head).collect()
    }

    /// The requests that have arrived whole, to the byte.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().unwrap().clone()
    }

    pub fn transport() -> Transport {
        Transport::new(
            Signer::new(&credentials()),
            NonceAllocator::new(NonceShare::WHOLE),
            SystemClock,
        )
    }

    pub fn client(&self, transport: Transport) -> Client {
        let http = Connection::default().http_client().unwrap();
        Client::new_with_client(&self.base_url, http, transport)
    }
}

pub fn credentials() -> Credentials {
    Credentials::new("2000113", "not-a-real-secret").unwrap()
}

/// The value of a header in a request's head.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

async fn serve(
    mut stream: TcpStream,
    body: &'static str,
    pause: Duration,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
) {
    let mut bytes = Vec::new();
    while stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length: usize = header(&head, "content-length").unwrap().parse().unwrap();
        if bytes.len() < end + 4 + length {
            continue;
        }
        let request = bytes.drain(..end + 4 + length).collect();
        requests.lock().unwrap().push(request);
        let (first, rest) = body.split_at(body.len() / 2);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        let _ = stream.write_all(format!("{head}{first}").as_bytes()).await;
        tokio::time::sleep(pause).await;
        let _ = stream.write_all(rest.as_bytes()).await;
    }
}
