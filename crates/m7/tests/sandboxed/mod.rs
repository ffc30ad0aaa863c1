//! A client and the sandbox that it talks to.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test is a crate of its own, and uses a part of this"
)]

use m7_sandbox::Sandbox;

/// The agent that the sandbox seeds.
pub const AGENT_ID: &str = "5feb148e19a5207b5020e728";

/// A client of a sandbox of its own, which lives as long as it is held.
pub async fn client() -> (m7::Client, Sandbox) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    (builder(&sandbox).build().unwrap(), sandbox)
}

/// A client of this sandbox, to be configured further.
pub fn builder(sandbox: &Sandbox) -> m7::ClientBuilder {
    m7::Client::builder()
        .credentials(sandbox.credentials())
        .base_url(sandbox.base_url())
}
