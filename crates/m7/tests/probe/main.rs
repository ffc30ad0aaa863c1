//! What sending an ambiguous write once more as it was shows, and when it is sent.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_replay_rejection_shows_that_the_first_arrived;
mod acceptance_makes_the_second_copy_the_only_execution;
mod another_refusal_proves_nothing;
mod it_is_sent_only_where_that_is_safe;
mod lossy_proxy;
#[path = "../scripted_server/mod.rs"]
mod scripted_server;

use std::time::Duration;

use m7::testing::Sandboxed;
use m7::{Client, ClientBuilder, Probe, Reconcile, RetryPolicy};

/// Retries as by default, without the waits.
fn quick() -> RetryPolicy {
    let wait = Duration::from_millis(2);
    RetryPolicy::default().with_base(wait).with_cap(wait)
}

/// Looks for what may have been done, without the waits.
fn look() -> Reconcile {
    Reconcile::default()
        .with_settle(Duration::from_millis(60))
        .with_interval(Duration::from_millis(4))
}

/// A client that sends what is ambiguous once more as it was.
fn probing(builder: ClientBuilder) -> ClientBuilder {
    builder.probe(Probe::on()).retry(quick()).reconcile(look())
}

/// Has the client learn the server's time.
async fn knowing_the_time(builder: ClientBuilder) -> Client {
    let m7 = builder.build().unwrap();
    m7.sip().list().await.unwrap();
    assert!(m7.clock_offset().is_some());
    m7
}

/// For each request for this operation that has arrived, whether it was done.
fn done(test: &Sandboxed, operation: &str) -> Vec<bool> {
    let requests = test.requests(operation);
    requests.iter().map(|request| request.committed).collect()
}

/// For each request for this operation that has arrived, why it was refused.
fn refusals(test: &Sandboxed, operation: &str) -> Vec<Option<&'static str>> {
    let requests = test.requests(operation);
    let kind = |request: &m7::testing::JournalEntry| Some(request.refusal.as_ref()?.kind);
    requests.iter().map(kind).collect()
}
