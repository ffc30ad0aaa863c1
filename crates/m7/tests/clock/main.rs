//! Requests are signed by the server's time, whatever this machine's clock shows.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_clock_that_is_off_costs_one_refusal_at_most;
mod a_report_shows_how_far_the_clocks_are_apart;
mod a_step_of_either_clock_is_followed;
mod a_wrong_sample_does_no_harm;
mod a_wrong_time_is_forgotten_by_refusals_that_tell_none;
mod off_clock;
mod without_a_server_s_time_the_clock_is_named;

#[path = "../scripted_server/mod.rs"]
mod scripted_server;
