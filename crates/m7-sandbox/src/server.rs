//! The sockets: accepts connections until it is told to stop.

use std::io;
use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time;

use crate::stop::Stopping;

/// How long a stop waits for requests that are under way.
const GRACE: Duration = Duration::from_secs(30);

/// How large a request's head may be, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;

/// How long to wait when the system has no more sockets to give.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(50);

/// How long a stop waits for a client to send the rest of a request's head, or to take a reply.
const LAST_CALL: Duration = Duration::from_secs(2);

/// How often is looked whether requests are under way.
const STEP: Duration = Duration::from_millis(50);

/// Serves until told to stop. Documented: plain-http.
pub(crate) async fn serve(
    listener: StdListener,
    router: Router,
    patience: Duration,
    stopping: Stopping,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let connections = GracefulShutdown::new();
    let under_way = Arc::new(AtomicUsize::new(0));
    // What is no request is refused by hyper itself. Assumed: not-http.
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(HEAD_LIMIT)
        // A client may close its half of the connection after asking, and still wants the answer.
        .half_close(true)
        // The replies bring their own, by the sandbox's clock.
        .auto_date_header(false);

    loop {
        let stream = tokio::select! {
            () = stopping.asked() => break,
            stream = accept(&listener) => stream,
        };
        let service = TowerToHyperService::new(router.clone());
        let under_way = Arc::clone(&under_way);
        let counted = service_fn(move |mut request: Request<Incoming>| {
            let answering = UnderWay::begin(&under_way);
            // Whoever goes on with the request though its client has left, holds this too.
            request.extensions_mut().insert(Arc::clone(&answering));
            let answer = service.call(request);
            async move {
                let answer = answer.await;
                drop(answering);
                answer
            }
        });
        let connection = http.serve_connection(TokioIo::new(stream), counted);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
        });
    }
    drop(listener);
    tokio::select! {
        () = stopping.at_once() => {}
        _ = async { tokio::join!(connections.shutdown(), nobody(&under_way)) } => {}
        () = nothing_under_way(&under_way) => {
            tracing::info!("a connection was open without a whole request, and is closed");
        }
        () = time::sleep(GRACE) => {
            tracing::warn!("requests were still under way after {GRACE:?} and are given up");
        }
    }
    Ok(())
}

/// Waits until no request has been under way for as long as [`LAST_CALL`].
async fn nothing_under_way(under_way: &AtomicUsize) {
    let mut quiet = Duration::ZERO;
    while quiet < LAST_CALL {
        time::sleep(STEP).await;
        quiet = match under_way.load(Ordering::Relaxed) {
            0 => quiet + STEP,
            _ => Duration::ZERO,
        };
    }
}

/// Waits until no request is under way, also of those whose connection is gone.
async fn nobody(under_way: &AtomicUsize) {
    while under_way.load(Ordering::Relaxed) > 0 {
        time::sleep(STEP).await;
    }
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

/// A request whose head is there and whose answer isn't. Counted as long as this lives.
struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    fn begin(count: &Arc<AtomicUsize>) -> Arc<Self> {
        count.fetch_add(1, Ordering::Relaxed);
        Arc::new(Self(Arc::clone(count)))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
