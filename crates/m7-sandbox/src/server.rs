//! The server: accepts connections until it is told to stop.

use std::future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::{task, time};

use crate::clock::SandboxClock;
use crate::journal::Client;
use crate::line::Line;
use crate::listening::{Listening, Order, Ordered};
use crate::stop::Stopping;

/// How long a stop waits for requests that are under way.
const GRACE: Duration = Duration::from_secs(30);

/// How large a request's head may be, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;

/// How long a stop waits for a client to send the rest of a request's head, or to take a reply.
const LAST_CALL: Duration = Duration::from_secs(2);

/// How often is looked whether requests are under way.
const STEP: Duration = Duration::from_millis(50);

/// How often idle connections get their turn to close before connections are refused.
const TURNS: usize = 1000;

/// What a server works with.
pub(crate) struct Server {
    pub(crate) listening: Listening,
    pub(crate) router: Router,
    /// How long a client may take to send a request's head.
    pub(crate) patience: Duration,
    pub(crate) clock: SandboxClock,
    /// For how long connections are refused at first; then nobody listens yet.
    pub(crate) refused_first: Option<Duration>,
    pub(crate) orders: mpsc::UnboundedReceiver<Ordered>,
    pub(crate) stopping: Stopping,
}

impl Server {
    /// Serves until told to stop. Documented: plain-http.
    pub(crate) async fn serve(mut self) {
        let connections = Connections::new(self.router, self.patience);
        let refusing = |duration| passed(&self.clock, duration);
        let mut refused_for = self.refused_first.map(refusing);
        loop {
            tokio::select! {
                () = self.stopping.asked() => break,
                Some((order, done)) = self.orders.recv() => {
                    refused_for = match order {
                        Order::Refuse(duration) => {
                            self.listening.refuse();
                            connections.close_idle().await;
                            Some(refusing(duration))
                        }
                        Order::Listen => {
                            self.listening.listen();
                            None
                        }
                    };
                    // Whoever ordered it may have gone.
                    let _ = done.send(());
                }
                () = due(&mut refused_for) => {
                    refused_for = None;
                    self.listening.listen();
                }
                stream = self.listening.accept() => connections.serve(stream),
            }
        }
        // With it whoever orders something of it: an answer that waits for that goes out.
        drop((self.listening, self.orders));
        connections.finish(&self.stopping).await;
    }
}

/// Something to wait for.
type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Until what is waited for, if anything is.
async fn due(wait: &mut Option<Wait>) {
    match wait {
        Some(wait) => wait.await,
        None => future::pending().await,
    }
}

/// Until so much time has passed in the sandbox, but no longer than it really takes: nobody who is
/// refused could tell a clock that stands still to go on.
fn passed(clock: &SandboxClock, duration: Duration) -> Wait {
    // Both begin now.
    let (in_the_sandbox, really) = (clock.sleep(duration), time::sleep(duration));
    Box::pin(async move {
        tokio::select! {
            () = in_the_sandbox => {}
            () = really => {}
        }
    })
}

/// All connections that are open.
struct Connections {
    http: http1::Builder,
    router: Router,
    under_way: Arc<AtomicUsize>,
    /// Tells them to close as soon as nothing is under way on them. Each has a receiver.
    hang_up: watch::Sender<()>,
}

impl Connections {
    fn new(router: Router, patience: Duration) -> Self {
        // What is no request is refused by hyper itself. Assumed: not-http.
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(patience)
            .max_buf_size(HEAD_LIMIT)
            // A client may close its half of the connection after asking, and still wants the answer.
            .half_close(true)
            // The replies bring their own, by the sandbox's clock.
            .auto_date_header(false);
        Self {
            http,
            router,
            under_way: Arc::default(),
            hang_up: watch::Sender::new(()),
        }
    }

    /// Serves a connection until it is closed.
    fn serve(&self, stream: TcpStream) {
        let client = stream.peer_addr().ok().map(Client);
        let line = Line::new(stream);
        let service = TowerToHyperService::new(self.router.clone());
        let (under_way, its_line) = (Arc::clone(&self.under_way), line.clone());
        let counted = service_fn(move |mut request: Request<Incoming>| {
            let answering = UnderWay::begin(&under_way);
            // Whoever goes on with the request though its client has left, holds this too.
            request.extensions_mut().insert(Arc::clone(&answering));
            request.extensions_mut().insert(its_line.clone());
            if let Some(client) = client {
                request.extensions_mut().insert(client);
            }
            let answer = service.call(request);
            async move {
                let answer = answer.await;
                drop(answering);
                answer
            }
        });
        let connection = self
            .http
            .serve_connection(TokioIo::new(line.clone()), counted);
        let mut hang_up = self.hang_up.subscribe();
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            loop {
                tokio::select! {
                    ended = connection.as_mut() => {
                        if let Err(error) = ended {
                            tracing::debug!(%error, "a connection broke");
                        }
                        break;
                    }
                    () = line.broken_off() => break,
                    Ok(()) = hang_up.changed() => connection.as_mut().graceful_shutdown(),
                }
            }
        });
    }

    /// Closes the connections on which nothing is under way, and the others as soon as it is done.
    async fn close_idle(&self) {
        self.hang_up.send_replace(());
        for _ in 0..TURNS {
            if self.hang_up.receiver_count() <= self.under_way.load(Ordering::Relaxed) {
                break;
            }
            task::yield_now().await;
        }
    }

    /// Lets what is under way be finished, within reason.
    async fn finish(self, stopping: &Stopping) {
        self.hang_up.send_replace(());
        tokio::select! {
            () = stopping.at_once() => {}
            _ = async { tokio::join!(self.hang_up.closed(), nobody(&self.under_way)) } => {}
            () = nothing_under_way(&self.under_way) => {
                tracing::info!("a connection was open without a whole request, and is closed");
            }
            () = time::sleep(GRACE) => {
                tracing::warn!("requests were still under way after {GRACE:?} and are given up");
            }
        }
    }
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

/// A request whose head is there and whose answer isn't, or not all of it. Counted as long as this
/// lives.
pub(crate) struct UnderWay(Arc<AtomicUsize>);

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
