use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    m7::Result,
    scrape::{Scene, ended, signal},
};

fn connect(scene: &Scene) -> Result<TcpStream> {
    let stream = TcpStream::connect(scene.url("").trim_start_matches("http://"))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    Ok(stream)
}

#[test]
fn by_either_signal() -> Result {
    for name in ["TERM", "INT"] {
        let mut scene = Scene::of("--every 1s")?;
        scene.looked()?;
        signal(&scene.exporter.child, name)?;
        assert_eq!(ended(&mut scene.exporter.child)?, Some(0), "{name}");
    }
    Ok(())
}

/// A scrape that doesn't fit into the buffers of a connection, so that some of it is still to be sent.
fn slow_scrape(scene: &Scene) -> Result<TcpStream> {
    let numbers: Vec<Value> = (0..20_000)
        .map(|number| json!({"number": (100_000 + number).to_string(), "password": "p"}))
        .collect();
    for some in numbers.chunks(1000) {
        scene.control("POST", "seed", &json!({"numbers": some}))?;
    }
    scene.scrape_until(|it| it.value("m7_sip_numbers", &[]) == Some(20_000.0))?;
    let mut slow = connect(scene)?;
    slow.write_all(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
    slow.peek(&mut [0])?;
    Ok(slow)
}

#[test]
fn to_the_last_byte() -> Result {
    let mut scene = Scene::of("--every 1s")?;
    let mut slow = slow_scrape(&scene)?;
    signal(&scene.exporter.child, "TERM")?;
    thread::sleep(Duration::from_millis(500));
    assert!(scene.exporter.child.try_wait()?.is_none(), "it didn't wait");
    assert!(connect(&scene).is_err(), "it takes others");

    let mut answer = String::new();
    slow.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no head")?;
    let length = format!("content-length: {}", body.len());
    assert!(head.contains(&length), "{head}, but {} came", body.len());
    assert_eq!(ended(&mut scene.exporter.child)?, Some(0));
    Ok(())
}

#[test]
fn and_waits_for_nobody_who_asks_nothing() -> Result {
    let mut scene = Scene::of("--every 1s")?;
    let mut idle = connect(&scene)?;
    let mut half = connect(&scene)?;
    half.write_all(b"GET /metrics HTTP/1.1\r\n")?;
    scene.looked()?;
    let begin = Instant::now();
    signal(&scene.exporter.child, "TERM")?;
    assert_eq!(ended(&mut scene.exporter.child)?, Some(0));
    assert!(
        begin.elapsed() < Duration::from_secs(4),
        "{:?}",
        begin.elapsed()
    );
    let _ = idle.read(&mut [0]);
    Ok(())
}

#[test]
fn or_at_once_by_a_second_signal() -> Result {
    let mut scene = Scene::of("--every 1s")?;
    // One signal alone would wait ten seconds for whoever doesn't read it.
    let _slow = slow_scrape(&scene)?;
    let begin = Instant::now();
    signal(&scene.exporter.child, "TERM")?;
    thread::sleep(Duration::from_millis(200));
    signal(&scene.exporter.child, "TERM")?;
    assert_eq!(ended(&mut scene.exporter.child)?, Some(0));
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
    Ok(())
}
