use std::time::{Duration, Instant};

use crate::runs::{count, differing, options, run, sandbox};
use crate::server::{Asked, Fate, forward, ok, serve};

/// A run that reads alone: its report, or the test fails by a panic.
fn read(fate: impl Fn(&Asked) -> Fate + Send + Sync + 'static) -> serde_json::Value {
    let sandbox = sandbox();
    let mut options = options(&serve(fate), &sandbox);
    options.prefix = None;
    options.refusals = false;
    options.patience = [Duration::from_secs(1); 3];
    run(&options).unwrap()
}

#[test]
fn html_is_no_envelope() {
    let report = read(|_| ok("text/html", "<html>502 Bad Gateway</html>"));
    assert!(count(&report, "differs") >= 3, "{report:#}");
    for id in ["envelope", "request-id", "span-biz", "echo-headers"] {
        assert!(differing(&report).contains(&id), "{report:#}");
    }
}

#[test]
fn what_is_no_http_breaks_scenarios_off() {
    for bytes in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 999999 \r\n\r\n",
        "\0\0\0",
        "",
    ] {
        let report = read(move |_| Fate::Answer(bytes.as_bytes().to_vec()));
        assert!(count(&report, "broken") >= 5, "{bytes:?}: {report:#}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let report = read(|asked| {
        assert!(!asked.path.contains("elsewhere"), "it was followed");
        let answer = "HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\n\
                      content-length: 0\r\nconnection: close\r\n\r\n";
        Fate::Answer(answer.as_bytes().to_vec())
    });
    assert_eq!(count(&report, "holds"), 0, "{report:#}");
}

#[test]
fn a_failure_of_the_server_is_no_refusal() {
    let sandbox = sandbox();
    let url = serve(|_| {
        let answer = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";
        Fate::Answer(answer.as_bytes().to_vec())
    });
    let mut options = options(&url, &sandbox);
    options.prefix = None;
    let report = run(&options).unwrap();
    assert_eq!(count(&report, "holds"), 0, "{report:#}");
    assert!(differing(&report).contains(&"replay"), "{report:#}");
}

#[test]
fn a_server_that_hangs_is_given_up() {
    let started = Instant::now();
    let report = read(|_| Fate::Hang);
    assert!(count(&report, "broken") >= 5, "{report:#}");
    assert!(started.elapsed() < Duration::from_secs(50));
}

#[test]
fn an_answer_without_end_is_given_up() {
    let report = read(|_| {
        let mut answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[".to_vec();
        answer.resize(80 * 1024 * 1024, b' ');
        Fate::Answer(answer)
    });
    assert_eq!(count(&report, "holds"), 0, "{report:#}");
}

#[test]
fn json_of_any_other_shape_differs() {
    for body in [
        "null",
        "[]",
        "{}",
        r#"{"success": "true", "code": 200, "data": {"sipId": 7}}"#,
        r#"{"success": true, "data": [null, 1, [], {"sipId": {}}], "requestInfo": []}"#,
        r#"{"success": true, "requestInfo": {"requestId": "é", "span": {"requestStartTime": -1}}}"#,
    ] {
        let report = read(move |_| ok("application/json", body));
        assert!(count(&report, "differs") > 0, "{body}: {report:#}");
    }
}

#[test]
fn each_broken_relation_is_named() {
    for (right, wrong, id) in [
        ("\"bizSpan\":\"", "\"bizSpan\":\"1", "span-biz"),
        ("\"latency\":\"", "\"latency\":\"1", "span-latency"),
        ("\"reqEndTime\":1", "\"reqEndTime\":0.1", "span-times"),
        ("\"requestId\":\"", "\"requestId\":\"0", "request-id"),
        ("\"traceId\":\"", "\"traceId\":\"0", "echo-trace-id"),
        ("\"accountId\":\"", "\"accountId\":\"0", "echo-account-id"),
        ("\"m7-nonce\":\"", "\"m7-nonce\":\"0", "echo-headers"),
        ("\"m7-nonce\":\"", "\"M7-Nonce\":\"", "echo-headers"),
        ("\"url\":\"", "\"url\":\"/x", "echo-url"),
        (
            "\"proxyUrl\":\"http:",
            "\"proxyUrl\":\"https:",
            "echo-proxy-url",
        ),
        ("\"code\":\"200\"", "\"code\":200", "envelope"),
        ("\"message\":\"", "\"message\":\"x", "envelope"),
        (
            "\"success\":true,",
            "\"data\":[],\"success\":true,",
            "envelope",
        ),
        ("\"body\":{", "\"body\":{\"x\":1,", "echo-body"),
        ("charset=utf-8", "charset=latin1", "reply-headers"),
    ] {
        let sandbox = sandbox();
        let behind = sandbox.base_url().to_owned();
        let url = serve(move |asked| {
            let answer = String::from_utf8(forward(&behind, asked)).unwrap();
            let answer = answer.replacen(right, wrong, 1);
            // Its length isn't right any more, and it ends with the connection.
            Fate::Answer(answer.replace("content-length", "x-length").into_bytes())
        });
        let mut options = options(&url, &sandbox);
        options.prefix = None;
        options.only = vec!["a-list-comes-in-the-documented-envelope".to_owned()];
        let report = run(&options).unwrap();
        assert!(differing(&report).contains(&id), "{wrong}: {report:#}");
    }
}

#[test]
fn what_is_assumed_is_told_and_no_failure() {
    let sandbox = sandbox();
    let behind = sandbox.base_url().to_owned();
    let url = serve(move |asked| {
        let answer = String::from_utf8(forward(&behind, asked)).unwrap();
        Fate::Answer(
            answer
                .replacen("charset=utf-8", "charset=UTF8", 1)
                .into_bytes(),
        )
    });
    let mut options = options(&url, &sandbox);
    options.prefix = None;
    options.refusals = false;
    let report = run(&options).unwrap();
    assert_eq!(count(&report, "assumedOtherwise"), 1, "{report:#}");
    assert_eq!(count(&report, "differs"), 0, "{report:#}");
    assert_eq!(differing(&report), ["reply-headers"]);
}
