use crate::{m7::Result, scrape::Scene};

#[test]
fn however_often_it_comes() -> Result {
    let scene = Scene::of("--every 1h")?;
    scene.looked()?;
    for _ in 0..20 {
        scene.scrape()?;
        scene.get("/healthz")?;
    }
    assert_eq!(scene.asked()?, 1);
    Ok(())
}

#[test]
fn nor_waits_for_it() -> Result {
    let scene = Scene::at("20000", "--every 1s")?;
    let first = scene.scrape()?;
    assert_eq!(first.value("m7_last_look_success", &[]), Some(0.0));
    assert_eq!(first.value("m7_last_look_timestamp_seconds", &[]), None);
    assert_eq!(first.value("m7_sip_numbers", &[]), None);
    let health = scene.get("/healthz")?;
    assert_eq!(health.status, "503");
    assert_eq!(health.body, "no look at the account has succeeded yet\n");
    Ok(())
}
