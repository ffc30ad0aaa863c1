use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use m7::{Client, RetryPolicy};

use crate::each_change_is_told::next;
use crate::scripted_server::{Answer, ScriptedServer, json};

const LIST: &str = r#"{"success":true,"code":"200","message":"requestSuccess","data":[]}"#;
const OFTEN: Duration = Duration::from_millis(5);

/// When each list arrived.
type Looks = Arc<Mutex<Vec<Instant>>>;

/// Refuses the first list, and asks for a second of peace.
async fn wants_peace() -> (Client, Looks) {
    let looks = Looks::default();
    let seen = Arc::clone(&looks);
    let server = ScriptedServer::start(move |_| {
        let mut looks = seen.lock().unwrap();
        looks.push(Instant::now());
        if looks.len() > 1 {
            return Answer::KeepAlive(json(200, LIST));
        }
        let head = "HTTP/1.1 503 Whatever\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";
        Answer::KeepAlive(head.into())
    })
    .await;
    (server.client(), looks)
}

fn kept_peace(looks: &Looks) {
    let looks = looks.lock().unwrap();
    let pause = looks[1].duration_since(looks[0]);
    assert!(pause >= Duration::from_secs(1), "{pause:?}");
}

#[tokio::test]
async fn a_wait_leaves_the_server_in_peace_that_asks_for_it() {
    let (m7, looks) = wants_peace().await;
    let wait = m7.sip().wait_gone("2004").every(OFTEN);
    wait.within(Duration::from_secs(30)).await.unwrap();
    kept_peace(&looks);
}

#[tokio::test]
async fn a_watch_leaves_the_server_in_peace_that_asks_for_it() {
    let (m7, looks) = wants_peace().await;
    let mut watch = m7.sip().watch(OFTEN);
    next(&mut watch).await.unwrap_err();
    let quiet = async {
        while looks.lock().unwrap().len() < 2 {
            let _ = tokio::time::timeout(OFTEN, watch.next()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), quiet)
        .await
        .unwrap();
    kept_peace(&looks);
}

/// No pause at all is as much a mistake as it is a wish: it would be as many requests as there can be.
#[tokio::test]
async fn without_a_pause_there_is_a_pause() {
    const TIME: Duration = Duration::from_millis(300);
    let looks = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&looks);
    let server = ScriptedServer::start(move |_| {
        seen.fetch_add(1, Ordering::SeqCst);
        Answer::KeepAlive(json(200, LIST))
    })
    .await;
    let m7 = server.builder().retry(RetryPolicy::never()).build();
    let sip = m7.unwrap().sip();
    let started = Instant::now();
    let wait = sip.wait_registered("2004").every(Duration::ZERO);
    wait.within(TIME).await.unwrap_err();
    let mut watch = sip.watch(Duration::ZERO);
    let _ = tokio::time::timeout(TIME, watch.next()).await;
    let most = started.elapsed().as_millis() / OFTEN.as_millis() + 2;
    let looks = looks.load(Ordering::SeqCst) as u128;
    assert!(looks <= most, "{looks} > {most}");
}
