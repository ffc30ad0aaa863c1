use crate::{
    m7::{Machine, Result, Served},
    scrape::{Scene, exporter},
};

#[test]
fn from_a_service_that_has_gone_until_it_is_back() -> Result {
    let machine = Machine::new()?;
    let data = machine.home().join("numbers.sqlite");
    let serve = |address: &str| {
        let mut command = machine.command(["sandbox", "serve", "--listen", address, "--data"]);
        command.arg(&data);
        Served::start(command)
    };
    let sandbox = serve("127.0.0.1:0")?;
    let exporter = exporter(&machine, &sandbox, "--every 1s --timeout 1")?;
    let mut scene = Scene {
        exporter,
        sandbox,
        machine: Machine::new()?,
    };
    scene.create("2004")?;
    let fresh = scene.scrape_until(|it| it.value("m7_sip_numbers", &[]) == Some(1.0))?;
    assert_eq!(fresh.value("m7_last_look_success", &[]), Some(1.0));
    assert_eq!(scene.get("/healthz")?.status, "200");

    scene.sandbox.child.kill()?;
    scene.sandbox.child.wait()?;
    // A look that fails is told of at once, and what was seen stays for a while.
    let failed = scene.scrape_until(|it| it.value("m7_last_look_success", &[]) == Some(0.0))?;
    let seen = failed.value("m7_last_successful_look_timestamp_seconds", &[]);
    assert!(seen < failed.value("m7_last_look_timestamp_seconds", &[]));
    let old = scene.scrape_until(|it| it.value("m7_sip_numbers", &[]).is_none())?;
    let numbers = old
        .names()
        .into_iter()
        .filter(|it| it.starts_with("m7_sip_"));
    assert_eq!(numbers.collect::<Vec<_>>(), [""; 0]);
    assert_eq!(
        old.value("m7_last_successful_look_timestamp_seconds", &[]),
        seen
    );
    let failures = [("operation", "sip_list"), ("error", "connect")];
    assert!(old.value("m7_calls_total", &failures) >= Some(1.0));
    let health = scene.get("/healthz")?;
    assert_eq!(health.status, "503");
    assert_eq!(
        health.body,
        "no look at the account has succeeded for three intervals\n"
    );

    let address = scene
        .sandbox
        .base_url()
        .trim_start_matches("http://")
        .to_owned();
    scene.sandbox = serve(&address)?;
    let back = scene.scrape_until(|it| it.value("m7_sip_numbers", &[]) == Some(1.0))?;
    assert_eq!(back.value("m7_last_look_success", &[]), Some(1.0));
    assert_eq!(scene.get("/healthz")?.status, "200");
    Ok(())
}
