//! The body of a request, which leaves this machine at most once.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use thiserror::Error;

use crate::attempt::Gate;

/// A body that a connection can take once, and only while nobody has withdrawn it.
///
/// The HTTP layer writes a request's head and its body in one go, so a body that was never taken
/// proves that nothing was sent. And since it can be taken only once and can't be cloned, no layer
/// below can send a request twice, whatever it is configured to do.
pub(crate) struct RequestBody {
    bytes: Option<Bytes>,
    gate: Arc<Gate>,
}

impl RequestBody {
    pub(crate) fn new(bytes: Bytes, gate: Arc<Gate>) -> Self {
        Self {
            bytes: Some(bytes),
            gate,
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Withdrawn;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Withdrawn>>> {
        let Some(bytes) = self.bytes.take() else {
            return Poll::Ready(None);
        };
        Poll::Ready(Some(if self.gate.pass() {
            Ok(Frame::data(bytes))
        } else {
            Err(Withdrawn)
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// The caller gave up before the connection had taken the body.
#[derive(Debug, Error)]
#[error("the request was withdrawn before it was sent")]
pub(crate) struct Withdrawn;
