//! The sockets under a phone.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// Long enough for any answer on loopback; what isn't there by then doesn't come.
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) struct Line {
    pub(crate) local: SocketAddr,
    socket: Socket,
}

enum Socket {
    Udp(UdpSocket),
    Tcp { stream: TcpStream, buffer: Vec<u8> },
}

impl Line {
    pub(crate) async fn udp(registrar: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        socket.connect(registrar).await.unwrap();
        Self {
            local: socket.local_addr().unwrap(),
            socket: Socket::Udp(socket),
        }
    }

    pub(crate) async fn tcp(registrar: SocketAddr) -> Self {
        let stream = TcpStream::connect(registrar).await.unwrap();
        Self {
            local: stream.local_addr().unwrap(),
            socket: Socket::Tcp {
                stream,
                buffer: Vec::new(),
            },
        }
    }

    pub(crate) fn transport(&self) -> &'static str {
        match self.socket {
            Socket::Udp(_) => "UDP",
            Socket::Tcp { .. } => "TCP",
        }
    }

    pub(crate) async fn send(&mut self, message: &[u8]) {
        match &mut self.socket {
            Socket::Udp(socket) => {
                socket.send(message).await.unwrap();
            }
            // A registrar that closed the connection shows when the answer is awaited.
            Socket::Tcp { stream, .. } => drop(stream.write_all(message).await),
        }
    }

    /// One whole message: a datagram, or what Content-Length delimits.
    pub(crate) async fn receive(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Socket::Tcp { buffer, .. } = &mut self.socket
                && let Some(length) = message_length(buffer)
            {
                return Some(buffer.drain(..length).collect());
            }
            let bytes = self.receive_raw().await?;
            match &mut self.socket {
                Socket::Udp(_) => return Some(bytes),
                Socket::Tcp { buffer, .. } => buffer.extend(bytes),
            }
        }
    }

    pub(crate) async fn receive_raw(&mut self) -> Option<Vec<u8>> {
        let mut bytes = vec![0; 65_535];
        let read = match &mut self.socket {
            Socket::Udp(socket) => timeout(PATIENCE, socket.recv(&mut bytes)).await,
            Socket::Tcp { stream, .. } => timeout(PATIENCE, stream.read(&mut bytes)).await,
        };
        let length = read.ok()?.ok().filter(|length| *length > 0)?;
        bytes.truncate(length);
        Some(bytes)
    }
}

fn message_length(buffer: &[u8]) -> Option<usize> {
    let end = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&buffer[..end]);
    let body: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Length:"))
        .map_or(0, |length| length.trim().parse().unwrap());
    (buffer.len() >= end + body).then_some(end + body)
}
