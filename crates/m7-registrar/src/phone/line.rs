//! The socket of a phone: one request goes out, its answer comes back.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use sipx_sip::headers::CSeq;
use sipx_sip::{Limits, Message, Response, StreamParser, parse_datagram};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Instant, timeout, timeout_at};

use super::PhoneError;
use crate::Transport;

/// How long an answer may take, and how soon and how late a datagram is sent again (RFC 3261
/// §17.1.2.2: timer F, T1 and T2).
const PATIENCE: Duration = Duration::from_secs(32);
const FIRST_REPEAT: Duration = Duration::from_millis(500);
const LAST_REPEAT: Duration = Duration::from_secs(4);
const LARGEST_DATAGRAM: usize = 65_535;

/// A way to the registrar.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) local: SocketAddr,
    pub(super) registrar: SocketAddr,
    socket: Socket,
}

#[derive(Debug)]
enum Socket {
    Udp(UdpSocket),
    Tcp {
        stream: TcpStream,
        parser: StreamParser,
    },
}

impl Line {
    pub(super) async fn udp(registrar: SocketAddr) -> Result<Self, PhoneError> {
        let anywhere = match registrar {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let opened = async {
            let socket = UdpSocket::bind(anywhere).await?;
            // So that it has the address which leads there, and hears of nobody else.
            socket.connect(registrar).await?;
            Ok((socket.local_addr()?, Socket::Udp(socket)))
        };
        Self::opened(registrar, opened.await)
    }

    pub(super) async fn tcp(registrar: SocketAddr) -> Result<Self, PhoneError> {
        let opened = async {
            let stream = timeout(PATIENCE, TcpStream::connect(registrar)).await??;
            stream.set_nodelay(true)?;
            let parser = StreamParser::new(Limits::datagram());
            Ok((stream.local_addr()?, Socket::Tcp { stream, parser }))
        };
        Self::opened(registrar, opened.await)
    }

    fn opened(
        registrar: SocketAddr,
        opened: io::Result<(SocketAddr, Socket)>,
    ) -> Result<Self, PhoneError> {
        let (local, socket) = opened.map_err(|source| PhoneError::Line { registrar, source })?;
        Ok(Self {
            local,
            registrar,
            socket,
        })
    }

    pub(super) fn transport(&self) -> Transport {
        match self.socket {
            Socket::Udp(_) => Transport::Udp,
            Socket::Tcp { .. } => Transport::Tcp,
        }
    }

    /// Sends a request and gives its final answer, known by its `CSeq`.
    pub(super) async fn exchange(
        &mut self,
        request: &str,
        cseq: u32,
    ) -> Result<Response, PhoneError> {
        let registrar = self.registrar;
        let answered = timeout(PATIENCE, async {
            match &mut self.socket {
                Socket::Udp(socket) => over_udp(socket, request, cseq).await,
                Socket::Tcp { stream, parser } => over_tcp(stream, parser, request, cseq).await,
            }
        });
        match answered.await {
            Ok(answered) => answered.map_err(|source| PhoneError::Line { registrar, source }),
            Err(_) => Err(PhoneError::Silent { registrar }),
        }
    }
}

async fn over_udp(socket: &UdpSocket, request: &str, cseq: u32) -> io::Result<Response> {
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    let mut repeat = FIRST_REPEAT;
    loop {
        socket.send(request.as_bytes()).await?;
        let again = Instant::now() + repeat;
        while let Ok(received) = timeout_at(again, socket.recv(&mut buffer)).await {
            let datagram = Bytes::copy_from_slice(&buffer[..received?]);
            if let Ok(message) = parse_datagram(datagram, &Limits::datagram())
                && let Some(response) = answer_to(message, cseq)
            {
                return Ok(response);
            }
        }
        repeat = (repeat * 2).min(LAST_REPEAT);
    }
}

async fn over_tcp(
    stream: &mut TcpStream,
    parser: &mut StreamParser,
    request: &str,
    cseq: u32,
) -> io::Result<Response> {
    stream.write_all(request.as_bytes()).await?;
    let mut chunk = [0; 4_096];
    loop {
        let length = stream.read(&mut chunk).await?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let messages = parser.push(&chunk[..length]).map_err(io::Error::other)?;
        let response = messages
            .into_iter()
            .find_map(|message| answer_to(message, cseq));
        if let Some(response) = response {
            return Ok(response);
        }
    }
}

/// The response, if it is one to that request and not only says that it is worked on.
fn answer_to(message: Message, cseq: u32) -> Option<Response> {
    let Message::Response(response) = message else {
        return None;
    };
    let sequence = response.headers.typed::<CSeq>()?.ok()?.sequence;
    (sequence == cseq && response.status.is_final()).then_some(response)
}
