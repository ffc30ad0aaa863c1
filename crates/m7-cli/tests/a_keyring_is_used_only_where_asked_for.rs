//! `m7 login --store keyring`: never silently another place.

mod m7;

use m7::{Machine, Result};

const LOGIN: &str = "login --store keyring --no-verify --appkey 2000113 --base-url http://127.0.0.1:9 \
                     --secret-key-stdin";

#[cfg(not(feature = "keyring"))]
#[test]
fn a_build_without_it_says_how_to_get_one() -> Result {
    let machine = Machine::new()?;
    let ran = machine.run_with_input(LOGIN, "not-a-secret")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    for told in ["--features keyring", "--store file"] {
        assert!(ran.stderr.contains(told), "{ran:?}");
    }
    assert!(!machine.config("credentials.toml").exists());
    Ok(())
}

/// Where there is no D-Bus, as on a build machine.
#[cfg(all(feature = "keyring", target_os = "linux"))]
#[test]
fn where_there_is_none_nothing_is_kept() -> Result {
    let machine = Machine::new()?;
    let nowhere = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")];
    let mut login = machine.command(LOGIN.split_whitespace());
    let ran = m7::Ran::of(login.envs(nowhere).output()?)?;
    assert_eq!(ran.exit, 1, "{ran:?}");
    assert!(ran.stderr.contains("--store file"), "{ran:?}");
    assert!(!machine.config("").exists());
    Ok(())
}

#[test]
fn a_profile_whose_secret_key_is_there_is_not_looked_for_elsewhere() -> Result {
    let machine = Machine::new()?;
    std::fs::create_dir_all(machine.config(""))?;
    let config = "[profiles.default]\nappkey = \"2000113\"\nsecret_store = \"keyring\"\n";
    std::fs::write(machine.config("config.toml"), config)?;
    let file = "[profiles.default]\nsecret_key = \"an-old-one\"\n";
    std::fs::write(machine.config("credentials.toml"), file)?;
    let nowhere = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")];
    let ran = machine.run_where(&nowhere, "sign headers")?;
    assert_ne!(ran.exit, 0, "{ran:?}");
    assert!(ran.stderr.contains("keyring"), "{ran:?}");
    // To list it, nobody has to unlock anything.
    let listed = machine.run_where(&nowhere, "config list")?;
    assert_eq!(listed.exit, 0, "{listed:?}");
    assert!(listed.stdout.contains("the system's keyring"), "{listed:?}");
    Ok(())
}
