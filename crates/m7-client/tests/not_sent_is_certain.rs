//! A request that is said not to have been sent never arrives, however close it was.

mod local_server;

use std::collections::HashSet;
use std::time::Duration;

use local_server::{LocalServer, NOTHING, header};
use m7_client::Failure;
use m7_models::SipListRequest;

/// Calls are given up at every moment between before and after they leave, on several threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_was_not_sent_never_arrives() {
    let server = LocalServer::answering(NOTHING, Duration::from_millis(2)).await;
    let client = server.client(LocalServer::transport());
    let calls = (0..1500_u64).map(|call| {
        let (sender, attempt) = client.clone().with_timeout(time_of(call)).observed();
        tokio::spawn(async move {
            let request = SipListRequest::new();
            let failure = match sender.sip_list(&request).await {
                Ok(_) => None,
                Err(error) => Some(Failure::of(error, &attempt).await),
            };
            (attempt, failure)
        })
    });
    // Some at a time, so that connections are made as well as used again.
    let (mut not_sent, mut sent) = (HashSet::new(), HashSet::new());
    let mut calls = calls.peekable();
    while calls.peek().is_some() {
        let batch: Vec<_> = calls.by_ref().take(50).collect();
        for call in batch {
            let (attempt, failure) = call.await.unwrap();
            let sign = attempt.signed().unwrap().sign().to_owned();
            let said_not_sent = matches!(failure, Some(Failure::NotSent { .. }));
            assert_eq!(said_not_sent, !attempt.was_sent());
            if said_not_sent {
                not_sent.insert(sign);
            } else {
                sent.insert(sign);
            }
        }
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let arrived: HashSet<String> = server
        .heads()
        .iter()
        .map(|head| header(head, "m7-sign").unwrap().to_owned())
        .collect();

    assert!(not_sent.len() > 20, "only {} were not sent", not_sent.len());
    assert!(sent.len() > 20, "only {} were sent", sent.len());
    assert_eq!(arrived.intersection(&not_sent).collect::<Vec<_>>(), [""; 0]);
}

/// From nothing up to 3 ms, and for every tenth call enough on the slowest machine.
fn time_of(call: u64) -> Duration {
    if call.is_multiple_of(10) {
        Duration::from_secs(10)
    } else {
        Duration::from_micros(call * 7 % 3000)
    }
}
