use std::net::SocketAddr;

use m7_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::wire;

const SCRIPT: &str = "/_sandbox/page/main.js";

fn ask(sandbox: &Sandbox, method: &str, path: &str, headers: &str) -> String {
    let request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n{headers}\r\n");
    wire::exchange(sandbox.address(), request.as_bytes())
}

fn header<'r>(response: &'r str, name: &str) -> Option<&'r str> {
    let (head, _) = response.split_once("\r\n\r\n").unwrap();
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find_map(|(found, value)| (found == name).then_some(value))
}

#[tokio::test]
async fn a_page_is_served_that_may_load_nothing_from_elsewhere() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    for (path, media_type) in [
        ("/", "text/html; charset=utf-8"),
        (SCRIPT, "text/javascript; charset=utf-8"),
        ("/_sandbox/page/layout.css", "text/css; charset=utf-8"),
        ("/_sandbox/page/icon.svg", "image/svg+xml"),
    ] {
        let response = ask(&sandbox, "GET", path, "host: localhost\r\n");
        assert_eq!(wire::parts(&response).0, 200, "{path}: {response}");
        assert_eq!(header(&response, "content-type"), Some(media_type));
        assert_eq!(header(&response, "x-content-type-options"), Some("nosniff"));
        assert_eq!(header(&response, "referrer-policy"), Some("no-referrer"));
        let policy = header(&response, "content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        for source in ["script-src", "style-src", "connect-src"] {
            assert!(policy.contains(&format!("{source} 'self'; ")), "{policy}");
        }
        for word in ["unsafe", "http", "*", "data: "] {
            assert!(!policy.contains(word), "{policy}");
        }
    }
}

#[tokio::test]
async fn what_a_browser_has_already_is_not_sent_again() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    for path in ["/", SCRIPT] {
        let whole = ask(&sandbox, "GET", path, "host: localhost\r\n");
        assert_eq!(header(&whole, "cache-control"), Some("no-cache"));
        let tag = header(&whole, "etag").unwrap();
        let known = format!("host: localhost\r\nif-none-match: {tag}\r\n");
        let response = ask(&sandbox, "GET", path, &known);
        assert_eq!(wire::parts(&response), (304, ""), "{response}");
        assert_eq!(header(&response, "etag"), Some(tag));
        let other = "host: localhost\r\nif-none-match: \"another\"\r\n";
        assert_eq!(wire::parts(&ask(&sandbox, "GET", path, other)).0, 200);

        let head = ask(&sandbox, "HEAD", path, "host: localhost\r\n");
        assert_eq!(wire::parts(&head), (200, ""));
        assert_eq!(header(&head, "etag"), Some(tag));
        let length = wire::parts(&whole).1.len().to_string();
        assert_eq!(header(&head, "content-length"), Some(&*length));
    }
}

#[tokio::test]
async fn the_page_keeps_to_who_may_use_the_control_api() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    for path in ["/", SCRIPT] {
        for foreign in [
            "host: example.com\r\n",
            "host: localhost\r\norigin: http://example.com\r\n",
        ] {
            let response = ask(&sandbox, "GET", path, foreign);
            assert_eq!(wire::parts(&response).0, 403, "{path}: {response}");
        }
    }
    let allowed = Sandbox::builder()
        .allow_remote_control()
        .start()
        .await
        .unwrap();
    let response = ask(&allowed, "GET", "/", "host: sandbox\r\n");
    assert_eq!(wire::parts(&response).0, 200, "{response}");
}

#[tokio::test]
async fn without_the_control_api_there_is_no_page() {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let sandbox = Sandbox::builder().listen(everywhere).start().await.unwrap();
    for path in ["/", SCRIPT] {
        let response = ask(&sandbox, "GET", path, "host: localhost\r\n");
        let (status, body) = wire::parts(&response);
        assert_eq!(status, 404, "{path}: {response}");
        let json: Value = serde_json::from_str(body).unwrap();
        assert_eq!(json["message"], format!("there is nothing at {path:?}"));
    }
}

#[tokio::test]
async fn what_asks_for_no_page_is_answered_as_by_the_documented_api() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let reply = caller.call("/", &json!({}));
    assert_eq!(reply.refusal(404), "there is nothing at \"/\"");
    for method in ["PUT", "DELETE", "OPTIONS"] {
        // Wherever it is from: that is no question of the control API.
        let foreign = "host: example.com\r\norigin: http://example.com\r\ncontent-length: 0\r\n";
        let response = ask(&sandbox, method, "/", foreign);
        let (status, body) = wire::parts(&response);
        assert_eq!(status, 404, "{method}: {response}");
        assert!(body.contains("there is nothing at"), "{response}");
    }
    let response = ask(&sandbox, "POST", SCRIPT, "host: localhost\r\n");
    assert_eq!(wire::parts(&response).0, 405, "{response}");
    let response = ask(
        &sandbox,
        "GET",
        "/_sandbox/page/nothing.js",
        "host: localhost\r\n",
    );
    assert_eq!(wire::parts(&response).0, 404, "{response}");
}
