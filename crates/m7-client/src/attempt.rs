//! What became of one attempt, told to whoever asked for it.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use m7_auth::{SignedHeaders, Timestamp};
use reqwest::header::{DATE, HeaderValue, RETRY_AFTER};

use crate::SigningError;

/// The record of one attempt: when it began, what it was signed with, whether it left this
/// machine, and what came back so far.
///
/// Made by [`Client::observed`](crate::Client::observed). Its clones are the same record. A client
/// that sends a second request starts the record anew.
///
/// `Debug` shows neither the sign nor the reply.
#[derive(Clone, Default)]
pub struct Attempt(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// How many bytes of a reply are kept.
    keep: usize,
    record: Mutex<Record>,
}

#[derive(Default)]
struct Record {
    started: Option<Instant>,
    signed: Option<Signed>,
    unsigned: Option<SigningError>,
    /// What the request passes; there is none before the first.
    gate: Option<Arc<Gate>>,
    status: Option<u16>,
    date: Option<HeaderValue>,
    http_version: Option<&'static str>,
    peer: Option<SocketAddr>,
    retry_after: Option<HeaderValue>,
    headers_after: Option<Duration>,
    body_after: Option<Duration>,
    received: u64,
    /// The first piece of what is kept, which is all of it as a rule, and the others.
    kept: Bytes,
    kept_further: Vec<u8>,
}

/// What an attempt was signed with.
///
/// `Debug` doesn't show the sign.
#[derive(Clone)]
pub struct Signed {
    timestamp: Timestamp,
    /// Timestamp, nonce and sign as they are sent, in place, since every request has them.
    text: [u8; SIGN.end],
}

const TIMESTAMP: Range<usize> = 0..10;
const NONCE: Range<usize> = 10..16;
const SIGN: Range<usize> = 16..60;

impl Attempt {
    /// A record that keeps so many bytes of a reply. One by default keeps none, since they hold secrets
    /// and nobody can ask for them.
    pub(crate) fn keeping(keep: usize) -> Self {
        Self(Arc::new(Shared {
            keep,
            record: Mutex::default(),
        }))
    }

    /// When the attempt began. `None` if nothing was attempted.
    pub fn started(&self) -> Option<Instant> {
        self.record().started
    }

    /// What the request was signed with. `None` if it wasn't.
    pub fn signed(&self) -> Option<Signed> {
        self.record().signed.clone()
    }

    /// The time that the request was signed with. `None` if it wasn't.
    pub fn signed_at(&self) -> Option<Timestamp> {
        self.record().signed.as_ref().map(Signed::timestamp)
    }

    /// Why the request was not signed, if that's what happened.
    pub fn signing_error(&self) -> Option<SigningError> {
        self.record().unsigned.clone()
    }

    /// Whether a connection has taken the request. If not, nothing of it has left this machine.
    ///
    /// If so, nobody on this side can tell how far it got.
    pub fn was_sent(&self) -> bool {
        self.record().was_sent()
    }

    /// Makes sure that the request doesn't leave this machine any more, and tells whether that
    /// came in time. `false` is what [`Attempt::was_sent`] says from then on, or said before.
    pub fn withdraw(&self) -> bool {
        self.record().gate.as_ref().is_none_or(|gate| gate.close())
    }

    /// The reply's HTTP status, once its headers have arrived.
    pub fn status(&self) -> Option<u16> {
        self.record().status
    }

