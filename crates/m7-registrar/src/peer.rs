//! Whom a request came from.

use std::net::SocketAddr;

use crate::Transport;

/// The sender of a request as seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) source: SocketAddr,
    pub(crate) transport: Transport,
}
