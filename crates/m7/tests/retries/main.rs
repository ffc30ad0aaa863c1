//! What is sent again, how often, and when.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../scripted_server/mod.rs"]
mod scripted_server;

mod a_budget_bounds_what_is_sent_again;
mod a_call_keeps_to_its_deadline;
mod a_create_is_sent_again_only_if_nothing_was_done;
mod a_refused_signature_is_made_anew;
mod a_wait_that_the_server_asks_for_is_kept;
mod an_earlier_attempt_keeps_a_write_ambiguous;
mod what_failed_on_the_way_is_sent_again;

use std::time::Duration;

use m7::{Client, ClientBuilder, Reconcile, RetryPolicy};
use m7_sandbox::{Fault, FaultBody, FaultRule, FaultSchedule, Moment, Sandbox};

/// Waits that no test notices.
const QUICK: Duration = Duration::from_millis(2);

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Retries as by default, without the waits.
fn quick() -> RetryPolicy {
    RetryPolicy::default().with_base(QUICK).with_cap(QUICK)
}

/// A sandbox where this goes wrong.
async fn sandbox(faults: impl Into<FaultSchedule>) -> Sandbox {
    Sandbox::builder().faults(faults).start().await.unwrap()
}

/// A client that doesn't wait long, and doesn't look for what may have been done.
fn builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder()
        .credentials(sandbox.credentials())
        .base_url(sandbox.base_url())
        .retry(quick())
        .reconcile(Reconcile::never())
}

async fn faulty(faults: impl Into<FaultSchedule>) -> (Client, Sandbox) {
    let sandbox = sandbox(faults).await;
    (builder(&sandbox).build().unwrap(), sandbox)
}

/// How many requests have arrived.
fn arrived(sandbox: &Sandbox) -> usize {
    sandbox.journal().entries_after(0).len()
}

/// An HTTP status before anything is done.
fn status(code: u16) -> Fault {
    Fault::Status {
        code,
        when: Moment::BeforeCommit,
        body: FaultBody::Html,
        retry_after_seconds: None,
    }
}

/// This fault for the first requests, as many as `times`.
fn first(times: u64, fault: Fault) -> FaultRule {
    FaultRule::new(fault).times(times)
}
