//! The socket of a connection, shared by hyper, which reads and writes it, and whoever breaks it off.

use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time;

/// How often is looked whether a client is still there that has sent more than was asked for, or has
/// closed its half.
const STEP: Duration = Duration::from_millis(20);

/// A connection's socket. It is closed when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Line(Arc<Shared>);

struct Shared {
    stream: TcpStream,
    broken_off: Notify,
}

impl Line {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self(Arc::new(Shared {
            stream,
            broken_off: Notify::new(),
        }))
    }

    /// Breaks the connection off, with a RST to the client.
    pub(crate) fn reset(&self) {
        // What closes without lingering resets, and forgets what wasn't sent.
        if let Err(error) = SockRef::from(&self.0.stream).set_linger(Some(Duration::ZERO)) {
            tracing::warn!(%error, "a connection is closed instead of reset");
        }
        self.break_off();
    }

    /// Closes the connection without another word.
    pub(crate) fn break_off(&self) {
        self.0.broken_off.notify_one();
    }

    /// Until somebody breaks the connection off.
    pub(crate) async fn broken_off(&self) {
        self.0.broken_off.notified().await;
    }

    /// Until the client has closed its connection, or the half of it on which it sends: the one
    /// can't be told from the other.
    pub(crate) async fn closed(&self) {
        // A look leaves what it sees for hyper. What stands before the end hides it.
        while matches!(self.0.stream.peek(&mut [0]).await, Ok(1..)) {
            time::sleep(STEP).await;
        }
    }

    /// Until the client has broken the connection off, with a RST.
    pub(crate) async fn reset_by_client(&self) {
        while self.0.stream.peek(&mut [0]).await.is_ok() {
            // Behind an end, a look shows nothing else any more.
            if !matches!(self.0.stream.take_error(), Ok(None)) {
                break;
            }
            time::sleep(STEP).await;
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.stream.poll_read_ready(cx))?;
            match self.0.stream.try_read(buffer.initialize_unfilled()) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return Poll::Ready(read.map(|count| buffer.advance(count))),
            }
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.stream.poll_write_ready(cx))?;
            match self.0.stream.try_write_vectored(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                written => return Poll::Ready(written),
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A socket keeps nothing back.
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(SockRef::from(&self.0.stream).shutdown(Shutdown::Write))
    }
}
