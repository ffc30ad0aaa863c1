//! What the conformance runner guarantees, one behaviour a file. All over real sockets.

#![expect(
    clippy::unwrap_used,
    reason = "what fails in a test's own tools fails the test"
)]

mod a_broken_server_is_reported;
mod a_sandbox_passes_in_full;
mod faulty_scenarios_are_named;
mod no_secret_is_printed;
mod nothing_is_left_behind;
mod nothing_is_written_without_a_free_prefix;

// What the tests use.
mod runs;
mod server;
