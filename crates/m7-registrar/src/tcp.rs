//! The registrar over TCP (RFC 3261 §18, RFC 5626 §4.4.1).

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use sipx_sip::{Message, Request, StreamParser};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{debug, warn};

use crate::door::Door;
use crate::peer::Peer;
use crate::salvage::bad_request;
use crate::via::stamp;
use crate::{Store, Transport};

/// After a failed `accept` (no file descriptor left, most likely) some time may bring one back.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(100);
const CHUNK: usize = 4_096;
/// A ping is two line breaks, its pong one (RFC 5626 §4.4.1).
const PONG: &[u8] = b"\r\n";
const LINES_OF_A_PING: usize = 2;

/// Accepts connections until the door closes.
pub(crate) async fn serve<S: Store>(listener: TcpListener, door: Arc<Door<S>>) {
    let places = Arc::new(Semaphore::new(door.limits.max_connections));
    let mut closing = door.closing();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        while connections.try_join_next().is_some() {}
        let (stream, source) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "accepting a connection failed");
                sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            debug!(%source, "too many connections");
            continue;
        };
        let connection = Connection::new(stream, source, Arc::clone(&door));
        connections.spawn(async move {
            if let Err(error) = connection.serve().await {
                debug!(%source, %error, "the connection ended");
            }
            drop(place);
        });
    }
    while connections.join_next().await.is_some() {}
}

/// One phone's connection.
struct Connection<S> {
    stream: TcpStream,
    source: SocketAddr,
    door: Arc<Door<S>>,
    parser: StreamParser,
    /// Line breaks between messages that aren't a whole ping yet.
    lines: usize,
}

/// Whether a connection goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Read,
    Close,
}

impl<S: Store> Connection<S> {
    fn new(stream: TcpStream, source: SocketAddr, door: Arc<Door<S>>) -> Self {
        let parser = StreamParser::new(door.limits.parsing());
        Self {
            stream,
            source,
            door,
            parser,
            lines: 0,
        }
    }

    /// Reads and answers, one message after the other, until either side has had enough.
    async fn serve(mut self) -> io::Result<()> {
        // An answer is written whole; nothing is won by waiting for more of it.
        self.stream.set_nodelay(true)?;
        let mut closing = self.door.closing();
        let mut deadline = Instant::now() + self.door.limits.message_time;
        let mut chunk = [0; CHUNK];
        loop {
            let began_with = self.parser.pending();
            let length = tokio::select! {
                read = timeout_at(deadline, self.stream.read(&mut chunk)) => match read {
                    Ok(read) => read?,
                    Err(_) => return Err(io::ErrorKind::TimedOut.into()),
                },
                _ = closing.wait_for(|closing| *closing) => return Ok(()),
            };
            if length == 0 || self.take(&chunk[..length]).await? == Next::Close {
                return Ok(());
            }
            // The time for a message runs from its first byte, however slowly the others follow.
            let limits = &self.door.limits;
            match (began_with, self.parser.pending()) {
                (_, 0) => deadline = Instant::now() + limits.idle_time,
                (0, _) => deadline = Instant::now() + limits.message_time,
                _ => {}
            }
        }
    }

    async fn take(&mut self, chunk: &[u8]) -> io::Result<Next> {
        let is_first = self.parser.pending() == 0;
        match self.parser.push(chunk) {
            Ok(messages) => {
                for message in messages {
                    // Nothing was asked by a response, so none is awaited.
                    if let Message::Request(request) = message
                        && self.answer(request).await? == Next::Close
                    {
                        return Ok(Next::Close);
                    }
                }
                self.pong().await?;
                Ok(Next::Read)
            }
            // Where the next message begins can't be known any more (RFC 3261 §18.3).
            Err(error) => {
                debug!(source = %self.source, %error, "not a SIP message");
                if is_first {
                    self.refuse(chunk).await?;
                }
                Ok(Next::Close)
            }
        }
    }

    async fn answer(&mut self, mut request: Request) -> io::Result<Next> {
        // Whoever sends too much is read more slowly, and finds its own buffers full.
        while let Err(wait) = self.door.take_token(self.source.ip()) {
            sleep(wait).await;
        }
        if stamp(&mut request, self.source).is_none() {
            return Ok(Next::Close);
        }
        let peer = Peer {
            source: self.source,
            transport: Transport::Tcp,
        };
        if let Some(reply) = self.door.service.answer(&request, peer).await {
            self.write(&reply).await?;
        }
        Ok(Next::Read)
    }

    async fn refuse(&mut self, chunk: &[u8]) -> io::Result<()> {
        let limits = self.door.limits.parsing();
        let tags = &self.door.service.tags;
        match bad_request(chunk.trim_ascii_start(), self.source, &limits, tags) {
            Some((reply, _)) => self.write(&reply).await,
            None => Ok(()),
        }
    }

    async fn pong(&mut self) -> io::Result<()> {
        self.lines += self.parser.take_keepalives();
        let pings = self.lines / LINES_OF_A_PING;
        self.lines %= LINES_OF_A_PING;
        if pings == 0 {
            return Ok(());
        }
        // However many came at once, one pong says that the way is open.
        self.write(PONG).await
    }

    /// Writes, but not for ever: a phone that doesn't read its answers loses its connection.
    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let deadline = Instant::now() + self.door.limits.message_time;
        timeout_at(deadline, self.stream.write_all(bytes))
            .await
            .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
    }
}
