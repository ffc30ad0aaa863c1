//! `m7 sip wait` and `m7 sip watch`, as a person or a script uses them.

#![cfg(unix)]

#[path = "../m7/mod.rs"]
mod m7;

#[path = "../output/schema.rs"]
#[allow(dead_code, reason = "another test binary uses the rest")]
mod schema;

#[path = "../roster/terminal.rs"]
mod terminal;

mod account;

mod a_live_table_gives_the_terminal_back;
mod a_wait_ends_when_it_is_so;
mod a_wait_shows_how_it_goes;
mod a_wait_that_is_in_vain_says_who_is_missing;
mod changes_are_told_as_they_happen;
mod looks_that_fail_are_not_the_end;
