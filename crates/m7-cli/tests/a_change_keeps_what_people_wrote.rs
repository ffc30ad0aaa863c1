//! `m7 config set`, `unset` and `use` change what they name and nothing else, at once or not at all.

#![cfg(unix)]

mod m7;

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::thread;

use m7::{Machine, Ran, Result};

const CONFIG: &str = r#"# Shared by the team; secret keys are in credentials.toml.
default_profile = "test"   # until May

# The real one.
[profiles.prod]
timeout = 30      # the line to the office is slow
appkey = "2000113"

[profiles.test]
base_url = 'http://127.0.0.1:8071'
"#;

fn configured() -> Result<Machine> {
    let machine = Machine::new()?;
    fs::create_dir_all(machine.config(""))?;
    fs::write(machine.config("config.toml"), CONFIG)?;
    Ok(machine)
}

fn config(machine: &Machine) -> Result<String> {
    Ok(fs::read_to_string(machine.config("config.toml"))?)
}

fn done(machine: &Machine, arguments: &str) -> Result<Ran> {
    let ran = machine.run(arguments)?;
    assert_eq!(ran.exit, 0, "{arguments}: {ran:?}");
    assert_eq!(ran.stdout, "", "{arguments}: {ran:?}");
    Ok(ran)
}

#[test]
fn comments_and_order_survive() -> Result {
    let machine = configured()?;
    done(&machine, "config set --profile prod timeout 45")?;
    done(&machine, "config set output json")?;
    done(&machine, "config use prod")?;
    let expected = CONFIG
        .replace("timeout = 30 ", "timeout = 45 ")
        .replace("\"test\"   #", "\"prod\"   #")
        + "output = \"json\"\n";
    assert_eq!(config(&machine)?, expected);
    done(&machine, "config unset --profile test output")?;
    done(&machine, "config set --profile prod timeout 30")?;
    done(&machine, "config use test")?;
    assert_eq!(config(&machine)?, CONFIG);
    Ok(())
}

#[test]
fn what_cannot_be_meant_changes_nothing() -> Result {
    let machine = configured()?;
    for (arguments, told) in [
        ("config set timeuot 3", "did you mean \"timeout\"?"),
        ("config unset nonce", "did you mean \"nonce_share\"?"),
        ("config get apkey", "did you mean \"appkey\"?"),
        ("config set timeout soon", "seconds above 0"),
        ("config set timeout -1", "seconds above 0"),
        ("config set output xml", "table, json, jsonl, csv or yaml"),
        ("config set base_url localhost:1", "http://"),
        ("config set nonce_share 2/8", "index=2,count=8"),
        ("config set appkey ä", "visible ASCII"),
        ("config set secret_key x", "m7 login"),
        ("config set profile prod", "m7 config use"),
        ("config unset secret_key", "m7 logout"),
        ("config set --profile new timeout 3", "--create"),
        ("--sandbox config list", "--sandbox"),
    ] {
        let ran = machine.run(arguments)?;
        assert_eq!(ran.exit, 2, "{arguments}: {ran:?}");
        assert!(ran.stderr.contains(told), "{told}: {ran:?}");
        assert_eq!(config(&machine)?, CONFIG, "{arguments}");
    }
    Ok(())
}

#[test]
fn a_profile_is_made_by_whoever_says_so() -> Result {
    let machine = configured()?;
    done(&machine, "config set --profile new --create timeout 3")?;
    assert_eq!(
        config(&machine)?,
        format!("{CONFIG}\n[profiles.new]\ntimeout = 3\n")
    );
    // The first, which nobody has to name.
    let fresh = Machine::new()?;
    done(&fresh, "config set base_url http://127.0.0.1:8071")?;
    assert_eq!(
        fresh.run("config get base_url")?.stdout,
        "http://127.0.0.1:8071\n"
    );
    assert_eq!(fresh.run("config get profile")?.stdout, "default\n");
    Ok(())
}

#[test]
fn whoever_reads_sees_the_old_file_or_the_new_one() -> Result {
    let machine = configured()?;
    let mut open = fs::File::open(machine.config("config.toml"))?;
    done(&machine, "config set timeout 45")?;
    let mut read = String::new();
    open.read_to_string(&mut read)?;
    assert_eq!(read, CONFIG);
    assert_ne!(config(&machine)?, CONFIG);
    Ok(())
}

#[test]
fn a_change_that_is_killed_while_it_writes_leaves_what_was_there() -> Result {
    let machine = configured()?;
    let m7 = machine.command(["config", "set", "timeout", "45"]);
    let mut command = Command::new("sh");
    // The first byte that is written to any file kills it.
    command
        .args(["-c", "ulimit -f 0; exec \"$@\"", "sh"])
        .arg(m7.get_program())
        .args(m7.get_args())
        .env_clear()
        .env("HOME", machine.home());
    assert!(!command.output()?.status.success());
    assert_eq!(config(&machine)?, CONFIG);
    done(&machine, "config set timeout 45")?;
    let files: Vec<_> = fs::read_dir(machine.config(""))?.collect();
    assert_eq!(files.len(), 1, "{files:?}");
    Ok(())
}

#[test]
fn changes_at_the_same_time_are_all_made() -> Result {
    let machine = configured()?;
    thread::scope(|scope| {
        let changes: Vec<_> = (0..12)
            .map(|at| {
                let arguments = format!("config set --profile p{at} --create timeout {}", at + 1);
                let machine = &machine;
                scope.spawn(move || machine.run(&arguments).map(|ran| ran.exit).ok())
            })
            .collect();
        for change in changes {
            assert_eq!(change.join().ok().flatten(), Some(0));
        }
    });
    for at in 0..12 {
        let value = machine.run(&format!("config get timeout --profile p{at}"))?;
        assert_eq!(value.stdout, format!("{}\n", at + 1));
    }
    Ok(())
}

#[test]
fn a_link_stays_one_and_a_mode_stays_as_it_is() -> Result {
    let machine = configured()?;
    let dotfiles = machine.home().join("dotfiles");
    fs::create_dir(&dotfiles)?;
    let shared = dotfiles.join("m7.toml");
    fs::rename(machine.config("config.toml"), &shared)?;
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o664))?;
    std::os::unix::fs::symlink(&shared, machine.config("config.toml"))?;
    done(&machine, "config set timeout 45")?;
    assert!(fs::symlink_metadata(machine.config("config.toml"))?.is_symlink());
    assert!(fs::read_to_string(&shared)?.contains("timeout = 45"));
    assert_eq!(fs::metadata(&shared)?.permissions().mode() & 0o777, 0o664);
    Ok(())
}
