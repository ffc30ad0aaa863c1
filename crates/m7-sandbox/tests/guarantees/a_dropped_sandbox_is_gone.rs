use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use m7_sandbox::Sandbox;
use tokio::time;

use crate::caller::{Caller, LIST, fresh};
use crate::wire;

#[tokio::test]
async fn a_dropped_sandbox_is_gone() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let address = sandbox.address();
    let mut idle = TcpStream::connect(address).unwrap();
    drop(sandbox);

    assert!(TcpStream::connect(address).is_err());
    // Open connections went with it.
    let mut nothing = [0];
    assert!(matches!(idle.read(&mut nothing), Ok(0) | Err(_)));
}

#[tokio::test]
async fn it_can_be_dropped_while_clients_are_busy() {
    for _ in 0..20 {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let caller = Caller::new(&sandbox);
        caller.create("1");
        let address = sandbox.address();
        let busy = thread::spawn(move || {
            // Whatever becomes of them, none may keep the sandbox from going.
            for number in 0..50 {
                let (timestamp, nonce) = fresh();
                let request = wire::post(LIST, &caller.signed(timestamp, nonce), "{}");
                let Ok(mut stream) = TcpStream::connect(address) else {
                    return number;
                };
                let _ = stream.write_all(request.as_bytes());
                let _ = stream.read_to_end(&mut Vec::new());
            }
            50
        });
        thread::sleep(Duration::from_millis(3));
        drop(sandbox);
        assert!(TcpStream::connect(address).is_err());
        busy.join().unwrap();
    }
}

#[tokio::test]
async fn a_request_that_is_under_way_is_answered_before_a_shutdown() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let address = sandbox.address();
    let (timestamp, nonce) = fresh();
    let request = wire::post(LIST, &caller.signed(timestamp, nonce), "{}");
    let (first, last) = request.split_at(request.len() - 1);
    let mut stream = wire::connect(address);
    stream.write_all(first.as_bytes()).unwrap();
    // The sandbox has the head now, and waits for the body's last byte.
    while caller.call(LIST, &serde_json::json!({})).status != 200 {}
    thread::sleep(Duration::from_millis(100));

    let shutdown = tokio::spawn(sandbox.shutdown());
    while TcpStream::connect(address).is_ok() {
        time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!shutdown.is_finished());
    stream.write_all(last.as_bytes()).unwrap();
    let response = wire::read_to_end(stream);
    assert_eq!(wire::parts(&response).0, 200);
    shutdown.await.unwrap();
}

/// Requests that never become whole: of the first the head, of the second the body is cut short.
const CUT_SHORT: [&str; 2] = [
    "POST /openapi/v1/call/sip/list HTTP/1.1\r\nhost: sandbox\r\n",
    "POST /openapi/v1/call/sip/list HTTP/1.1\r\nhost: sandbox\r\ncontent-length: 10\r\n\r\n{",
];

/// A sandbox that has received the beginning of a request, and no more of it.
async fn sandbox_with(beginning: &str) -> (Sandbox, TcpStream) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let mut stream = wire::connect(sandbox.address());
    stream.write_all(beginning.as_bytes()).unwrap();
    // A later request is answered, so this one has been read.
    Caller::new(&sandbox).list(&serde_json::json!({}));
    thread::sleep(Duration::from_millis(100));
    (sandbox, stream)
}

#[tokio::test]
async fn a_shutdown_that_nobody_waits_for_any_more_ends_at_once() {
    for beginning in CUT_SHORT {
        let (sandbox, _stream) = sandbox_with(beginning).await;
        let address = sandbox.address();
        let started = Instant::now();
        let outcome = time::timeout(Duration::from_millis(100), sandbox.shutdown()).await;
        let took = started.elapsed();
        assert!(outcome.is_err(), "{beginning:?} was not waited for");
        assert!(took < Duration::from_millis(1500), "{took:?}");
        assert!(TcpStream::connect(address).is_err());
    }
}

#[tokio::test]
async fn a_shutdown_does_not_wait_long_for_half_a_request() {
    for beginning in CUT_SHORT {
        let (sandbox, stream) = sandbox_with(beginning).await;
        let started = Instant::now();
        sandbox.shutdown().await;
        let took = started.elapsed();
        assert!(took < Duration::from_secs(10), "{beginning:?}: {took:?}");
        // Who sent a whole head is told.
        let told = wire::read_to_end(stream);
        assert_eq!(
            told.starts_with("HTTP/1.1 408 "),
            beginning.ends_with('{'),
            "{told}"
        );
    }
}
