//! The listening socket: it can stop to listen, without losing its address, and listen again.

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time;

/// How long to wait when the system has no more sockets to give.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(50);

/// How many connections the system keeps until they are accepted.
const BACKLOG: u32 = 1024;

/// What the listening socket is to do.
pub(crate) enum Order {
    /// Refuse connections for so long.
    Refuse(Duration),
    /// Accept them.
    Listen,
}

/// An order, and whom to tell that it is carried out.
pub(crate) type Ordered = (Order, oneshot::Sender<()>);

/// Tells the listening socket what to do.
#[derive(Clone)]
pub(crate) struct Doorman(mpsc::UnboundedSender<Ordered>);

/// Both ends: who gives orders, and where the server gets them.
pub(crate) fn doorman() -> (Doorman, mpsc::UnboundedReceiver<Ordered>) {
    let (orders, ordered) = mpsc::unbounded_channel();
    (Doorman(orders), ordered)
}

impl Doorman {
    /// Orders are carried out one after the other, in the order in which they are given.
    pub(crate) fn order(&self, order: Order) -> Pending {
        let (done, is_done) = oneshot::channel();
        // A sandbox that has stopped listens to nobody.
        let _ = self.0.send((order, done));
        Pending(is_done)
    }
}

/// An order that was given.
pub(crate) struct Pending(oneshot::Receiver<()>);

impl Pending {
    /// Waits until it is carried out, or nobody is there any more who could.
    pub(crate) async fn carried_out(self) {
        let _ = self.0.await;
    }
}

/// The listening socket.
pub(crate) struct Listening {
    address: SocketAddr,
    socket: Socket,
}

enum Socket {
    Accepting(TcpListener),
    /// Bound and not listening: who connects is refused, and nobody else gets the address.
    Refusing(TcpSocket),
    /// There was no socket to be had.
    Lost,
}

impl Listening {
    pub(crate) fn new(listener: StdListener) -> io::Result<Self> {
        Ok(Self {
            address: listener.local_addr()?,
            socket: Socket::Accepting(TcpListener::from_std(listener)?),
        })
    }

    /// The next connection; none as long as they are refused.
    pub(crate) async fn accept(&self) -> TcpStream {
        let Socket::Accepting(listener) = &self.socket else {
            return std::future::pending().await;
        };
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    // Replies are written whole: waiting for more would only delay them.
                    let _ = stream.set_nodelay(true);
                    return stream;
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection couldn't be accepted");
                    time::sleep(OUT_OF_SOCKETS).await;
                }
            }
        }
    }

    /// Stops to listen. Who waits to be accepted is reset.
    pub(crate) fn refuse(&mut self) {
        if let Socket::Refusing(_) = self.socket {
            return;
        }
        self.socket = Socket::Lost;
        match bind(self.address) {
            Ok(socket) => self.socket = Socket::Refusing(socket),
            Err(error) => tracing::warn!(%error, "the address couldn't be kept"),
        }
    }

    /// Listens again.
    pub(crate) fn listen(&mut self) {
        let socket = match std::mem::replace(&mut self.socket, Socket::Lost) {
            Socket::Refusing(socket) => Ok(socket),
            Socket::Lost => bind(self.address),
            accepting @ Socket::Accepting(_) => {
                self.socket = accepting;
                return;
            }
        };
        match socket.and_then(|socket| socket.listen(BACKLOG)) {
            Ok(listener) => self.socket = Socket::Accepting(listener),
            Err(error) => tracing::error!(%error, "the address can't be listened on again"),
        }
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // Connections of before may still be closing.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
