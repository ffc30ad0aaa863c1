//! Several SIP numbers by one command, and passwords that are made up.

#![cfg(unix)]

#[path = "../roster/fleet.rs"]
mod fleet;
#[path = "../m7/mod.rs"]
mod m7;
#[path = "../roster/phones.rs"]
mod phones;
#[path = "../roster/terminal.rs"]
mod terminal;

mod a_dry_run_writes_nothing;
mod a_password_is_rotated;
mod a_range_is_created_once;
mod what_takes_away_asks_first;
