//! No secret is shown: no password, secret key or sign is in a `Debug`, a `Display`, a source of an
//! error, an observer's event or a trace, of this crate or of one that it uses.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod nothing_of_any_call;
mod nothing_that_a_server_echoes;
mod printed;
mod scanner;
#[path = "../scripted_server/mod.rs"]
mod scripted_server;
