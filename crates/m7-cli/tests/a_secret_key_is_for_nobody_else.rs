//! No secret key is in any output, or in any file but the one of mode 0600.

#![cfg(unix)]

mod m7;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use m7::{Machine, Result, Served};

/// A secret key that is no part of any other text.
const SECRET: &str = "correct-horse-4711-key";

fn mode(path: &Path) -> Result<u32> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o777)
}

fn set_mode(path: &Path, mode: u32) -> Result {
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode))?)
}

fn logged_in() -> Result<(Machine, Served)> {
    let machine = Machine::new()?;
    let mut serve = machine.command(["sandbox", "serve"]);
    serve.env("M7_SANDBOX_SECRET", SECRET);
    let served = Served::start(serve)?;
    let ran = served.login(&machine, "prod")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    Ok((machine, served))
}

/// The files below a folder that hold the secret key.
fn holding(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(holding(&path)?);
        } else if String::from_utf8_lossy(&fs::read(&path)?).contains(SECRET) {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}

#[test]
fn it_is_in_one_file_that_only_its_owner_reads() -> Result {
    let (machine, served) = logged_in()?;
    let file = machine.config("credentials.toml");
    assert_eq!(mode(&file)?, 0o600);
    assert_eq!(mode(&machine.config(""))?, 0o700);
    assert_eq!(holding(machine.home())?, [file.display().to_string()]);
    // Whoever made it readable has it closed by the next login, even with the same secret key.
    for profile in ["other", "other --yes"] {
        set_mode(&file, 0o644)?;
        assert_eq!(served.login(&machine, profile)?.exit, 0);
        assert_eq!(mode(&file)?, 0o600);
    }
    Ok(())
}

#[test]
fn no_output_holds_it() -> Result {
    let (machine, served) = logged_in()?;
    let variables = [("M7_SECRET_KEY", SECRET)];
    for arguments in [
        "config list",
        "config list -o json",
        "config list -o csv",
        "config get secret_key",
        "config set secret_key x",
        "config path -o json",
        "doctor",
        "doctor -o json",
        "doctor -vvv",
        "sip list -vvv",
        "sip list -vvv --base-url http://127.0.0.1:9 --timeout 1",
        "logout -vvv",
        "doctor",
    ] {
        for variables in [&[][..], &variables] {
            let ran = machine.run_where(variables, arguments)?;
            assert!(!ran.stdout.contains(SECRET), "{arguments}: {ran:?}");
            assert!(!ran.stderr.contains(SECRET), "{arguments}: {ran:?}");
        }
    }
    let login = format!(
        "-vvv login --base-url {} --appkey 2000114 --secret-key-stdin",
        served.base_url()
    );
    let ran = machine.run_with_input(&login, SECRET)?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    assert!(!ran.stderr.contains(SECRET), "{ran:?}");
    Ok(())
}

#[test]
fn a_file_that_others_may_read_is_told_of_with_what_to_type() -> Result {
    let (machine, _served) = logged_in()?;
    let file = machine.config("credentials.toml");
    assert!(!machine.run("sip list")?.stderr.contains("chmod"));
    set_mode(&file, 0o640)?;
    let remedy = format!("chmod 600 {}", file.display());
    for arguments in ["sip list", "config list"] {
        let ran = machine.run(arguments)?;
        assert_eq!(ran.exit, 0, "{ran:?}");
        assert_eq!(ran.stderr.matches(&remedy).count(), 1, "{ran:?}");
        assert!(ran.stderr.contains("0640"), "{ran:?}");
    }
    Ok(())
}

/// Writes a file that isn't right, and asserts that each command says where, and what, and quotes
/// nothing.
fn is_told_of(machine: &Machine, file: &str, text: &str, told: &str) -> Result {
    for file in ["config.toml", "credentials.toml"] {
        let _ = fs::remove_file(machine.config(file));
    }
    fs::create_dir_all(machine.config(""))?;
    fs::write(machine.config(file), text)?;
    for arguments in [
        "sip list",
        "config list",
        "config set timeout 3",
        "logout",
        "doctor",
    ] {
        let ran = machine.run(arguments)?;
        assert_eq!(ran.exit, 2, "{arguments}: {ran:?}");
        let shown = ran.stdout + &ran.stderr;
        assert!(shown.contains(&format!("{file}:")), "{text}: {shown}");
        assert!(shown.contains(told), "{told}: {shown}");
        assert!(!shown.contains(SECRET), "{shown}");
    }
    assert_eq!(fs::read_to_string(machine.config(file))?, text);
    Ok(())
}

#[test]
fn a_file_of_secret_keys_that_is_not_right_is_told_of_by_place_and_never_quoted() -> Result {
    let machine = Machine::new()?;
    for (text, told) in [
        ("[profiles.a]\nsecret_key = KEY\n", ":2:"),
        ("[profiles.a]\nsecret_key = \"KEY\n", ":2:"),
        ("[profiles.a]\nsecret_key = [\"KEY\"]\n", ":2:14: "),
        ("[profiles.a]\nsecret = \"KEY\"\n", ":2:1: "),
        ("[profiles.a]\n\"KEY\" = 1\n", ":2:1: "),
        ("secret_key = \"KEY\"\n", ":1:1: "),
        ("[profiles.a\nsecret_key = \"KEY\"\n", ":1:"),
    ] {
        let text = text.replace("KEY", SECRET);
        is_told_of(&machine, "credentials.toml", &text, told)?;
    }
    for text in [
        "[profiles.a]\nsecret_key = \"KEY\"\n",
        "secret_key = \"KEY\"\n",
    ] {
        let text = text.replace("KEY", SECRET);
        is_told_of(&machine, "config.toml", &text, "`m7 login` puts")?;
    }
    Ok(())
}

#[test]
fn a_configuration_that_is_not_right_is_told_of_in_plain_words() -> Result {
    let machine = Machine::new()?;
    for (text, told) in [
        ("timeout = \"soon\"", ":2:11: timeout: it must be a number"),
        ("timeout = -1", "seconds above 0"),
        ("base_ulr = \"x\"", "did you mean \"base_url\"?"),
        ("output = \"xml\"", "table, json, jsonl, csv or yaml"),
        ("nonce_share = \"2/8\"", "{ index = 2, count = 8 }"),
        ("appkey = 1", ":2:10: appkey: it must be a text in quotes"),
        (
            "appkey = \"1\"\nappkey = \"2\"",
            ":3:1: it stands there twice",
        ),
        ("appkey", ":2:7: a value is missing"),
        ("appkey = one", ":2:10: a text must stand in quotes"),
        ("appkey = \"1", ":2:12: a quote isn't closed"),
        ("[profiles.b", ":3:12: a bracket isn't closed"),
    ] {
        let text = format!(
            "[profiles.a]\n{}\n",
            text.replace("[profiles.b", "\n[profiles.b")
        );
        is_told_of(&machine, "config.toml", &text, told)?;
    }
    for (text, told) in [
        ("profiles = 3\n", "must be a table"),
        ("appkey = \"1\"\n", "belongs to a profile"),
        (
            "default_profle = \"a\"\n",
            "did you mean \"default_profile\"?",
        ),
        ("default_profile = 1\n", ":1:19: "),
    ] {
        is_told_of(&machine, "config.toml", text, told)?;
    }
    // A default that isn't there.
    fs::write(machine.config("config.toml"), "default_profile = \"a\"\n")?;
    let ran = machine.run("sip list")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("config.toml:1"), "{ran:?}");
    Ok(())
}
