use std::collections::HashSet;
use std::io::Write as _;
use std::net::Shutdown;
use std::thread;
use std::time::{Duration, Instant};

use m7_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, LIST, fresh};
use crate::wire;

#[tokio::test]
async fn what_is_no_http_is_answered_or_closed_and_others_go_on() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for garbage in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", // TLS on a plain port
        b"REGISTER sip:127.0.0.1 SIP/2.0\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        b"POST\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"\r\n\r\n\r\n",
    ] {
        let mut stream = wire::connect(sandbox.address());
        stream.write_all(garbage).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let answer = wire::read_to_end(stream);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.") && !answer.contains(" 200 "),
            "{answer}"
        );
        caller.call(LIST, &json!({})).data();
    }
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let mut stream = wire::connect(sandbox.address());
    stream.write_all(b"POST / HTTP/1.1\r\n").unwrap();
    // The sandbox stops reading long before this ends; then writing fails.
    let line = format!("x-filler: {}\r\n", "y".repeat(1000));
    let sent = (0..20_000)
        .take_while(|_| stream.write_all(line.as_bytes()).is_ok())
        .count();
    assert!(sent < 20_000);
    Caller::new(&sandbox).call(LIST, &json!({})).data();
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_refused() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let padded = |length: usize| {
        let frame = r#"{"number":"","x":""}"#.len();
        format!(r#"{{"number":"","x":"{}"}}"#, "y".repeat(length - frame))
    };
    let limit = 1024 * 1024;
    caller.call_changed(&padded(limit), |_| {}).data();
    for length in [limit + 1, 5 * limit] {
        let reply = caller.call_changed(&padded(length), |_| {});
        assert_eq!(reply.refusal(413), "the body is larger than 1048576 bytes");
        assert_eq!(reply.headers["connection"], "close");
    }
}

#[tokio::test]
async fn who_asks_before_sending_too_much_is_told_not_to() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let mut headers = caller.signed(timestamp, nonce);
    headers.push(("expect".to_owned(), "100-continue".to_owned()));
    let request = wire::post(LIST, &headers, "").replace("length: 0", "length: 99999999");
    let response = wire::exchange(sandbox.address(), request.as_bytes());
    assert!(response.starts_with("HTTP/1.1 413 "), "{response}");
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let request = wire::post(LIST, &caller.signed(timestamp, nonce), "")
        .replace("content-length: 0", "transfer-encoding: chunked");
    let mut stream = wire::connect(sandbox.address());
    stream.write_all(request.as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", "y".repeat(0x10000));
    let chunks = 10_000;
    let sent = (0..chunks)
        .take_while(|_| stream.write_all(chunk.as_bytes()).is_ok())
        .count();
    assert!(sent < chunks);
    caller.call(LIST, &json!({})).data();
}

#[tokio::test]
async fn slow_clients_are_given_up_and_keep_nobody_waiting() {
    let patience = Duration::from_millis(400);
    let sandbox = Sandbox::builder().patience(patience).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let request = wire::post(LIST, &caller.signed(timestamp, nonce), "{\"number\":\"\"}");
    let (most, _) = request.split_at(request.len() - 5);
    let started = Instant::now();
    let slow_heads: Vec<_> = (0..50)
        .map(|_| {
            let mut stream = wire::connect(sandbox.address());
            stream.write_all(b"POST / HT").unwrap();
            stream
        })
        .collect();
    let mut slow_body = wire::connect(sandbox.address());
    slow_body.write_all(most.as_bytes()).unwrap();

    caller.call(LIST, &json!({})).data();
    assert!(started.elapsed() < patience, "one waited for another");

    let response = wire::read_to_end(slow_body);
    let (status, body) = wire::parts(&response);
    let json: Value = serde_json::from_str(body).unwrap();
    assert_eq!((status, &json["code"]), (408, &json!("408")));
    assert_eq!(json["message"], "the body didn't arrive in time");
    for stream in slow_heads {
        let answer = wire::read_to_end(stream);
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    assert!(started.elapsed() < 20 * patience);
}

#[tokio::test]
async fn a_body_that_ends_early_changes_nothing() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let body = r#"{"number":"2000","password":"123456"}     "#;
    let request = wire::post(CREATE, &caller.signed(timestamp, nonce), body);
    let mut stream = wire::connect(sandbox.address());
    // JSON that is complete, but fewer bytes than announced.
    stream.write_all(request.trim_end().as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let answer = wire::read_to_end(stream);
    assert!(!answer.contains(" 200 "), "{answer}");
    assert_eq!(caller.list(&json!({})).len(), 0);
}

#[tokio::test]
async fn many_at_once_are_all_served() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let ids: Vec<HashSet<String>> = thread::scope(|scope| {
        let clients: Vec<_> = (0..32)
            .map(|client| {
                let sandbox = &sandbox;
                scope.spawn(move || {
                    let caller = Caller::new(sandbox);
                    (0..25)
                        .map(|number| caller.create(&format!("{client}{number:03}")))
                        .collect()
                })
            })
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    let ids: HashSet<_> = ids.into_iter().flatten().collect();
    assert_eq!(ids.len(), 800);
    let listed = Caller::new(&sandbox).list(&json!({}));
    let listed: HashSet<_> = listed
        .iter()
        .map(|number| number["sipId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed, ids);
}
