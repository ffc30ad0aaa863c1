use std::time::Duration;

use tokio::task::JoinSet;

use crate::counting_server::CountingServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_holds_for_all_clones() {
    let server = CountingServer::start(Duration::from_millis(2)).await;
    let m7 = server.builder().max_in_flight(3).build().unwrap();

    let mut calls = JoinSet::new();
    for _ in 0..300 {
        // A client and a facade of its own, each a clone.
        let sip = m7.clone().sip();
        calls.spawn(async move { sip.list().await });
    }
    for result in calls.join_all().await {
        result.unwrap();
    }
    // It is used to the full, too.
    assert_eq!(server.most_requests(), 3);
    // While a connection is on its way back, the next call may have opened another.
    assert!(server.most_connections() <= 6);
}

#[tokio::test]
async fn a_call_that_is_given_up_gives_its_turn_back() {
    let server = CountingServer::start(Duration::from_millis(50)).await;
    let m7 = server.builder().max_in_flight(1).build().unwrap();
    for _ in 0..3 {
        let under_way = tokio::spawn(m7.sip().list().into_future());
        let waiting = tokio::spawn(m7.sip().list().into_future());
        while server.most_requests() == 0 {
            tokio::task::yield_now().await;
        }
        waiting.abort();
        under_way.abort();
    }
    m7.sip().list().await.unwrap();
}

#[tokio::test]
async fn the_generated_client_is_not_limited() {
    let server = CountingServer::start(Duration::from_millis(100)).await;
    let m7 = server.builder().max_in_flight(1).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        let raw = m7.raw();
        calls.spawn(async move {
            let request = m7_models::SipListRequest::new();
            raw.sip_list(&request).await.unwrap();
        });
    }
    calls.join_all().await;
    assert_eq!(server.most_requests(), 8);
}
