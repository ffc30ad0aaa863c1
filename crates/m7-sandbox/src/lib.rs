#![doc = include_str!("../README.md")]

mod agents;
mod body;
mod builder;
mod clock;
mod control;
mod data;
mod delivery;
mod doors;
mod echo;
mod error;
mod faults;
pub mod fidelity;
mod gateway;
mod generations;
mod ids;
mod journal;
mod latency;
mod launch;
mod line;
mod listening;
mod page;
mod phones;
mod refusal;
mod reset;
mod routes;
mod sandbox;
mod seed;
mod server;
mod service;
mod shown;
mod sip_numbers;
mod snapshots;
mod stop;
mod store;
mod times;

pub use agents::{Agent, SEEDED_AGENTS};
pub use builder::Builder;
pub use clock::SandboxClock;
pub use control::names_no_page;
pub use data::Data;
pub use error::Error;
pub use faults::{
    Fault, FaultBody, FaultError, FaultRule, FaultSchedule, Faults, Moment, RuleCount,
};
pub use journal::{
    Journal, JournalEntry, JournalFault, JournalMistake, JournalPage, JournalRefusal, JournalReply,
    JournalRequest,
};
pub use latency::{Latency, LatencyError};
pub use m7_registrar::{Limits as SipLimits, Phone, PhoneError};
pub use reset::Removed;
pub use sandbox::Sandbox;
pub use seed::{Seed, SeedNumber, Seeded, SeededNumber};
pub use snapshots::Snapshot;
