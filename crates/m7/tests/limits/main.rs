//! A client sends no more at a time, and no faster, than it is told to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod counting_server;
#[path = "../scripted_server/mod.rs"]
mod scripted_server;

mod a_call_that_has_begun_comes_first;
mod a_call_that_nobody_polls_holds_no_other_up;
mod a_limit_holds_for_all_clones;
mod a_rate_is_kept;
mod limits_are_checked_before_a_client_is_made;
mod ten_thousand_calls_at_once_succeed;
mod time_in_the_queue_is_told_apart;
