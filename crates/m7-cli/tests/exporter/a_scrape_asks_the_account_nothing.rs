use std::{
    net::TcpStream,
    time::{Duration, Instant},
};

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

/// Nor for those who only connect, as many as are taken at a time.
#[test]
fn nor_waits_long_for_whoever_asks_nothing() -> Result {
    let scene = Scene::of("--every 1h")?;
    scene.looked()?;
    let address = scene.url("");
    let begin = Instant::now();
    let idle: Vec<TcpStream> = (0..64)
        .map(|_| TcpStream::connect(address.trim_start_matches("http://")))
        .collect::<std::io::Result<_>>()?;
    scene.scrape()?;
    let taken = begin.elapsed();
    assert!(
        taken > Duration::from_millis(500),
        "they held up nobody: {taken:?}"
    );
    assert!(taken < Duration::from_millis(2500), "{taken:?}");
    drop(idle);
    Ok(())
}
