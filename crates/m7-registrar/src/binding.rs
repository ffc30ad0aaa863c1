//! Where a number can be reached: one contact of it, and what is known of the phone behind it.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

/// One contact of a number (RFC 3261 §10.3: a binding of its address-of-record).
///
/// A store keeps these as they are; what becomes of them is decided by the registrar. One whose
/// [`expires_at`](Self::expires_at) has come counts for nothing, whether it was removed or not:
/// ask [`is_current`](Self::is_current).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Binding {
    /// The contact's URI as the phone wrote it: `sip:2004@192.0.2.7:5060;transport=tcp`.
    pub contact: String,
    /// The contact's preference among its number's, as it was written: `0.7` (RFC 3261 §20.10).
    pub q: Option<String>,
    /// The Call-ID of the request that set it last, which with the next decides what is newer.
    pub call_id: String,
    /// The `CSeq` number of that request.
    pub cseq: u32,
    /// The address that the request came from: behind a NAT, its outside.
    pub source: SocketAddr,
    /// What the request came over.
    pub transport: Transport,
    /// The `User-Agent` of the request, without control characters and at most 255 characters long.
    pub user_agent: Option<String>,
    /// When the contact was registered first, without a gap since.
    pub registered_at: SystemTime,
    /// When it was registered last.
    pub refreshed_at: SystemTime,
    /// When it ends unless it is refreshed.
    pub expires_at: SystemTime,
}

/// What carries SIP here (RFC 3261 §18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A connection.
    Tcp,
}

impl Binding {
    /// A binding that was registered at `registered_at` and not since; for a store that reads what
    /// it wrote, the other fields are public.
    pub fn new(
        contact: impl Into<String>,
        source: SocketAddr,
        transport: Transport,
        registered_at: SystemTime,
        expires_at: SystemTime,
    ) -> Self {
        Self {
            contact: contact.into(),
            q: None,
            call_id: String::new(),
            cseq: 0,
            source,
            transport,
            user_agent: None,
            registered_at,
            refreshed_at: registered_at,
            expires_at,
        }
    }

    /// Whether it still counts at `now`.
    pub fn is_current(&self, now: SystemTime) -> bool {
        self.expires_at > now
    }

    /// How long it counts yet, as of `now`.
    pub fn remaining(&self, now: SystemTime) -> Duration {
        self.expires_at.duration_since(now).unwrap_or_default()
    }
}

impl Transport {
    /// Its name in a Via: `UDP` or `TCP`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        }
    }
}
