use serde_json::json;

use crate::{m7::Result, scrape::Scene};

const LIST: (&str, &str) = ("operation", "sip_list");

#[test]
fn as_the_service_says_where_the_time_went() -> Result {
    let scene = Scene::at("300", "--every 1s")?;
    let told = scene.scrape_until(|it| {
        let ok = [LIST, ("outcome", "ok")];
        it.value("m7_requests_total", &ok) >= Some(2.0)
            && it.value("m7_calls_total", &ok) >= Some(2.0)
    })?;
    let of = |suffix: &str, part| {
        let name = format!("m7_request_duration_seconds_{suffix}");
        told.value(&name, &[LIST, ("part", part)])
    };
    for part in ["network", "gateway", "business"] {
        assert_eq!(
            of("count", part),
            told.value("m7_requests_total", &[LIST]),
            "{part}"
        );
    }
    let sum = of("sum", "business").ok_or("no business")?;
    assert!(sum >= 0.5, "{sum}");
    assert!(of("sum", "gateway") < Some(0.3));
    let quick = [LIST, ("part", "business"), ("le", "0.1")];
    assert_eq!(
        told.value("m7_request_duration_seconds_bucket", &quick),
        Some(0.0)
    );
    assert!(told.value("m7_call_duration_seconds_sum", &[LIST]) >= Some(sum));
    assert_eq!(told.value("m7_request_retries_total", &[LIST]), Some(0.0));

    let offset = told
        .value("m7_clock_offset_seconds", &[])
        .ok_or("no clock")?;
    let uncertainty = told.value("m7_clock_offset_uncertainty_seconds", &[]);
    assert!(
        offset.abs() <= uncertainty.ok_or("no uncertainty")? + 0.1,
        "{offset}"
    );
    Ok(())
}

#[test]
fn those_that_fail_too() -> Result {
    let scene = Scene::of("--every 1s")?;
    scene.looked()?;
    let unavailable = json!({"status": {"code": 503, "when": "beforeCommit"}});
    let faults = json!({"rules": [{"operation": "sip_list", "times": 1, "fault": unavailable}]});
    scene.control("PUT", "faults", &faults)?;
    let told =
        scene.scrape_until(|it| it.value("m7_request_retries_total", &[LIST]) == Some(1.0))?;
    let failed = told.value("m7_requests_total", &[LIST, ("error", "server")]);
    assert_eq!(failed, Some(1.0), "{told:?}");
    // The call that they were of succeeded.
    assert_eq!(told.matching("m7_calls_total", &[LIST]).len(), 1);
    Ok(())
}

#[test]
fn and_a_clock_that_is_off_is_seen() -> Result {
    let scene = Scene::of("--every 1s")?;
    scene.looked()?;
    let skew = json!({"rules": [{"fault": {"skew": {"seconds": 90}}}]});
    scene.control("PUT", "faults", &skew)?;
    let is_off = |offset: f64| (85.0..95.0).contains(&offset);
    scene.scrape_until(|it| it.value("m7_clock_offset_seconds", &[]).is_some_and(is_off))?;
    Ok(())
}