    /// The version of HTTP that the reply is of, e.g. `1.1`, once its headers have arrived.
    pub fn http_version(&self) -> Option<&'static str> {
        self.record().http_version
    }

    /// Whom the connection is with, once the reply's headers have arrived: the service or a proxy.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.record().peer
    }

    /// The reply's header `Retry-After` as it was sent, if it has one.
    pub fn retry_after(&self) -> Option<String> {
        text_of(self.record().retry_after.as_ref())
    }

    /// The reply's header `Date` as it was sent, if it has one.
    pub fn date(&self) -> Option<String> {
        text_of(self.record().date.as_ref())
    }

    /// How long after the start the reply's headers arrived.
    pub fn headers_after(&self) -> Option<Duration> {
        self.record().headers_after
    }

    /// How long after the start the reply's last byte arrived.
    pub fn body_after(&self) -> Option<Duration> {
        self.record().body_after
    }

    /// How many bytes of the reply's body have arrived.
    pub fn received(&self) -> u64 {
        self.record().received
    }

    /// The first bytes of the reply's body, as many as the transport was told to keep
    /// ([`Transport::with_kept_body`](crate::Transport::with_kept_body)).
    ///
    /// **They echo the request, password and sign included**: don't log them.
    pub fn kept_body(&self) -> Vec<u8> {
        let record = self.record();
        [&record.kept[..], &record.kept_further].concat()
    }

    /// The attempt began then, and was signed with this. Its request passes what is returned.
    pub(crate) fn begin(&self, started: Instant, signed: Signed) -> Arc<Gate> {
        let gate = Arc::default();
        *self.record() = Record {
            started: Some(started),
            signed: Some(signed),
            gate: Some(Arc::clone(&gate)),
            ..Record::default()
        };
        gate
    }

    /// The attempt began then, and couldn't be signed.
    pub(crate) fn begin_unsigned(&self, started: Instant, reason: SigningError) {
        *self.record() = Record {
            started: Some(started),
            unsigned: Some(reason),
            ..Record::default()
        };
    }

    pub(crate) fn note_headers(&self, response: &reqwest::Response) {
        let mut record = self.record();
        record.status = Some(response.status().as_u16());
        record.http_version = match response.version() {
            http::Version::HTTP_10 => Some("1.0"),
            http::Version::HTTP_11 => Some("1.1"),
            _ => None,
        };
        record.peer = response.remote_addr();
        // Clones of values share their memory.
        record.retry_after = response.headers().get(RETRY_AFTER).cloned();
        record.date = response.headers().get(DATE).cloned();
        record.headers_after = record.elapsed();
    }

    pub(crate) fn note_chunk(&self, chunk: &Bytes) {
        let mut record = self.record();
        record.received += chunk.len() as u64;
        let kept = record.kept.len() + record.kept_further.len();
        let room = self.0.keep.saturating_sub(kept).min(chunk.len());
        if kept == 0 {
            // A slice shares the chunk's memory, so that nothing is copied.
            record.kept = chunk.slice(..room);
        } else {
            record.kept_further.extend_from_slice(&chunk[..room]);
        }
    }

    pub(crate) fn note_end(&self) {
        let mut record = self.record();
        record.body_after = record.elapsed();
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        // Every change of the record is complete in itself, so a panic elsewhere leaves it whole.
        self.0.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn text_of(value: Option<&HeaderValue>) -> Option<String> {
    Some(value?.to_str().ok()?.to_owned())
}

impl Record {
    fn was_sent(&self) -> bool {
        self.gate.as_ref().is_some_and(|gate| gate.is_passed())
    }

    fn elapsed(&self) -> Option<Duration> {
        self.started.map(|started| started.elapsed())
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = self.record();
        f.debug_struct("Attempt")
            .field("signed", &record.signed)
            .field("signing_error", &record.unsigned)
            .field("was_sent", &record.was_sent())
            .field("status", &record.status)
            .field("headers_after", &record.headers_after)
            .field("body_after", &record.body_after)
            .field("received", &record.received)
            .finish_non_exhaustive()
    }
}

impl Signed {
    pub(crate) fn new(timestamp: Timestamp, headers: &SignedHeaders<'_>) -> Self {
        let mut text = [0; SIGN.end];
        for (place, value) in [
            (TIMESTAMP, headers.timestamp()),
            (NONCE, headers.nonce()),
            (SIGN, headers.sign()),
        ] {
            text[place].copy_from_slice(value.as_bytes());
        }
        Self { timestamp, text }
    }

    /// Timestamp, nonce and sign as values of headers, which share their memory and are kept out of
    /// reqwest's and hyper's debug output.
    pub(crate) fn values(&self) -> [HeaderValue; 3] {
        let text = Bytes::copy_from_slice(&self.text);
        let value = |place| {
            let mut value = HeaderValue::from_maybe_shared(text.slice(place))
                .unwrap_or_else(|_| unreachable!("digits and base64 are visible ASCII"));
            value.set_sensitive(true);
            value
        };
        [value(TIMESTAMP), value(NONCE), value(SIGN)]
    }

    /// The time of signing.
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// The nonce: six digits.
    pub fn nonce(&self) -> &str {
        text(&self.text[NONCE])
    }

    /// The sign, which whoever logs a reply must take out of it.
    pub fn sign(&self) -> &str {
        text(&self.text[SIGN])
    }
}

/// What was copied from a text.
fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_else(|_| unreachable!("digits and base64 are ASCII"))
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("timestamp", &self.timestamp)
            .field("nonce", &self.nonce())
            .field("sign", &format_args!("[redacted]"))
            .finish_non_exhaustive()
    }
}

/// What a request passes on its way out, unless it was closed before.
///
/// Passing and closing are one atomic step each and exclude one another, so that "nothing was
/// sent" can't become untrue after it was said.
#[derive(Default)]
pub(crate) struct Gate(AtomicU8);

const OPEN: u8 = 0;
const PASSED: u8 = 1;
const CLOSED: u8 = 2;

impl Gate {
    /// Lets the request pass; `false` if the gate was closed.
    pub(crate) fn pass(&self) -> bool {
        self.leave_open(PASSED)
    }

    /// Closes the gate; `false` if the request has passed.
    fn close(&self) -> bool {
        self.leave_open(CLOSED)
    }

    fn is_passed(&self) -> bool {
        self.0.load(Ordering::Acquire) == PASSED
    }

    fn leave_open(&self, next: u8) -> bool {
        match self
            .0
            .compare_exchange(OPEN, next, Ordering::AcqRel, Ordering::Acquire)
        {
            Ok(_) => true,
            Err(found) => found == next,
        }
    }
}

#[cfg(test)]
impl Attempt {
    pub(crate) fn kept_at_most(&self) -> usize {
        self.0.keep
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_either_passes_or_is_withdrawn() {
        let gate = Gate::default();
        assert!(gate.pass());
        assert!(!gate.close());
        assert!(gate.is_passed());

        let gate = Gate::default();
        assert!(gate.close());
        assert!(gate.close());
        assert!(!gate.pass());
        assert!(!gate.is_passed());
    }

    #[test]
    fn only_so_many_bytes_are_kept() {
        let attempt = Attempt::keeping(5);
        for chunk in ["abc", "def", "ghi"] {
            attempt.note_chunk(&Bytes::from_static(chunk.as_bytes()));
        }
        assert_eq!(attempt.kept_body(), b"abcde");
        assert_eq!(attempt.received(), 9);
    }
}
