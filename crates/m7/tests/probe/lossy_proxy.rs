//! A proxy between a client and a sandbox that loses what a test says, before it arrives.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What becomes of a request.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// It arrives, and its reply comes back.
    Passed,
    /// It never arrives, and the connection is reset.
    Lost,
    /// The same, as soon as the test says so.
    LostOn(Arc<Notify>),
}

/// Runs as long as the runtime of its test.
pub(crate) struct LossyProxy {
    port: u16,
    server: String,
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl LossyProxy {
    /// Before the service at this base URL. `fate` is told of each request, and how many for the same
    /// path have come before.
    pub(crate) async fn before(
        base_url: &str,
        fate: impl Fn(&str, usize) -> Fate + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            server: base_url.strip_prefix("http://").unwrap().to_owned(),
            seen: Arc::default(),
        };
        let (server, seen) = (proxy.server.clone(), Arc::clone(&proxy.seen));
        let fate = Arc::new(fate);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (server, seen) = (server.clone(), Arc::clone(&seen));
                let fate = Arc::clone(&fate);
                tokio::spawn(async move { serve(stream, &server, &seen, &*fate).await });
            }
        });
        proxy
    }

    /// Loses the first request of this path.
    pub(crate) async fn losing_first(base_url: &str, path: &'static str) -> Self {
        Self::before(base_url, move |line, before| {
            if line.contains(path) && before == 0 {
                Fate::Lost
            } else {
                Fate::Passed
            }
        })
        .await
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The requests of this path that have come, to the byte.
    pub(crate) fn seen(&self, path: &str) -> Vec<Vec<u8>> {
        let seen = self.seen.lock().unwrap();
        let is_of_path = |request: &&Vec<u8>| line_of(request).contains(path);
        seen.iter().filter(is_of_path).cloned().collect()
    }

    /// Lets a request arrive after all, and returns what is replied.
    pub(crate) async fn deliver(&self, request: &[u8]) -> String {
        let reply = exchange(&self.server, request).await.unwrap();
        String::from_utf8(reply).unwrap()
    }
}

async fn serve(
    mut stream: TcpStream,
    server: &str,
    seen: &Mutex<Vec<Vec<u8>>>,
    fate: &(dyn Fn(&str, usize) -> Fate + Send + Sync),
) {
    while let Some(request) = read_message(&mut stream).await {
        let line = line_of(&request);
        let before = {
            let mut seen = seen.lock().unwrap();
            let before = seen.iter().filter(|other| line_of(other) == line).count();
            seen.push(request.clone());
            before
        };
        match fate(&line, before) {
            Fate::Lost => {
                stream.set_zero_linger().unwrap();
                return;
            }
            Fate::LostOn(word) => {
                word.notified().await;
                stream.set_zero_linger().unwrap();
                return;
            }
            Fate::Passed => match exchange(server, &request).await {
                Some(reply) => stream.write_all(&reply).await.unwrap(),
                None => return,
            },
        }
    }
}

async fn exchange(server: &str, request: &[u8]) -> Option<Vec<u8>> {
    let mut upstream = TcpStream::connect(server).await.ok()?;
    upstream.write_all(request).await.ok()?;
    read_message(&mut upstream).await
}

/// Reads a message with its body, or `None` if the connection ends before.
async fn read_message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .map_or(0, |length| length.trim().parse().unwrap());
            if bytes.len() >= end + 4 + length {
                return Some(bytes);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn line_of(request: &[u8]) -> String {
    let end = request.iter().position(|&byte| byte == b'\r').unwrap();
    String::from_utf8_lossy(&request[..end]).into_owned()
}
