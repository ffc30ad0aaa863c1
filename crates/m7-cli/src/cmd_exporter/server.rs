//! The server: answers each connection once, and no longer than it has patience for it.

use std::{convert::Infallible, future, sync::Arc, time::Duration};

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    task::JoinHandle,
    time,
};

use super::pages::Pages;
use crate::print;

/// How many connections are open at a time; who comes then waits in the system's queue.
const MOST_CONNECTIONS: usize = 64;

/// How long a connection lasts altogether, as long as Prometheus waits unless it is told otherwise.
/// Whoever sends or reads more slowly can't hold up the others, nor a stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a client may take of that to send a request's head. Prometheus sends it at once, and those
/// who send none hold up scrapes when they are many.
const HEAD_PATIENCE: Duration = Duration::from_secs(1);

/// How large a request's head may be, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;

/// How long to rest when no connection can be taken, as where there are no files left.
const REST: Duration = Duration::from_secs(1);

/// A server that serves until it is asked to finish.
pub(super) struct Serving {
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// Serves from now on.
pub(super) fn start(listener: TcpListener, pages: Pages) -> Serving {
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(serve(listener, pages, stopped));
    Serving {
        stop: Some(stop),
        task,
    }
}

impl Serving {
    /// Takes no further connection, and answers those that are open.
    pub(super) async fn finish(&mut self) {
        drop(self.stop.take());
        // It can't but end: each of its connections does.
        let _ = (&mut self.task).await;
    }
}

async fn serve(listener: TcpListener, pages: Pages, mut stopped: oneshot::Receiver<()>) {
    let pages = Arc::new(pages);
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let open = GracefulShutdown::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            (stream, place) = next(&listener, &room) => {
                answer_once(stream, place, &pages, &open);
            }
        }
    }
    // Who comes from now on is refused, and doesn't wait for what never comes.
    drop(listener);
    open.shutdown().await;
}

/// The next connection, once there is room for it.
async fn next(listener: &TcpListener, room: &Arc<Semaphore>) -> (TcpStream, OwnedSemaphorePermit) {
    let Ok(place) = Arc::clone(room).acquire_owned().await else {
        // Nobody closes it.
        return future::pending().await;
    };
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(error) => {
                print::warn(&format!("a connection couldn't be taken: {error}"));
                time::sleep(REST).await;
            }
        }
    }
}

fn answer_once(
    stream: TcpStream,
    place: OwnedSemaphorePermit,
    pages: &Arc<Pages>,
    open: &GracefulShutdown,
) {
    let pages = Arc::clone(pages);
    let service = service_fn(move |request: Request<Incoming>| {
        future::ready(Ok::<_, Infallible>(pages.answer(&request)))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .keep_alive(false)
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(HEAD_LIMIT)
        // A client may close its half of the connection after asking, and still wants the answer.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    let connection = open.watch(connection);
    tokio::spawn(async move {
        // What breaks it is the client's, who knows, or doesn't want to.
        let _ = time::timeout(PATIENCE, connection).await;
        drop(place);
    });
}
