//! What a client shows of its calls: spans and events of `tracing`, and the events of an observer.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_call_and_its_attempts_are_spans;
mod an_attempt_that_is_made_again_shows_why;
mod an_observer_is_told_of_attempts_and_calls;
mod recorded;
#[path = "../scripted_server/mod.rs"]
mod scripted_server;
