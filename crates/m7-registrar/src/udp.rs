//! The registrar over UDP (RFC 3261 §18).

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use sipx_sip::headers::{CSeq, CallId};
use sipx_sip::{Message, Request, parse_datagram};
use tokio::net::UdpSocket;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tracing::{debug, warn};

use crate::address::is_answerable;
use crate::door::Door;
use crate::peer::Peer;
use crate::retransmissions::{Answer, RequestKey, Retransmissions};
use crate::salvage::bad_request;
use crate::via::{WayBack, stamp};
use crate::{Store, Transport};

/// The longest datagram that UDP carries.
const LARGEST_DATAGRAM: usize = 65_535;
const CACHED_ANSWERS: usize = 16_384;
const CACHED_BYTES: usize = 16 * 1024 * 1024;

/// One socket and what is known of the requests that came through it.
struct Udp<S> {
    socket: UdpSocket,
    door: Arc<Door<S>>,
    retransmissions: Mutex<Retransmissions>,
}

/// Answers datagrams until the door closes.
pub(crate) async fn serve<S: Store>(socket: UdpSocket, door: Arc<Door<S>>) {
    let in_flight = Arc::new(Semaphore::new(door.limits.requests_in_flight));
    let mut closing = door.closing();
    let udp = Arc::new(Udp {
        socket,
        door,
        retransmissions: Mutex::new(Retransmissions::new(CACHED_ANSWERS, CACHED_BYTES)),
    });
    let mut answering = JoinSet::new();
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    loop {
        let received = tokio::select! {
            received = udp.socket.recv_from(&mut buffer) => received,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        while answering.try_join_next().is_some() {}
        let (length, source) = match received {
            Ok(received) => received,
            Err(error) => {
                // Some systems report a peer's closed port here; the next datagram may be fine.
                note_failure(&error);
                continue;
            }
        };
        let Some((request, way_back)) = udp.admit(&buffer[..length], source).await else {
            continue;
        };
        let Ok(permit) = Arc::clone(&in_flight).try_acquire_owned() else {
            debug!(%source, "too many requests in flight");
            continue;
        };
        let udp = Arc::clone(&udp);
        answering.spawn(async move {
            udp.answer(request, source, way_back).await;
            drop(permit);
        });
    }
    // What was begun is finished; the registrar bounds how long that may take.
    while answering.join_next().await.is_some() {}
}

impl<S: Store> Udp<S> {
    /// Reads a datagram, as far as its sender hasn't sent too many.
    async fn admit(&self, datagram: &[u8], source: SocketAddr) -> Option<(Request, WayBack)> {
        if !is_answerable(source) || self.door.take_token(source.ip()).is_err() {
            return None;
        }
        let message = without_keep_alive(datagram);
        if message.is_empty() {
            return None;
        }
        let limits = self.door.limits.parsing();
        match parse_datagram(Bytes::copy_from_slice(message), &limits) {
            Ok(Message::Request(mut request)) => {
                let way_back = stamp(&mut request, source)?;
                Some((request, way_back))
            }
            // Nothing was asked, so no response is awaited.
            Ok(Message::Response(_)) => None,
            Err(error) => {
                debug!(%source, %error, "not a SIP message");
                let tags = &self.door.service.tags;
                let (reply, way_back) = bad_request(message, source, &limits, tags)?;
                self.send(&reply, way_back.target).await;
                None
            }
        }
    }

    async fn answer(&self, request: Request, source: SocketAddr, way_back: WayBack) {
        let key = key_of(&request, source, &way_back);
        let known = self.retransmissions().begin(&key, Instant::now());
        match known {
            None => {}
            Some(Answer::Pending) => return,
            Some(Answer::Given(reply)) => {
                debug!(%source, "answered again");
                return self.send(&reply, way_back.target).await;
            }
        }
        let peer = Peer {
            source,
            transport: Transport::Udp,
        };
        if let Some(reply) = self.door.service.answer(&request, peer).await {
            self.retransmissions().finish(&key, reply.clone());
            self.send(&reply, way_back.target).await;
        }
    }

    async fn send(&self, reply: &[u8], target: SocketAddr) {
        if is_answerable(target)
            && let Err(error) = self.socket.send_to(reply, target).await
        {
            note_failure(&error);
        }
    }

    fn retransmissions(&self) -> std::sync::MutexGuard<'_, Retransmissions> {
        self.retransmissions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which request it is. One without a readable Call-ID or `CSeq` is refused anyway, and refused
/// alike each time.
fn key_of(request: &Request, source: SocketAddr, way_back: &WayBack) -> RequestKey {
    let call_id = request
        .headers
        .typed::<CallId>()
        .and_then(Result::ok)
        .map_or_else(Vec::new, |CallId(call_id)| call_id);
    let sequence = request
        .headers
        .typed::<CSeq>()
        .and_then(Result::ok)
        .map_or(0, |cseq| cseq.sequence);
    let mut cseq = sequence.to_be_bytes().to_vec();
    cseq.extend_from_slice(request.method.as_bytes());
    RequestKey::new(source, [&way_back.branch, &call_id, &cseq])
}

/// A datagram without what phones send to keep a NAT's door open: line breaks, or a NUL.
fn without_keep_alive(mut datagram: &[u8]) -> &[u8] {
    while let [b'\r' | b'\n' | b'\0', rest @ ..] = datagram {
        datagram = rest;
    }
    datagram
}

fn note_failure(error: &io::Error) {
    warn!(%error, "the UDP socket failed");
}
