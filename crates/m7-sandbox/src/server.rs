//! The sockets: accepts connections until it is told to stop.

use std::io;
use std::net::TcpListener as StdListener;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time;

/// How long a stop waits for requests that are under way.
const GRACE: Duration = Duration::from_secs(30);

/// How large a request's head may be, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;

/// How long to wait when the system has no more sockets to give.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(50);

/// Asks a server to stop and finish what is under way. Dropped unused, it stops at once.
pub(crate) type Stop = oneshot::Sender<()>;

/// Serves until `stop` is used or dropped.
pub(crate) async fn serve(
    listener: StdListener,
    router: Router,
    patience: Duration,
    mut stop: oneshot::Receiver<()>,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(HEAD_LIMIT)
        // A client may close its half of the connection after asking, and still wants the answer.
        .half_close(true)
        // The replies bring their own, by the sandbox's clock.
        .auto_date_header(false);

    let gracefully = loop {
        let stream = tokio::select! {
            stopped = &mut stop => break stopped.is_ok(),
            stream = accept(&listener) => stream,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
        });
    };
    drop(listener);
    if gracefully && time::timeout(GRACE, connections.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way after {GRACE:?} and are given up");
    }
    Ok(())
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Replies are written whole: waiting for more would only delay them.
                let _ = stream.set_nodelay(true);
                return stream;
            }
            Err(error) => {
                tracing::warn!(%error, "a connection couldn't be accepted");
                time::sleep(OUT_OF_SOCKETS).await;
            }
        }
    }
}
