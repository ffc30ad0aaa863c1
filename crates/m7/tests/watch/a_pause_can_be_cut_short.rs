use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use m7::testing::Sandboxed;

use crate::scripted_server::{Answer, ScriptedServer, json};

const LIST: &str = r#"{"success":true,"code":"200","message":"requestSuccess","data":[]}"#;
const SELDOM: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn by_who_has_no_time_for_it() {
    let test = Sandboxed::start().await.unwrap();
    let mut watch = test.client().sip().watch(SELDOM);
    assert_eq!((watch.looking_for(), watch.pausing_for()), (None, None));
    watch.look().await.unwrap();
    assert!(watch.pausing_for().unwrap() > SELDOM / 2);
    let begun = Instant::now();
    watch.look_now();
    assert_eq!(watch.pausing_for(), None);
    watch.look().await.unwrap();
    assert!(begun.elapsed() < SELDOM / 2);
}

#[tokio::test]
async fn but_not_one_that_the_server_asks_for() {
    let lists = AtomicUsize::new(0);
    let server = ScriptedServer::start(move |_| {
        if lists.fetch_add(1, Ordering::SeqCst) > 0 {
            return Answer::KeepAlive(json(200, LIST));
        }
        let head = "HTTP/1.1 503 Whatever\r\nretry-after: 1000000\r\ncontent-length: 0\r\n\r\n";
        Answer::KeepAlive(head.into())
    })
    .await;
    let mut watch = server.client().sip().watch(Duration::from_millis(5));
    watch.look().await.unwrap_err();
    watch.look_now();
    let pause = watch.pausing_for().unwrap();
    // And that not for days.
    assert!(pause > m7::sip::LONGEST_REST / 2, "{pause:?}");
    assert!(pause <= m7::sip::LONGEST_REST, "{pause:?}");
}

#[tokio::test]
async fn a_look_under_way_says_for_how_long() {
    let server = ScriptedServer::start(|_| Answer::BytesThenSilence(Vec::new())).await;
    let mut watch = server.client().sip().watch(SELDOM);
    let patience = Duration::from_millis(50);
    tokio::time::timeout(patience, watch.look())
        .await
        .unwrap_err();
    assert!(watch.looking_for().unwrap() >= patience / 2);
    assert_eq!(watch.pausing_for(), None);
}
