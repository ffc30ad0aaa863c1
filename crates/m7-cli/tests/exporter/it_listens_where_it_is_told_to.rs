use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::Stdio,
};

use crate::{
    m7::{Machine, Ran, Result, Served},
    scrape::{ended, signal},
};

fn run(machine: &Machine, arguments: &str) -> Result<Ran> {
    machine.run(&format!("--sandbox exporter {arguments}"))
}

#[test]
fn and_says_in_one_line_where_that_is() -> Result {
    let machine = Machine::new()?;
    let exporter = "--sandbox exporter --listen 127.0.0.1:0 -o json";
    let served = Served::start(machine.command(exporter.split(' ')))?;
    let url = served.field("url");
    assert!(
        url.starts_with("http://127.0.0.1:") && !url.ends_with(":0"),
        "{url}"
    );
    assert_eq!(served.field("metricsUrl"), format!("{url}/metrics"));
    assert_eq!(served.field("healthUrl"), format!("{url}/healthz"));
    Ok(())
}

#[test]
fn and_at_no_place_that_cannot_be() -> Result {
    let machine = Machine::new()?;
    for (arguments, said) in [
        ("--listen nowhere", "give an IP address and a port"),
        (
            "--listen 192.0.2.1:9717",
            "choose an address of this machine",
        ),
        (
            "--listen ::1:9717",
            "[::1]:8071: an IPv6 address needs brackets",
        ),
        ("--every 0s", "give a whole number with its unit"),
        ("--every 30", "give a whole number with its unit"),
        ("--fields nothing", "nothing"),
    ] {
        let ran = run(&machine, arguments)?;
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains(said), "{ran:?}");
    }
    Ok(())
}

#[test]
fn and_says_what_to_do_where_another_is() -> Result {
    let machine = Machine::new()?;
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?;
    let ran = run(&machine, &format!("--listen {address}"))?;
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""), "{ran:?}");
    assert!(
        ran.stderr.contains(&format!("can't listen on {address}")),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("hint: another program listens there"),
        "{ran:?}"
    );
    Ok(())
}

#[test]
fn and_warns_once_where_others_reach_it_however_quiet() -> Result {
    let machine = Machine::new()?;
    let mut child = machine
        .command("--sandbox exporter --listen 0.0.0.0:0 -o json -q".split(' '))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().ok_or("no stdout")?).read_line(&mut line)?;
    signal(&child, "TERM")?;
    assert_eq!(ended(&mut child)?, Some(0));
    let ran = Ran::of(child.wait_with_output()?)?;
    let warnings = ran
        .stderr
        .matches("whoever reaches it reads the account's numbers")
        .count();
    assert_eq!(warnings, 1, "{ran:?}");
    Ok(())
}
