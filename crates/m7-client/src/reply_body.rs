//! The body of a reply, which may be only so long.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body, Frame};
use reqwest::Response;
use thiserror::Error;

use crate::{Error, Transport};

/// Reads the reply's body to its end, as long as it keeps to the transport's limit, and tells the
/// transport's attempt.
pub(crate) async fn read(
    response: &mut Response,
    transport: &Transport,
) -> Result<Bytes, Error<()>> {
    let limit = transport.body_limit;
    // What is announced as too long isn't read at all.
    if response
        .content_length()
        .is_some_and(|length| length > limit)
    {
        return Err(too_large(limit));
    }
    let mut reader = Reader {
        response,
        transport,
        left: limit,
    };
    let Some(first) = reader.next().await? else {
        return Ok(Bytes::new());
    };
    // Most replies come in one piece, which isn't copied.
    let Some(second) = reader.next().await? else {
        return Ok(first);
    };
    Box::pin(reader.join(Vec::from(first), second)).await
}

struct Reader<'a> {
    response: &'a mut Response,
    transport: &'a Transport,
    /// How many bytes there may still be.
    left: u64,
}

impl Reader<'_> {
    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Error<()>> {
        let chunk = self.response.chunk().await;
        let Some(chunk) = chunk.map_err(Error::ResponseBodyError)? else {
            self.transport.attempt.note_end();
            return Ok(None);
        };
        match self.left.checked_sub(chunk.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(too_large(self.transport.body_limit)),
        }
        self.transport.attempt.note_chunk(&chunk);
        Ok(Some(chunk))
    }

    /// The whole that begins like this.
    async fn join(mut self, mut whole: Vec<u8>, next: Bytes) -> Result<Bytes, Error<()>> {
        whole.extend_from_slice(&next);
        while let Some(piece) = self.next().await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole.into())
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

/// [`BodyTooLarge`] as an error of the HTTP layer, which makes one only of a body that fails.
fn too_large(limit: u64) -> Error<()> {
    let mut body = reqwest::Body::wrap(Failing(BodyTooLarge { limit }));
    match Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Some(Err(error))) => Error::ResponseBodyError(error),
        _ => unreachable!("the body fails at once"),
    }
}

struct Failing(BodyTooLarge);

impl Body for Failing {
    type Data = Bytes;
    type Error = BodyTooLarge;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyTooLarge>>> {
        Poll::Ready(Some(Err(self.0)))
    }
}
