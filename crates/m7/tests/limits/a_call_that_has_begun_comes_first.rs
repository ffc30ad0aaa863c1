use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use m7::RetryPolicy;
use tokio::task::JoinSet;

use crate::scripted_server::{Answer, ScriptedServer, json};

/// Its time runs, and that of those which wait for their first turn doesn't: at the end of a long
/// queue, each further attempt would come too late.
#[tokio::test]
async fn a_call_that_has_begun_comes_first() {
    const QUEUE: usize = 200;
    let list = r#"{"success":true,"code":"200","message":"requestSuccess","data":[]}"#;
    let has_failed = AtomicBool::new(false);
    let server = ScriptedServer::start(move |_| {
        let status = if has_failed.swap(true, Ordering::SeqCst) {
            200
        } else {
            503
        };
        Answer::KeepAlive(json(status, list))
    })
    .await;
    let m7 = server
        .builder()
        .retry(RetryPolicy::default().with_base(Duration::from_millis(1)))
        .max_in_flight(1)
        .build()
        .unwrap();
    let mut calls = JoinSet::new();
    for number in 0..QUEUE {
        calls.spawn(m7.sip().list().number(number.to_string()).into_future());
    }
    for result in calls.join_all().await {
        result.unwrap();
    }
    let seen = server.seen();
    assert_eq!(seen.len(), QUEUE + 1);
    let first = &seen[0].body;
    let again = seen.iter().rposition(|request| request.body == *first);
    assert!(again.unwrap() < QUEUE / 2, "{again:?}");
}
