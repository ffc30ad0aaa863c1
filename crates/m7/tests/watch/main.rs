//! What becomes of an account's numbers is seen: waited for, and watched.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../scripted_server/mod.rs"]
mod scripted_server;

mod a_failed_poll_loses_and_doubles_nothing;
mod a_look_brings_a_whole_poll;
mod a_pause_can_be_cut_short;
mod a_wait_ends_when_it_is_so;
mod a_wait_says_what_it_saw_last;
mod each_change_is_told;
mod no_look_comes_too_soon;
