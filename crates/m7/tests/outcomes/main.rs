//! What a call's outcome says is what really became of it, whatever goes wrong: held against the
//! journal and the data of a sandbox.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and its own mistakes too"
)]

mod asked;
mod faults;
mod late;
mod ledger;
mod matrix;
mod on_the_wire;
mod peer;
mod policy;
mod random;
mod reused_connections;
mod scene;
mod schedule;
mod table;
mod verdict;
