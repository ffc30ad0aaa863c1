//! The body of a reply, which may be only so long.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use thiserror::Error;

use crate::Attempt;

/// A reply's body that ends with [`BodyTooLarge`] once it is longer than its limit, and that keeps
/// an attempt's record.
pub(crate) struct ResponseBody {
    inner: reqwest::Body,
    limit: u64,
    left: u64,
    keep: usize,
    attempt: Attempt,
}

impl ResponseBody {
    pub(crate) fn new(inner: reqwest::Body, limit: u64, keep: usize, attempt: Attempt) -> Self {
        Self {
            inner,
            limit,
            left: limit,
            keep,
            attempt,
        }
    }

    fn too_large(&self) -> BodyTooLarge {
        BodyTooLarge { limit: self.limit }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        // What is announced as too long isn't read at all.
        if self.inner.size_hint().lower() > self.left {
            return Poll::Ready(Some(Err(self.too_large().into())));
        }
        let frame = match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => {
                self.attempt.note_end();
                return Poll::Ready(None);
            }
            Poll::Pending => return Poll::Pending,
        };
        if let Some(chunk) = frame.data_ref() {
            let Some(left) = self.left.checked_sub(chunk.len() as u64) else {
                return Poll::Ready(Some(Err(self.too_large().into())));
            };
            self.left = left;
            self.attempt.note_chunk(chunk, self.keep);
        }
        if self.inner.is_end_stream() {
            self.attempt.note_end();
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// A reply is longer than the transport's limit, and was not read to its end.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the reply is longer than {limit} bytes, the limit that is set")]
#[non_exhaustive]
pub struct BodyTooLarge {
    /// The limit, in bytes.
    pub limit: u64,
}
