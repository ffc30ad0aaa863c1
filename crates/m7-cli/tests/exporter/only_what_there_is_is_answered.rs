use crate::{
    m7::Result,
    scrape::{Scene, curl},
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
