use m7_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, LIST, fresh};
use crate::wire;

fn echo(reply: &Value) -> &Value {
    &reply["requestInfo"]
}

#[tokio::test]
async fn the_request_is_echoed() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let body = json!({"number": "2004", "password": "123456", "unknown": [1, {"a": null}]});
    let reply = caller.call(CREATE, &body);
    reply.data();
    let echo = echo(&reply.json);
    assert_eq!(echo["url"], CREATE);
    assert_eq!(
        echo["proxyUrl"],
        format!("http://v7openapi.7moor.com/call{CREATE}")
    );
    assert_eq!(echo["body"], body);
    let appkey = sandbox.credentials().appkey();
    for (name, value) in [
        ("m7-appkey", appkey),
        ("content-type", "application/json"),
        ("accountId", appkey),
        ("traceId", echo["requestId"].as_str().unwrap()),
    ] {
        assert_eq!(echo["headers"][name], value, "{name}");
    }
}

#[tokio::test]
async fn headers_are_echoed_in_their_order_and_in_lower_case() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    let mut headers: Vec<_> = [
        ("Z-First", "1"),
        ("Accept", "a"),
        ("A-Third", "3"),
        ("accept", "b"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    headers.extend(caller.signed(timestamp, nonce));
    let request = wire::post(LIST, &headers, "{}");
    let response = wire::exchange(sandbox.address(), request.as_bytes());
    let at = |part: &str| {
        response
            .find(part)
            .unwrap_or_else(|| panic!("no {part} in {response}"))
    };
    let order = [
        r#""z-first":"1""#,
        r#""accept":"a, b""#,
        r#""a-third":"3""#,
        r#""m7-appkey":"#,
        r#""m7-nonce":"#,
        r#""m7-sign":"#,
        r#""m7-timestamp":"#,
        r#""content-type":"#,
        r#""host":"sandbox""#,
        r#""connection":"close""#,
        r#""content-length":"2""#,
        r#""traceId":"#,
        r#""accountId":"#,
    ]
    .map(at);
    assert!(order.is_sorted(), "{response}");
}

#[tokio::test]
async fn the_body_is_echoed_as_it_was_written_but_for_blanks() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (timestamp, nonce) = fresh();
    // Order, spelling of numbers and escapes are the client's.
    let body = "{\r\n  \"registerStatuses\" : [ \"1\", 0 ],\r\n  \"number\" : \"\\u0032 0\",\r\n  \"x\" : 1.50e3 }";
    let request = wire::post(LIST, &caller.signed(timestamp, nonce), body);
    let response = wire::exchange(sandbox.address(), request.as_bytes());
    let expected =
        r#""body":{"registerStatuses":["1",0],"number":"\u0032 0","x":1.50e3},"headers""#;
    assert!(response.contains(expected), "{response}");
}

#[tokio::test]
async fn the_query_is_no_part_of_the_path() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let reply = caller.call(&format!("{LIST}?password=123456"), &json!({}));
    reply.data();
    assert_eq!(echo(&reply.json)["url"], LIST);
}
