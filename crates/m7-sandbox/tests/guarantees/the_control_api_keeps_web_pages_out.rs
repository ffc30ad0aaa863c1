use m7_sandbox::Sandbox;

use crate::wire;

fn health(sandbox: &Sandbox, headers: &str) -> u16 {
    let request = format!("GET /_sandbox/health HTTP/1.1\r\nconnection: close\r\n{headers}\r\n");
    let response = wire::exchange(sandbox.address(), request.as_bytes());
    wire::parts(&response).0
}

#[tokio::test]
async fn the_control_api_keeps_web_pages_out() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    for (headers, status) in [
        ("host: 127.0.0.1:80\r\n", 200),
        ("host: localhost:80\r\n", 200),
        ("host: localhost:80\r\norigin: http://localhost:80\r\n", 200),
        // A page from elsewhere, and one whose name was made to point here.
        ("host: localhost:80\r\norigin: https://example.com\r\n", 403),
        ("host: localhost:80\r\norigin: null\r\n", 403),
        ("host: example.com\r\norigin: http://example.com\r\n", 403),
        ("host: example.com\r\n", 403),
    ] {
        assert_eq!(health(&sandbox, headers), status, "{headers}");
    }
    // Nor do they learn that there is nothing, or that another method is needed.
    for path in ["", "/", "/nothing", "/registrations"] {
        let request = format!(
            "GET /_sandbox{path} HTTP/1.1\r\nconnection: close\r\nhost: example.com\r\n\r\n"
        );
        let response = wire::exchange(sandbox.address(), request.as_bytes());
        assert_eq!(wire::parts(&response).0, 403, "{path}: {response}");
    }
}

#[tokio::test]
async fn who_allows_remote_control_still_allows_no_web_pages() {
    let builder = Sandbox::builder().allow_remote_control();
    let sandbox = builder.start().await.unwrap();
    for (headers, status) in [
        ("host: 192.0.2.7:80\r\n", 200),
        ("host: 192.0.2.7:80\r\norigin: http://192.0.2.7:80\r\n", 200),
        ("host: [2001:db8::1]:80\r\n", 200),
        // As a container has it.
        ("host: sandbox:80\r\n", 200),
        ("host: sandbox\r\norigin: http://example.com\r\n", 403),
        // A page whose name was made to point here.
        ("host: example.com\r\norigin: http://example.com\r\n", 403),
        ("host: example.com\r\n", 403),
        ("host: example.com.\r\n", 403),
    ] {
        assert_eq!(health(&sandbox, headers), status, "{headers}");
    }
    // A page without an origin, to a server without a name.
    assert_eq!(health(&sandbox, "origin: null\r\n"), 403);
}
