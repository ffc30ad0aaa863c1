//! What is done after the client has given up.

use std::time::{Duration, Instant};

use m7::Client;
use m7_sandbox::{Latency, Sandbox, SandboxClock};

use crate::asked::Asked;
use crate::policy::Policy;
use crate::scene::numbers;

/// By the sandbox's clock, which stands still until it is told to go on.
const LATENCY: Duration = Duration::from_secs(7);

#[tokio::test]
async fn what_is_done_after_the_client_gave_up_was_ambiguous_and_is_done() {
    for asked in [
        Asked::Create,
        Asked::Update,
        Asked::Delete,
        Asked::Bind,
        Asked::Unbind,
    ] {
        let sandbox = Sandbox::builder()
            .latency(Latency::Fixed(LATENCY))
            .clock(SandboxClock::stopped_at(std::time::SystemTime::now()))
            .start()
            .await
            .unwrap();
        let there = asked.prepare(&sandbox).await;
        let builder = Client::builder()
            .credentials(sandbox.credentials())
            .base_url(sandbox.base_url())
            .clock(sandbox.clock().clone());
        let client = Policy::Once.configure(builder, Duration::from_millis(300));
        let error = asked
            .call(&client.build().unwrap().sip(), &there)
            .await
            .unwrap_err();
        assert!(error.is_ambiguous(), "{asked}: {error:?}");
        let is_done = async || asked.is_done(&numbers(&sandbox).await, &there, None);
        assert!(!is_done().await, "{asked}");
        let deadline = Instant::now() + Duration::from_secs(30);
        while !is_done().await {
            assert!(Instant::now() < deadline, "{asked}: it was never done");
            // Also for a request that was slow to arrive.
            sandbox.clock().advance(LATENCY);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
