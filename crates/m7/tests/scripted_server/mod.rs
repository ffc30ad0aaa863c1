//! A server that answers as a test says, down to the byte and the broken connection: what no
//! well-behaved sandbox does.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test is a crate of its own, and uses a part of this"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does once it has read a request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Writes these bytes, then closes the connection.
    Bytes(Vec<u8>),
    /// Writes these bytes, then leaves the connection as it is, and silent.
    BytesThenSilence(Vec<u8>),
    /// Writes these bytes, then resets the connection.
    BytesThenReset(Vec<u8>),
    /// Writes the head of a reply, then as many bytes, as long as the client takes them.
    Flood { head: String, bytes: usize },
    /// Keeps the connection open for further requests after writing these bytes.
    KeepAlive(Vec<u8>),
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    pub head: String,
    pub body: String,
}

/// Runs as long as the runtime of its test.
pub struct ScriptedServer {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    flooded: Arc<Mutex<usize>>,
}

impl ScriptedServer {
    /// Answers every request like this.
    pub async fn answering(answer: Answer) -> Self {
        Self::start(move |_| answer.clone()).await
    }

    /// Answers each request as `script` says.
    pub async fn start(script: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            seen: Arc::default(),
            flooded: Arc::default(),
        };
        let (seen, flooded) = (Arc::clone(&server.seen), Arc::clone(&server.flooded));
        let script = Arc::new(script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, flooded) = (Arc::clone(&seen), Arc::clone(&flooded));
                let script = Arc::clone(&script);
                tokio::spawn(async move { serve(stream, &*script, &seen, &flooded).await });
            }
        });
        server
    }

    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The requests that have arrived so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many bytes of floods the clients have taken, buffers of the network included.
    pub fn flooded(&self) -> usize {
        *self.flooded.lock().unwrap()
    }

    /// A client of it.
    pub fn client(&self) -> m7::Client {
        self.builder().build().unwrap()
    }

    /// A client of it, to be configured further. It attempts each call once, and looks for nothing, so that
    /// a test sees what one answer does.
    pub fn builder(&self) -> m7::ClientBuilder {
        m7::Client::builder()
            .appkey("2000113")
            .secret_key(SECRET_KEY)
            .base_url(self.base_url())
            .retry(m7::RetryPolicy::never())
            .reconcile(m7::Reconcile::never())
    }
}

/// The secret key of the clients that a [`ScriptedServer`] makes.
pub const SECRET_KEY: &str = "not-a-real-secret-key";

/// A reply with a body of known length.
pub fn reply(status: u16, content_type: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} Whatever\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A reply in JSON.
pub fn json(status: u16, body: &str) -> Vec<u8> {
    reply(status, "application/json", body)
}

/// A reply in HTML.
pub fn html(status: u16) -> Vec<u8> {
    reply(status, "text/html", "<html><body>not the API</body></html>")
}

async fn serve(
    mut stream: TcpStream,
    script: &(dyn Fn(&Seen) -> Answer + Send + Sync),
    seen: &Mutex<Vec<Seen>>,
    flooded: &Mutex<usize>,
) {
    while let Some(request) = read_request(&mut stream).await {
        seen.lock().unwrap().push(request.clone());
        match script(&request) {
            Answer::Bytes(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Answer::BytesThenSilence(bytes) => {
                let _ = stream.write_all(&bytes).await;
                tokio::time::sleep(Duration::from_secs(600)).await;
            }
            Answer::BytesThenReset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                // So that what was written is read before the reset overtakes it.
                tokio::time::sleep(Duration::from_millis(50)).await;
                stream.set_zero_linger().unwrap();
                return;
            }
            Answer::Flood { head, bytes } => {
                let _ = stream.write_all(head.as_bytes()).await;
                let chunk = vec![b' '; 64 * 1024];
                let mut left = bytes;
                while left > 0
                    && stream
                        .write_all(&chunk[..left.min(chunk.len())])
                        .await
                        .is_ok()
                {
                    let written = left.min(chunk.len());
                    left -= written;
                    *flooded.lock().unwrap() += written;
                }
                return;
            }
            Answer::KeepAlive(bytes) => {
                let _ = stream.write_all(&bytes).await;
            }
        }
    }
}

/// Reads a request with its body, or `None` if the connection ends before.
async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = content_length(&head);
            if bytes.len() >= end + 4 + length {
                let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
                return Some(Seen { head, body });
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn content_length(head: &str) -> usize {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.trim().parse().unwrap())
}
