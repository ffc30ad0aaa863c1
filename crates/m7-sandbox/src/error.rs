//! What can go wrong for whoever runs a sandbox. What goes wrong for its clients is a refusal.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use m7_auth::CredentialsError;
use thiserror::Error;

use crate::FaultError;
use crate::store::StoreError;

/// Why a sandbox can't be started or doesn't do what its owner asks of it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The address can't be listened on: it is taken, or isn't this machine's.
    #[error("can't listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The data file can't be made or opened.
    #[error("can't open the data file {}", path.display())]
    DataFile {
        /// The path that was asked for.
        path: PathBuf,
        /// What the system or `SQLite` said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The file is no `SQLite` database, or one of another program. It was left as it is.
    #[error(
        "{} is not a sandbox's data: give another path, or move the file away",
        path.display()
    )]
    NotASandbox {
        /// The path that was asked for.
        path: PathBuf,
    },
    /// The data was written by a later version of this crate. It was left as it is.
    #[error(
        "{} has data of version {found}, and this sandbox knows versions up to {known}: use a \
         newer one, or another path",
        path.display()
    )]
    NewerData {
        /// The path that was asked for.
        path: PathBuf,
        /// The version that the file says.
        found: i64,
        /// The newest version that this crate knows.
        known: i64,
    },
    /// Credentials that are stored or were to be made can't be used.
    #[error("the account {appkey} can't be used")]
    Account {
        /// Its appkey.
        appkey: String,
        /// What is wrong with it.
        source: CredentialsError,
    },
    /// The builder was given two secrets for one appkey.
    #[error("the account {appkey} was given twice")]
    AccountGivenTwice {
        /// Its appkey.
        appkey: String,
    },
    /// The sandbox has no account with this appkey.
    #[error("the sandbox has no account {appkey}")]
    UnknownAccount {
        /// The appkey that was asked for.
        appkey: String,
    },
    /// The account has no such number.
    #[error("the account {appkey} has no number {number}")]
    UnknownNumber {
        /// The account's appkey.
        appkey: String,
        /// The number that was asked for.
        number: String,
    },
    /// What a phone was said to register from is no `address:port`. An IPv6 address stands in
    /// brackets, and the port isn't 0.
    #[error(
        "{client_url:?} is no address:port that a phone could register from, like 192.0.2.7:5060"
    )]
    ClientUrl {
        /// What was said, up to 64 characters of it.
        client_url: String,
    },
    /// What numbers were to show as their SIP server is no `host:port`: a name or an address, and a
    /// port that isn't 0. An IPv6 address stands in brackets.
    #[error("{sip_public:?} is no host:port of a SIP server, like sip.example.com:5060")]
    SipPublic {
        /// What was said.
        sip_public: String,
    },
    /// Phones can't register: the address is taken or isn't this machine's, or the realm or a limit
    /// can't be used.
    #[error("can't serve SIP")]
    Sip(#[source] m7_registrar::Error),
    /// The builder was given a fault schedule that can't be used.
    #[error("can't use the faults that were ordered")]
    Faults(#[source] FaultError),
    /// Something in a seed can't be added, and so nothing was.
    #[error("{path}: {reason}")]
    Seed {
        /// Where in the seed, for example `numbers[17].agentId`.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such snapshot.
    #[error("there is no snapshot {id:?}: it was given up, or the sandbox was started anew")]
    UnknownSnapshot {
        /// What was asked for, up to 32 characters of it.
        id: String,
    },
    /// There is no room for one more snapshot.
    #[error("{capacity} snapshots are kept already: give one up first")]
    TooManySnapshots {
        /// How many can be kept.
        capacity: u64,
    },
    /// The operating system gave no thread, no runtime or no random numbers.
    #[error("can't get what a sandbox needs from the operating system")]
    System(#[source] io::Error),
    /// The data couldn't be read or written.
    #[error("can't read or write the sandbox's data")]
    Data(#[source] Box<dyn StdError + Send + Sync>),
    /// The sandbox has stopped.
    #[error("the sandbox has stopped")]
    Stopped,
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stopped => Self::Stopped,
            StoreError::Sqlite(error) => Self::Data(Box::new(error)),
        }
    }
}
