//! Why a registrar doesn't start.

use std::io;
use std::net::SocketAddr;

use thiserror::Error;

/// Why a registrar doesn't start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// An address can't be listened on.
    #[error("can't listen for SIP over {transport} on {address}")]
    Listen {
        /// `UDP` or `TCP`.
        transport: &'static str,
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The realm can't stand in a challenge, or not so that phones read it right: few undo the escape
    /// of a quotation mark or a backslash as RFC 3261 §25.1 has it.
    #[error(
        "the realm must be visible text without quotation marks and backslashes, not {realm:?}"
    )]
    Realm {
        /// What was asked for.
        realm: String,
    },
    /// The times of expiry contradict each other.
    #[error(
        "the times of expiry must be whole seconds with 1 s ≤ min ≤ default ≤ max and min ≤ 3600 s"
    )]
    Expiry,
    /// A limit is zero that can't be.
    #[error("a limit is so low that nobody could register")]
    Limits,
    /// The system gives no random numbers for the key that nonces are sealed with.
    #[error("the system gives no random numbers")]
    Random {
        /// What the system says.
        source: getrandom::Error,
    },
}
