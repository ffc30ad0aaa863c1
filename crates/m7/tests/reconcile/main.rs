//! What a client finds out about a write that may have taken effect.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../scripted_server/mod.rs"]
mod scripted_server;

mod a_change_is_looked_for;
mod a_create_is_looked_for;
mod a_removal_is_looked_for;
mod creates_of_one_number_are_told_apart;

use std::time::Duration;

use m7::testing::{Fault, Moment, Sandboxed};
use m7::{ClientBuilder, Reconcile, RetryPolicy};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Long enough for what is there to show.
const SETTLE: Duration = Duration::from_millis(60);

/// Looks and retries without the waits.
fn quick(test: &Sandboxed) -> ClientBuilder {
    test.builder().retry(hasty()).reconcile(look())
}

fn hasty() -> RetryPolicy {
    let wait = Duration::from_millis(2);
    RetryPolicy::default().with_base(wait).with_cap(wait)
}

fn look() -> Reconcile {
    Reconcile::default()
        .with_settle(SETTLE)
        .with_interval(Duration::from_millis(4))
}

/// Ways not to learn what became of a request.
fn losses(when: Moment) -> [Fault; 3] {
    [
        Fault::Reset(when),
        Fault::Html(when),
        Fault::Status {
            code: 502,
            when,
            body: m7::testing::sandbox::FaultBody::Html,
            retry_after_seconds: None,
        },
    ]
}
