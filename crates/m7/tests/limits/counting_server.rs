//! A server that counts what it is asked at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

const REPLY: &str = r#"{"success":true,"code":"200","message":"requestSuccess","data":[]}"#;

/// Takes `pace` for each reply.
pub(crate) struct CountingServer {
    port: u16,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    connections: Gauge,
    requests: Gauge,
    arrivals: Mutex<Vec<Instant>>,
}

#[derive(Default)]
struct Gauge {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl CountingServer {
    pub(crate) async fn start(pace: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let counts = Arc::<Counts>::default();
        let shared = Arc::clone(&counts);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let counts = Arc::clone(&shared);
                counts.connections.more();
                tokio::spawn(async move {
                    let _ = serve(stream, pace, &counts).await;
                    counts.connections.less();
                });
            }
        });
        Self { port, counts }
    }

    pub(crate) fn builder(&self) -> m7::ClientBuilder {
        m7::Client::builder()
            .appkey("2000113")
            .secret_key("not-a-real-secret-key")
            .base_url(format!("http://127.0.0.1:{}", self.port))
    }

    /// How many requests were under way at most.
    pub(crate) fn most_requests(&self) -> usize {
        self.counts.requests.most.load(Ordering::SeqCst)
    }

    /// How many connections were open at most.
    pub(crate) fn most_connections(&self) -> usize {
        self.counts.connections.most.load(Ordering::SeqCst)
    }

    /// When each request arrived.
    pub(crate) async fn arrivals(&self) -> Vec<Instant> {
        self.counts.arrivals.lock().await.clone()
    }
}

impl Gauge {
    fn more(&self) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
    }

    fn less(&self) {
        self.now.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Answers requests whose head and body arrive together or one after the other.
async fn serve(mut stream: TcpStream, pace: Duration, counts: &Counts) -> std::io::Result<()> {
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{REPLY}",
        REPLY.len()
    );
    let mut bytes = Vec::new();
    loop {
        // The body of a list is `{}` or has one number in it: it ends with its brace.
        while !bytes.ends_with(b"}") {
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(());
            }
        }
        bytes.clear();
        counts.arrivals.lock().await.push(Instant::now());
        counts.requests.more();
        tokio::time::sleep(pace).await;
        // Before the reply, after which the client may send the next one.
        counts.requests.less();
        stream.write_all(reply.as_bytes()).await?;
    }
}
