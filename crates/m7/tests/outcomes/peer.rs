//! A peer on the other end of the wire that does as it is told, right or wrong: what no sandbox does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the peer does on a connection, one after the other.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Reads a request's head, and nothing of its body that it needn't.
    ReadHead,
    /// Reads the rest of that request, and counts it.
    ReadBody,
    /// Reads a request, and counts it.
    Read,
    /// Writes this.
    Write(Vec<u8>),
    /// Waits until the client must have seen what was written, or for the client to do something.
    Pause(Duration),
    /// Reads what there is until the client closes.
    Drain,
    /// Resets the connection. Without it, the end is an orderly close.
    Reset,
}

/// Writes this text.
pub(crate) fn write(text: impl Into<Vec<u8>>) -> Act {
    Act::Write(text.into())
}

/// A peer. It runs as long as its test's runtime.
pub(crate) struct Peer {
    port: u16,
    arrived: Arc<AtomicUsize>,
    written: Arc<AtomicUsize>,
}

impl Peer {
    /// Does the first script on the first connection and so on, and the last on all further ones.
    pub(crate) async fn start(scripts: Vec<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = Self {
            port: listener.local_addr().unwrap().port(),
            arrived: Arc::default(),
            written: Arc::default(),
        };
        let counts = [&peer.arrived, &peer.written].map(Arc::clone);
        tokio::spawn(async move {
            for connection in 0.. {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                let script = scripts[connection.min(scripts.len() - 1)].clone();
                tokio::spawn(play(stream, script, counts.clone()));
            }
        });
        peer
    }

    /// A client of it that makes one attempt, to be configured further.
    pub(crate) fn builder(&self) -> m7::ClientBuilder {
        m7::Client::builder()
            .appkey("2000113")
            .secret_key("not-a-real-secret-key")
            .base_url(format!("http://127.0.0.1:{}", self.port))
            .retry(m7::RetryPolicy::never())
            .reconcile(m7::Reconcile::never())
    }

    /// How many requests arrived whole.
    pub(crate) fn arrived(&self) -> usize {
        self.arrived.load(Ordering::SeqCst)
    }

    /// Waits until it has written this often, and the client has had time to see it.
    pub(crate) async fn has_written(&self, times: usize) {
        while self.written.load(Ordering::SeqCst) < times {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn play(mut stream: TcpStream, script: Vec<Act>, [arrived, written]: [Arc<AtomicUsize>; 2]) {
    let mut unread = Vec::new();
    let mut body = 0;
    for act in script {
        if matches!(act, Act::ReadHead | Act::Read) {
            let Some(head) = head(&mut stream, &mut unread).await else {
                return;
            };
            body = length(&head);
        }
        match act {
            Act::ReadHead => {}
            Act::Read | Act::ReadBody => {
                while unread.len() < body {
                    if !matches!(stream.read_buf(&mut unread).await, Ok(1..)) {
                        return;
                    }
                }
                unread.drain(..body);
                arrived.fetch_add(1, Ordering::SeqCst);
            }
            Act::Write(bytes) => {
                let _ = stream.write_all(&bytes).await;
                written.fetch_add(1, Ordering::SeqCst);
            }
            Act::Pause(time) => tokio::time::sleep(time).await,
            Act::Drain => {
                let mut rest = Vec::new();
                let _ = stream.read_to_end(&mut rest).await;
            }
            Act::Reset => stream.set_zero_linger().unwrap(),
        }
    }
}

/// Takes the next request's head off the connection.
async fn head(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            let head: Vec<u8> = unread.drain(..end + 4).collect();
            return Some(String::from_utf8_lossy(&head).to_ascii_lowercase());
        }
        if !matches!(stream.read_buf(unread).await, Ok(1..)) {
            return None;
        }
    }
}

fn length(head: &str) -> usize {
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    length.map_or(0, |length| length.trim().parse().unwrap())
}
