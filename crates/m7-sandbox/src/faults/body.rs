//! How an answer goes out, and bodies that don't go out as they should.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use thiserror::Error;

use crate::server::UnderWay;
use crate::service::Service;

/// How an answer goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As it is.
    Whole,
    /// Its body bit by bit, over so much of the sandbox's time.
    Slowly(Duration),
    /// Its body up to the middle; then the connection is closed.
    Truncated,
    /// Not at all: the connection is reset.
    Reset,
    /// Not at all: the connection is held for so long, or until the client leaves, and closed.
    Silence(Option<Duration>),
}

impl Manner {
    /// Whether the client gets to see a status.
    pub(crate) fn answers(self) -> bool {
        !matches!(self, Self::Reset | Self::Silence(_))
    }
}

/// In how many bits a slow body comes.
const BITS: usize = 10;

/// A body whose last byte comes `spread` after its first. It says no length, so that its bits are
/// chunks. As long as it lasts, its request is under way.
pub(crate) fn slowly(
    bytes: &Bytes,
    spread: Duration,
    service: Arc<Service>,
    under_way: Option<Arc<UnderWay>>,
) -> Body {
    let bits = bytes.len().div_ceil(BITS).max(1);
    let chunks: Vec<_> = bytes.chunks(bits).map(|bit| bytes.slice_ref(bit)).collect();
    let gaps = u32::try_from(chunks.len().saturating_sub(1)).unwrap_or(u32::MAX);
    Body::new(SlowBody {
        chunks: chunks.into_iter(),
        gap: spread.checked_div(gaps).unwrap_or_default(),
        service,
        waiting: None,
        _under_way: under_way,
    })
}

/// A body that ends in its middle, though its full length was announced.
pub(crate) fn truncated(bytes: &Bytes) -> Body {
    Body::new(TruncatedBody {
        announced: bytes.len() as u64,
        half: Some(bytes.slice(..bytes.len() / 2)),
        is_flushed: false,
    })
}

struct SlowBody {
    chunks: std::vec::IntoIter<Bytes>,
    gap: Duration,
    service: Arc<Service>,
    /// Until the next chunk is due.
    waiting: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// A sandbox that is told to stop waits for it.
    _under_way: Option<Arc<UnderWay>>,
}

impl HttpBody for SlowBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(waiting) = &mut self.waiting {
            ready!(waiting.as_mut().poll(cx));
            self.waiting = None;
        }
        let chunk = self.chunks.next();
        if self.chunks.len() > 0 {
            let (service, gap) = (Arc::clone(&self.service), self.gap);
            self.waiting = Some(Box::pin(async move { service.wait(gap).await }));
        }
        Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
    }
}

struct TruncatedBody {
    announced: u64,
    half: Option<Bytes>,
    is_flushed: bool,
}

/// Ends a connection in the middle of a reply.
#[derive(Debug, Error)]
#[error("a fault of the sandbox's schedule: the body is truncated")]
struct Truncated;

impl HttpBody for TruncatedBody {
    type Data = Bytes;
    type Error = Truncated;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Truncated>>> {
        if let Some(half) = self.half.take() {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        if !self.is_flushed {
            // hyper sends what it has as soon as there is nothing more for now, and nothing at all
            // once a body has failed.
            self.is_flushed = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Truncated)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}

/// A body with all of these bytes.
pub(crate) fn whole(bytes: Bytes) -> Body {
    Body::new(http_body_util::Full::new(bytes).map_err(|never: Infallible| match never {}))
}
