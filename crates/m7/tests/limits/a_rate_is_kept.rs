use std::time::{Duration, Instant};

use m7::Rate;
use tokio::task::JoinSet;

use crate::counting_server::CountingServer;

/// The law that the docs of `Rate` state.
#[tokio::test(flavor = "multi_thread")]
async fn a_rate_is_kept() {
    const BURST: u32 = 5;
    let interval = Duration::from_millis(20);
    let server = CountingServer::start(Duration::ZERO).await;
    let m7 = server
        .builder()
        .rate(Rate::per_second(50).with_burst(BURST))
        .build()
        .unwrap();

    let started = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..40 {
        let sip = m7.sip();
        calls.spawn(async move { sip.list().await });
    }
    for result in calls.join_all().await {
        result.unwrap();
    }

    let arrivals = server.arrivals().await;
    assert_eq!(arrivals.len(), 40);
    // How late a request arrives depends on the machine, so only the whole is judged: it can't have
    // taken less time than the rate allows, whatever came late. What is made up for is 10 ms.
    let took = *arrivals.last().unwrap() - started + Duration::from_millis(10);
    let least = interval * (40 - BURST);
    assert!(took >= least, "{took:?} < {least:?}");
}
