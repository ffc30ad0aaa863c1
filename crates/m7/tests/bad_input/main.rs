//! What can't be right is named, with what to do about it, and no secret is quoted.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_clock_that_was_never_set_is_named;
mod a_proxy_that_fails_is_named;
mod arguments_are_refused;
mod process;
mod running_out_of_files_is_named;
#[path = "../scripted_server/mod.rs"]
mod scripted_server;
mod settings_are_refused;
mod what_stands_in_the_service_s_place_is_named;
