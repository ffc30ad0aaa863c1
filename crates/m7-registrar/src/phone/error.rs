//! Why a phone isn't registered.

use std::io;
use std::net::SocketAddr;

use thiserror::Error;

/// Why a phone isn't registered, or doesn't know whether it is.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PhoneError {
    /// The number has characters that a SIP address hasn't, or none.
    #[error("{number:?} can't stand in a SIP address")]
    Number {
        /// What was given.
        number: String,
    },
    /// There is no way to the registrar: nobody listens there, or the connection broke.
    #[error("can't reach a registrar at {registrar}")]
    Line {
        /// Where it should be.
        registrar: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The registrar didn't answer in time.
    #[error("the registrar at {registrar} doesn't answer")]
    Silent {
        /// Where it should be.
        registrar: SocketAddr,
    },
    /// The registrar said no.
    #[error("the registrar refuses {number}: {status} {reason}")]
    Refused {
        /// Who was refused.
        number: String,
        /// 401 for a wrong password or an unknown number, 403 for too many of either or too many
        /// contacts, 423 for too short a time; and what else RFC 3261 §21 has.
        status: u16,
        /// What it said to that.
        reason: String,
    },
    /// The registrar's answer has nothing in it that could be answered in turn.
    #[error("the registrar asks for what this phone can't do")]
    Unusable,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random {
        /// What it says.
        source: getrandom::Error,
    },
}
