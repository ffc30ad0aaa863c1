use std::time::Duration;

use m7::testing::{Latency, SandboxClock, Sandboxed};

use crate::counting_server::CountingServer;

const PACE: Duration = Duration::from_millis(60);

#[tokio::test]
async fn a_call_that_waits_says_how_long_and_does_not_count_it() {
    let server = CountingServer::start(PACE).await;
    let m7 = server.builder().max_in_flight(1).build().unwrap();
    let first = tokio::spawn(m7.sip().list().into_future());
    while server.most_requests() == 0 {
        tokio::task::yield_now().await;
    }
    let second = tokio::spawn(m7.sip().list().into_future());
    let third = tokio::spawn(m7.sip().list().into_future());

    let first = first.await.unwrap().unwrap().call;
    let second = second.await.unwrap().unwrap().call;
    let third = third.await.unwrap().unwrap().call;
    assert_eq!(first.queued(), Duration::ZERO);
    assert!(!first.to_string().contains("queued"), "{first}");
    // It came when the first had arrived, so it waited for no more than its pace, and the reply.
    assert!(second.queued() > Duration::ZERO, "{second}");
    assert!(third.queued() >= PACE, "{third}");
    assert!(third.queued() > second.queued(), "{second}; {third}");
    assert!(third.to_string().contains(", queued "), "{third}");
    // Two replies came before its own began: counted in, it would be three paces.
    assert!(third.elapsed() >= PACE, "{third}");
    assert!(third.queued() >= second.elapsed(), "{second}; {third}");
}

/// The timeout is for the attempt, not for the queue before it; the same goes for the network's
/// share of its time.
#[tokio::test]
async fn no_timeout_runs_while_a_call_waits() -> Result<(), m7::Error> {
    let latency = Latency::Fixed(Duration::from_millis(200));
    let test = Sandboxed::with(|sandbox| sandbox.latency(latency).clock(SandboxClock::system()))
        .await
        .unwrap();
    let m7 = test.builder().max_in_flight(1).build()?;
    // Less than all of them take, and far more than one does.
    let timeout = Duration::from_secs(3);
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(m7.sip().list().timeout(timeout).into_future()))
        .collect();
    let mut longest = Duration::ZERO;
    for call in calls {
        let call = call.await.unwrap()?.call;
        longest = longest.max(call.queued());
        // What the server didn't take, the network did: none of it is the queue's.
        let server = call.gateway().unwrap() + call.business().unwrap();
        let expected = call.elapsed().saturating_sub(server);
        assert_eq!(call.network(), Some(expected), "{call}");
    }
    assert!(longest > timeout, "{longest:?}");
    Ok(())
}
