use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use m7::Client;

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
