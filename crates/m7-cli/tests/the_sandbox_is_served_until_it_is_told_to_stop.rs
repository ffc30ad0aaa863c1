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

#[test]
fn a_wrong_secret_is_exit_code_4() -> Result {
    let machine = Machine::new()?;
    let mut served = Served::start(machine.command(["sandbox", "serve"]))?;
    served.ready["secretKey"] = "guessed".into();
    let ran = served.client(&machine, "sip list")?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    assert!(ran.stderr.contains("m7-sign is wrong"), "{ran:?}");
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
