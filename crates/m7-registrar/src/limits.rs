//! How much anybody may ask of a registrar.

use std::time::Duration;

/// Bounds on what is spent on strangers. The defaults suit a registrar for some ten thousand phones,
/// or one load test from one host.
///
/// ```
/// use m7_registrar::Limits;
///
/// let mut limits = Limits::default();
/// limits.max_connections = 64;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Requests a second that one address may send for long. 500.
    pub requests_per_second: u32,
    /// Requests that one address may send at once after a silence. 2,000. Beyond these, datagrams
    /// are dropped and connections are read more slowly.
    pub request_burst: u32,
    /// Requests that are worked on at the same time. 1,024; a datagram beyond them is dropped, and
    /// its phone sends it again.
    pub requests_in_flight: usize,
    /// The longest message over UDP or TCP, headers and body. 16 KiB.
    pub max_message_bytes: usize,
    /// Connections open at the same time. 1,024; one beyond them is closed.
    pub max_connections: usize,
    /// Contacts that one number may have. 5; a registration that would make more is refused.
    pub max_contacts: usize,
    /// Wrong passwords for one number from one address, after which that pair is locked out with 403.
    /// 10. It also ends the loop of a phone that tries the same wrong password for as long as it is
    /// asked, as baresip 1.0 does.
    pub wrong_passwords: u32,
    /// For how long it is locked out, by the registrar's clock. A minute.
    pub lockout: Duration,
    /// How long a nonce holds, by the registrar's clock. 60 s.
    pub nonce_life: Duration,
    /// How long a connection may take to send a whole message once it began one, or to send its
    /// first. 30 s.
    pub message_time: Duration,
    /// How long a connection may be silent between messages or pings. Two hours and a bit, since a
    /// phone need not say anything until its registration ends.
    pub idle_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_per_second: 500,
            request_burst: 2_000,
            requests_in_flight: 1_024,
            max_message_bytes: 16 * 1024,
            max_connections: 1_024,
            max_contacts: 5,
            wrong_passwords: 10,
            lockout: Duration::from_secs(60),
            nonce_life: Duration::from_secs(60),
            message_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(7_260),
        }
    }
}

impl Limits {
    /// What the parser may hold of one message.
    pub(crate) fn parsing(&self) -> sipx_sip::Limits {
        let mut limits = sipx_sip::Limits::datagram();
        limits.max_message_bytes = self.max_message_bytes;
        limits.max_body_bytes = self.max_message_bytes;
        limits.max_headers = 128;
        limits
    }

    /// Whether each is a limit and none a ban.
    pub(crate) fn is_sound(&self) -> bool {
        self.requests_per_second > 0
            && self.request_burst > 0
            && self.requests_in_flight > 0
            && self.max_contacts > 0
            && self.wrong_passwords > 0
            && self.max_message_bytes >= 1_024
            && !self.nonce_life.is_zero()
    }
}
