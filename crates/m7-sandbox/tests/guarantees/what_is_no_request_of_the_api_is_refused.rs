use m7_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::{Caller, LIST};
use crate::wire;

#[tokio::test]
async fn another_path_is_refused() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for path in [
        "/",
        "/openapi/v1/call/sip",
        "/openapi/v1/call/sip/list/",
        "/openapi/v1/call/sip/LIST",
        "//openapi/v1/call/sip/list",
        "/_sandbox",
    ] {
        let reply = caller.call(path, &json!({}));
        if path == "/_sandbox" {
            assert_eq!(reply.status, 404);
        } else {
            assert_eq!(reply.refusal(404), format!("there is nothing at {path:?}"));
        }
    }
    let long = format!("/{}", "x".repeat(1000));
    let reply = caller.call(&long, &json!({}));
    let message = reply.refusal(404);
    assert!(
        message.len() < 200 && message.ends_with("xxx…\""),
        "{message}"
    );
    // That comes first, however large the body is.
    let large = json!({"x": "y".repeat(2_000_000)});
    caller.call("/nothing", &large).refusal(404);
}

#[tokio::test]
async fn another_method_is_refused() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    for method in ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"] {
        let request =
            format!("{method} {LIST} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n\r\n");
        let response = wire::exchange(sandbox.address(), request.as_bytes());
        assert!(response.contains("\r\nallow: POST\r\n"), "{response}");
        let (status, body) = wire::parts(&response);
        assert_eq!(status, 405);
        if method != "HEAD" {
            let json: Value = serde_json::from_str(body).unwrap();
            assert_eq!(json["message"], format!("{LIST} takes POST only"));
            assert_eq!(json["success"], false);
        }
    }
}

#[tokio::test]
async fn another_content_type_is_refused() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let with = |content_type: Option<&str>| {
        caller.call_changed("{}", |headers| match content_type {
            None => drop(headers.pop()),
            Some(content_type) => content_type.clone_into(&mut headers[4].1),
        })
    };
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "json",
        "",
    ] {
        let reply = with(Some(content_type));
        let message = reply.refusal(415);
        assert!(message.contains(&format!("{content_type:?}")), "{message}");
    }
    for content_type in [
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/json;",
    ] {
        with(Some(content_type)).data();
    }

    // ureq would put one in.
    let (timestamp, nonce) = crate::caller::fresh();
    let mut headers = caller.signed(timestamp, nonce);
    headers.pop();
    let request = wire::post(LIST, &headers, "{}");
    let response = wire::exchange(sandbox.address(), request.as_bytes());
    assert!(response.starts_with("HTTP/1.1 415 "), "{response}");
    assert!(response.contains("content-type is missing"), "{response}");
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for (body, reason) in [
        ("", "the body is empty"),
        (" \r\n", "the body is empty"),
        ("number=2000", "isn't JSON"),
        ("{\"number\":", "isn't JSON"),
        ("{} {}", "isn't JSON"),
        ("{'number':'2000'}", "isn't JSON"),
        ("\u{feff}{}", "isn't JSON"),
        ("[]", "an array"),
        ("\"{}\"", "a string"),
        ("null", "null"),
        ("true", "a boolean"),
        ("-7", "a number"),
        (r#"{"number":"1","number":"2"}"#, "duplicate field"),
        (&"[".repeat(500_000), "isn't JSON"),
        (&format!("{{\"x\":{}", "[".repeat(500_000)), "isn't JSON"),
    ] {
        let reply = caller.call_changed(body, |_| {});
        let message = reply.refusal(400);
        assert!(message.contains(reason), "{message}");
        // Echoed only if it was an object.
        assert_eq!(
            reply.json["requestInfo"].get("body").is_some(),
            reason == "duplicate field"
        );
        // The sign was right, so it is known whose request it was.
        assert_eq!(
            reply.json["requestInfo"]["headers"]["accountId"],
            sandbox.credentials().appkey()
        );
    }
    // Deep, but complete, and in a field that nobody reads.
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let (timestamp, nonce) = crate::caller::fresh();
    let request = wire::post(LIST, &caller.signed(timestamp, nonce), &deep);
    let response = wire::exchange(sandbox.address(), request.as_bytes());
    assert!(
        response.starts_with("HTTP/1.1 200 "),
        "{}",
        &response[..200]
    );
    caller.call(LIST, &json!({})).data();
}

#[tokio::test]
async fn what_is_no_http_is_refused_without_an_envelope() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let long = "x".repeat(100_000);
    let many = "x: y\r\n".repeat(200);
    for (request, status) in [
        ("what is this\r\n\r\n".to_owned(), 400),
        (
            format!("POST {LIST} HTTP/1.1\r\ncontent-length: -1\r\n\r\n"),
            400,
        ),
        (format!("POST /{long} HTTP/1.1\r\n\r\n"), 414),
        (format!("POST {LIST} HTTP/1.1\r\n{many}\r\n"), 431),
    ] {
        let response = wire::exchange(sandbox.address(), request.as_bytes());
        assert_eq!(wire::parts(&response), (status, ""), "{response}");
    }
}

#[tokio::test]
async fn a_query_is_passed_over_and_a_host_is_not_needed() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let reply = caller.call(&format!("{LIST}?number=2000"), &json!({}));
    reply.data();
    assert_eq!(reply.json["requestInfo"]["url"], LIST);

    let (timestamp, nonce) = crate::caller::fresh();
    let request = wire::post(LIST, &caller.signed(timestamp, nonce), "{}");
    let request = request.replace("host: sandbox\r\n", "");
    let response = wire::exchange(sandbox.address(), request.as_bytes());
    assert_eq!(wire::parts(&response).0, 200, "{response}");
}
