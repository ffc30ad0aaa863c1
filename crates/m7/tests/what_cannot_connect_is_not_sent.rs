//! Without a connection nothing leaves this machine, and the error is sure of it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use std::error::Error as _;
use std::time::{Duration, Instant};

use m7::{Client, Error, ErrorKind, Outcome, Timeouts};
use scripted_server::SECRET_KEY;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

fn client(base_url: &str) -> m7::ClientBuilder {
    Client::builder()
        .appkey("2000113")
        .secret_key(SECRET_KEY)
        .base_url(base_url)
}

fn assert_not_sent(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(
        error.to_string().contains("there was no connection"),
        "{error}"
    );
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_refused_connection() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let m7 = client(&format!("http://127.0.0.1:{port}")).build().unwrap();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_not_sent(&error);
    assert!(
        error.to_string().contains(&format!("127.0.0.1:{port}")),
        "{error}"
    );
}

#[tokio::test]
async fn a_name_that_does_not_resolve() {
    // Longer than a label may be (RFC 1035 §2.3.4), so that nobody needs to be asked.
    let name = "m".repeat(64);
    let m7 = client(&format!("http://{name}.test"))
        .without_proxy()
        .build()
        .unwrap();
    let error = m7
        .sip()
        .delete("605aeef6b3cf63101b8f7fd4")
        .await
        .unwrap_err();
    assert_not_sent(&error);
}

#[tokio::test]
async fn a_connection_that_is_not_made_in_time() {
    let full = Full::start().await;
    let timeouts = Timeouts::default().with_connect(Duration::from_millis(200));
    let m7 = client(&full.base_url()).timeouts(timeouts).build().unwrap();
    let started = Instant::now();
    let error = m7.sip().create("2004", "a-password").await.unwrap_err();
    assert_not_sent(&error);
    assert!(error.to_string().contains("in time"), "{error}");
    assert!(error.is_timeout());
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_call_whose_time_is_up_before_there_is_a_connection() {
    let full = Full::start().await;
    let m7 = client(&full.base_url()).build().unwrap();
    // Shorter than the time for connecting, so that it isn't the connecting that times out.
    let call = m7
        .sip()
        .create("2004", "a-password")
        .timeout(Duration::from_millis(200));
    assert_not_sent(&call.await.unwrap_err());
}

#[tokio::test]
#[cfg(any(feature = "rustls", feature = "native-tls"))]
async fn a_server_that_does_not_speak_tls() {
    use scripted_server::{Answer, ScriptedServer, html};

    let server = ScriptedServer::answering(Answer::Bytes(html(400))).await;
    let m7 = client(&format!("https://127.0.0.1:{}", server.port()))
        .build()
        .unwrap();
    let call = m7
        .sip()
        .create("2004", "a-password")
        .timeout(Duration::from_secs(2));
    assert_not_sent(&call.await.unwrap_err());
    assert_eq!(server.seen().len(), 0);
}

/// A port whose queue of connections is full, so that a further one isn't answered.
struct Full {
    listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl Full {
    async fn start() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(Ok(stream)) =
            tokio::time::timeout(Duration::from_millis(100), TcpStream::connect(address)).await
        {
            waiting.push(stream);
            assert!(waiting.len() < 1000, "the queue doesn't get full");
        }
        Self {
            listener,
            _waiting: waiting,
        }
    }

    fn base_url(&self) -> String {
        format!("http://{}", self.listener.local_addr().unwrap())
    }
}
