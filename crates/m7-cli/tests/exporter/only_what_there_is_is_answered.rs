use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use crate::{
    m7::{Machine, Result, Served},
    scrape::{Scene, curl, exporter},
};

#[test]
fn to_get_and_head() -> Result {
    let scene = Scene::of("--every 1h")?;
    scene.looked()?;
    let start = scene.get("/")?;
    assert_eq!(
        (start.status.as_str(), start.content_type.as_str()),
        ("200", "text/html; charset=utf-8")
    );
    assert!(start.body.contains("href=\"/metrics\"") && start.body.contains("href=\"/healthz\""));
    assert_eq!(scene.get("/metrics?name[]=x")?.status, "200");
    for path in ["/metric", "/metrics/", "//", "/_sandbox/state"] {
        assert_eq!(scene.get(path)?.status, "404", "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let got = curl(&["-i", "-X", method, &scene.url("/metrics")])?;
        assert_eq!(got.status, "405", "{method}");
        assert!(got.body.contains("allow: GET, HEAD"), "{got:?}");
    }
    let head = curl(&["-I", &scene.url("/metrics")])?;
    assert_eq!(head.status, "200");
    assert!(!head.body.contains("# HELP"), "{head:?}");
    Ok(())
}

#[test]
fn as_open_metrics_where_that_is_asked_for() -> Result {
    let scene = Scene::of("--every 1h")?;
    scene.looked()?;
    let accept =
        "accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
    let got = curl(&["-H", accept, &scene.url("/metrics")])?;
    assert_eq!(
        got.content_type,
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    assert!(got.body.ends_with("\n# EOF\n"), "{got:?}");
    assert!(got.body.contains("# TYPE m7_calls counter\n"), "{got:?}");
    assert!(
        got.body.contains("# TYPE m7_build info\nm7_build_info{"),
        "{got:?}"
    );
    Ok(())
}

/// It could have its own name resolved to this machine, and read what is answered.
#[test]
fn and_to_no_web_page() -> Result {
    let scene = Scene::of("--every 1h")?;
    scene.looked()?;
    for (host, status) in [
        ("page.example.com:9717", "421"),
        ("127.0.0.1.example.com", "421"),
        ("localhost:9717", "200"),
        ("exporter", "200"),
        ("192.0.2.7:9717", "200"),
        ("[::1]:9717", "200"),
    ] {
        let header = format!("host: {host}");
        for path in ["/metrics", "/healthz", "/"] {
            let got = curl(&["-H", &header, &scene.url(path)])?;
            assert_eq!(got.status, status, "{host}{path}: {got:?}");
        }
    }
    // A program of HTTP/1.0 says no name.
    let mut old = TcpStream::connect(scene.url("").trim_start_matches("http://"))?;
    old.write_all(b"GET /metrics HTTP/1.0\r\n\r\n")?;
    let mut answer = String::new();
    old.read_to_string(&mut answer)?;
    assert!(answer.starts_with("HTTP/1.0 200 "), "{answer}");
    Ok(())
}

/// Where others are to read it they may call it as they do.
#[test]
fn but_to_any_name_where_others_are_to_read_it() -> Result {
    let machine = Machine::new()?;
    let sandbox = Served::start(machine.command(["sandbox", "serve"]))?;
    let exporter = exporter(&machine, &sandbox, "--listen 0.0.0.0:0")?;
    let url = exporter.field("healthUrl").replace("0.0.0.0", "127.0.0.1");
    let got = curl(&["-H", "host: metrics.example.com", &url])?;
    assert_ne!(got.status, "421", "{got:?}");
    Ok(())
}
