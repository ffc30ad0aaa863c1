use std::io::{Read as _, Write as _};
use std::time::{Duration, SystemTime};

use m7_sandbox::{Fault, FaultRule, Sandbox};
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, LIST, fresh};
use crate::clockwork::{passing_what_is_waited_for, until_somebody_waits};
use crate::wire;

/// A sandbox with a number whose phone is registered, in which this goes wrong from then on.
async fn sandbox(rule: FaultRule) -> (Sandbox, Caller) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.create("2004");
    let phone = sandbox.register("2004", "192.0.2.7:5060", "Telephone");
    phone.await.unwrap();
    sandbox.faults().set(rule.into()).await.unwrap();
    (sandbox, caller)
}

/// A list's request, on a connection that is closed after it.
fn request(caller: &Caller) -> String {
    let (timestamp, nonce) = fresh();
    wire::post(LIST, &caller.signed(timestamp, nonce), "{}")
}

#[tokio::test]
async fn its_body_comes_bit_by_bit_over_the_sandbox_s_time() {
    let seconds = Duration::from_secs(900);
    let (sandbox, caller) = sandbox(FaultRule::new(Fault::SlowBody { seconds })).await;
    let mut stream = wire::connect(sandbox.address());
    stream.write_all(request(&caller).as_bytes()).unwrap();
    // The first bit comes at once, and no other until its time.
    let mut seen = Vec::new();
    while !seen.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut some = [0; 64];
        let count = stream.read(&mut some).unwrap();
        assert_ne!(count, 0);
        seen.extend_from_slice(&some[..count]);
    }
    // Ten bits are nine gaps apart.
    for _ in 0..9 {
        let gap = until_somebody_waits(sandbox.clock());
        assert!(gap <= Duration::from_secs(100), "{gap:?}");
        sandbox.clock().advance(gap);
    }
    seen.extend_from_slice(wire::read_to_end(stream).as_bytes());
    let answer = String::from_utf8(seen).unwrap();
    assert!(
        answer.contains("transfer-encoding: chunked\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with("\r\n0\r\n\r\n"), "{answer}");

    // For a real client it is the right reply, only late.
    sandbox.clock().set(SystemTime::now());
    passing_what_is_waited_for(sandbox.clock(), || {
        assert_eq!(caller.list(&json!({})).len(), 1);
    });
}

#[tokio::test]
async fn its_slow_body_comes_whole_and_at_once_when_the_sandbox_is_stopped() {
    let seconds = Duration::from_secs(3600);
    let (sandbox, caller) = sandbox(FaultRule::new(Fault::SlowBody { seconds })).await;
    let mut stream = wire::connect(sandbox.address());
    stream.write_all(request(&caller).as_bytes()).unwrap();
    until_somebody_waits(sandbox.clock());
    sandbox.shutdown().await;
    let answer = wire::read_to_end(stream);
    assert!(answer.ends_with("\r\n0\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn its_body_is_cut_off_in_the_middle() {
    let (sandbox, caller) = sandbox(FaultRule::new(Fault::TruncatedBody)).await;
    let answer = wire::exchange(sandbox.address(), request(&caller).as_bytes());
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let (_, length) = head.split_once("content-length: ").unwrap();
    let length: usize = length.lines().next().unwrap().parse().unwrap();
    assert_eq!(body.len(), length / 2);
    assert!(body.starts_with(r#"{"success":true"#), "{body}");
    assert!(serde_json::from_str::<Value>(body).is_err());
}

#[tokio::test]
async fn its_data_has_values_of_other_types() {
    let (_sandbox, caller) = sandbox(FaultRule::new(Fault::WrongTypes)).await;
    let listed = caller.list(&json!({}));
    assert_eq!(listed[0]["number"], json!("2004".len()));
    assert_eq!(listed[0]["registerStatus"], json!("1"));
    let created = caller.call(CREATE, &json!({"number": "2005", "password": "123456"}));
    assert_eq!(created.data()["sipId"], 24);
}

#[tokio::test]
async fn it_has_fields_that_nobody_knows() {
    let (_sandbox, caller) = sandbox(FaultRule::new(Fault::UnknownFields)).await;
    let reply = caller.call(LIST, &json!({}));
    let data = reply.data();
    let unknown = "m7SandboxExtra";
    for object in [
        &reply.json,
        &data[0],
        &reply.json["requestInfo"],
        &reply.json["requestInfo"]["span"],
    ] {
        assert!(object[unknown].is_object(), "{object}");
    }
    // What the client sent is echoed as it was, and what is known is all there.
    let info = &reply.json["requestInfo"];
    assert_eq!(info["body"], json!({}));
    assert_eq!(info["headers"].get(unknown), None);
    assert_eq!(data[0]["number"], "2004");
}

#[tokio::test]
async fn its_enums_have_values_that_nobody_knows() {
    let rule = FaultRule::new(Fault::UnknownEnumValues).operation("sip_list");
    let (_sandbox, caller) = sandbox(rule).await;
    let listed = caller.list(&json!({}));
    assert_eq!(listed[0]["registerStatus"], 7);
    assert_eq!(listed[0]["number"], "2004");
}

#[tokio::test]
async fn what_is_spoiled_is_done_all_the_same() {
    for fault in [
        Fault::TruncatedBody,
        Fault::WrongTypes,
        Fault::UnknownFields,
    ] {
        let (sandbox, caller) = sandbox(FaultRule::new(fault.clone()).nth(1)).await;
        let (timestamp, nonce) = fresh();
        let body = r#"{"number":"2005","password":"123456"}"#;
        let request = wire::post(CREATE, &caller.signed(timestamp, nonce), body);
        wire::exchange(sandbox.address(), request.as_bytes());
        assert_eq!(caller.list(&json!({})).len(), 2, "{fault:?}");
        let entries = sandbox.journal().entries_after(0);
        let entry = entries.iter().rfind(|entry| entry.path == CREATE).unwrap();
        assert!(entry.committed && entry.fault.is_some(), "{entry:?}");
    }
}
