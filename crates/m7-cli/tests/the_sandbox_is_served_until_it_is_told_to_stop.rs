//! `m7 sandbox serve`.

mod m7;

use std::process::Command;

use m7::{Machine, Result, Served};

#[test]
fn it_says_where_it_is_and_answers_signed_requests() -> Result {
    let machine = Machine::new()?;
    let mut command = machine.command(["sandbox", "serve", "--appkey", "2000113"]);
    command.env("M7_SANDBOX_SECRET", "not-a-real-secret");
    let served = Served::start(command)?;

    assert_eq!(served.ready["appkey"], "2000113");
    assert_eq!(served.ready["secretKey"], "not-a-real-secret");
    let listed = served.client(&machine, "sip list -o json")?;
    assert_eq!(listed.json()?, serde_json::json!([]));
    Ok(())
}

#[cfg(unix)]
#[test]
fn signals_stop_it_cleanly_and_what_was_written_stays() -> Result {
    let machine = Machine::new()?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("sip.sqlite");
    let serve = || {
        let mut command = machine.command(["sandbox", "serve", "--data"]);
        command.arg(&data);
        Served::start(command)
    };

    let password = folder.path().join("password");
    std::fs::write(&password, "not-a-real-password")?;
    let create = format!("sip create 2004 --password-file {}", password.display());
    let mut first = serve()?;
    assert_eq!(first.client(&machine, &create)?.exit, 0);
    stop(&mut first, "TERM")?;

    let mut second = serve()?;
    assert_eq!(second.ready["secretKey"], first.ready["secretKey"]);
    let listed = second.client(&machine, "sip list -o json")?.json()?;
    assert_eq!(listed[0]["number"], "2004");
    stop(&mut second, "INT")
}

#[cfg(unix)]
fn stop(served: &mut Served, signal: &str) -> Result {
    let id = served.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-s", signal, &id])
            .status()?
            .success()
    );
    let status = served.child.wait()?;
    assert_eq!(status.code(), Some(0), "{status:?} after SIG{signal}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn phones_register_at_it() -> Result {
    let machine = Machine::new()?;
    let folder = tempfile::tempdir()?;
    let [right, wrong] = ["right", "wrong"].map(|name| folder.path().join(name));
    std::fs::write(&right, "not-a-real-password\n")?;
    std::fs::write(&wrong, "guessed\n")?;
    let served = Served::start(machine.command([
        "sandbox",
        "serve",
        "--sip-listen",
        "127.0.0.1:0",
        "--sip-public",
        "sip.example.com:5060",
        "--realm",
        "pbx",
    ]))?;
    let create = format!("sip create 2004 --password-file {}", right.display());
    assert_eq!(served.client(&machine, &create)?.exit, 0);
    let number =
        || -> Result<serde_json::Value> { served.client(&machine, "sip get 2004 -o json")?.json() };

    for (transport, field) in [("udp", "sipUdp"), ("tcp", "sipTcp")] {
        let registrar = served.ready[field].as_str().ok_or("no SIP")?;
        let phone = |password: &std::path::Path| {
            let mut command = machine.command(["sandbox", "phone", "2004"]);
            command.args(["--registrar", registrar, "--transport", transport]);
            command.args(["--device", "Kim's phone", "--password-file"]);
            command.arg(password);
            command
        };
        let refused = m7::Ran::of(phone(&wrong).output()?)?;
        assert_eq!(refused.exit, 6, "{refused:?}");
        assert!(
            refused.stderr.contains("the password is wrong"),
            "{refused:?}"
        );

        let mut phone = Served::start(phone(&right))?;
        assert_eq!(phone.ready["expires"], 300);
        let listed = number()?;
        assert_eq!(listed["registerStatus"], 1);
        assert_eq!(listed["clientUrl"], phone.ready["address"]);
        assert_eq!(listed["registerDevice"], "Kim's phone");
        assert_eq!(listed["serverUrl"], "sip.example.com:5060");
        stop(&mut phone, "INT")?;
        assert_eq!(number()?["registerStatus"], 0);
    }
    Ok(())
}
