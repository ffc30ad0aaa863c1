//! An option goes before the environment, that before the profile, that before the default; and it is
//! told who said what.

mod m7;

use m7::{Machine, Ran, Result, Served};
use serde_json::Value;

const CONFIG: &str = r#"default_profile = "prod"

[profiles.prod]
appkey = "1000001"
base_url = "http://127.0.0.1:1"
timeout = 30
output = "csv"
nonce_share = { index = 2, count = 8 }

[profiles.test]
appkey = "1000002"
"#;

const CREDENTIALS: &str = r#"[profiles.prod]
secret_key = "of-prod"

[profiles.test]
secret_key = "of-test"
"#;

fn configured() -> Result<Machine> {
    let machine = Machine::new()?;
    std::fs::create_dir_all(machine.config(""))?;
    std::fs::write(machine.config("config.toml"), CONFIG)?;
    std::fs::write(machine.config("credentials.toml"), CREDENTIALS)?;
    Ok(machine)
}

/// What `m7 config list` says of a setting: its value, who said so, and in which line.
fn listed(
    machine: &Machine,
    variables: &[(&str, &str)],
    options: &str,
    key: &str,
) -> Result<[Value; 3]> {
    let ran = machine.run_where(variables, &format!("config list -o json{options}"))?;
    let rows = ran.json()?;
    let row = rows
        .as_array()
        .and_then(|rows| rows.iter().find(|row| row["setting"] == key))
        .ok_or_else(|| format!("no {key}: {ran:?}"))?;
    let who = match row["origin"].as_str() {
        Some("flag") => &row["option"],
        Some("environment") => &row["variable"],
        Some("profile") => &row["profile"],
        _ => &row["origin"],
    };
    Ok([row["value"].clone(), who.clone(), row["line"].clone()])
}

/// What the environment says, where it says all it can.
const ENVIRONMENT: [(&str, &str); 5] = [
    ("M7_APPKEY", "3000003"),
    ("M7_SECRET_KEY", "of-the-environment"),
    ("M7_BASE_URL", "http://127.0.0.1:2"),
    ("M7_NONCE_SHARE_INDEX", "1"),
    ("M7_NONCE_SHARE_COUNT", "4"),
];
const TEST: [(&str, &str); 1] = [("M7_PROFILE", "test")];
const SHARES: &str = "M7_NONCE_SHARE_INDEX and M7_NONCE_SHARE_COUNT";
/// What is shown of a secret key, and of what nobody said anything of.
const NOTHING: &str = "";

/// With these variables and options: setting, value, and who said so.
type Case = (
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const CASES: [Case; 21] = [
    // What is typed.
    (
        &ENVIRONMENT,
        " --base-url http://127.0.0.1:3",
        "base_url",
        "http://127.0.0.1:3",
        "--base-url",
    ),
    (&ENVIRONMENT, " --timeout 5", "timeout", "5", "--timeout"),
    (
        &ENVIRONMENT,
        " --profile test",
        "profile",
        "test",
        "--profile",
    ),
    (&ENVIRONMENT, "", "output", "json", "--output"),
    (&TEST, " --profile prod", "profile", "prod", "--profile"),
    // What the environment says.
    (&ENVIRONMENT, "", "appkey", "3000003", "M7_APPKEY"),
    (
        &ENVIRONMENT,
        "",
        "base_url",
        "http://127.0.0.1:2",
        "M7_BASE_URL",
    ),
    (&ENVIRONMENT, "", "secret_key", NOTHING, "M7_SECRET_KEY"),
    (&ENVIRONMENT, "", "nonce_share", "index=1,count=4", SHARES),
    (&TEST, "", "profile", "test", "M7_PROFILE"),
    (&TEST, "", "appkey", "1000002", "test"),
    // What a profile says.
    (&[], "", "appkey", "1000001", "prod"),
    (&[], "", "base_url", "http://127.0.0.1:1", "prod"),
    (&[], "", "timeout", "30", "prod"),
    (&[], "", "nonce_share", "index=2,count=8", "prod"),
    (&[], "", "secret_key", NOTHING, "prod"),
    (&[], " --profile test", "appkey", "1000002", "test"),
    (&[], "", "profile", "prod", "file"),
    // What nobody says.
    (&TEST, "", "timeout", NOTHING, "default"),
    (&TEST, "", "base_url", NOTHING, "default"),
    (&TEST, "", "nonce_share", NOTHING, "default"),
];

#[test]
fn each_setting_by_each_of_its_sources() -> Result {
    let machine = configured()?;
    for (variables, options, key, value, who) in CASES {
        let [is, said_by, _] = listed(&machine, variables, options, key)?;
        let is = is.as_str().unwrap_or(NOTHING);
        assert_eq!(
            (is, said_by.as_str()),
            (value, Some(who)),
            "{variables:?}{options} {key}"
        );
    }
    Ok(())
}

#[test]
fn where_nobody_says_anything_there_is_the_default() -> Result {
    let machine = Machine::new()?;
    for key in [
        "profile",
        "appkey",
        "secret_key",
        "base_url",
        "timeout",
        "nonce_share",
    ] {
        let [is, said_by, _] = listed(&machine, &[], "", key)?;
        assert_eq!(
            (is, said_by.as_str()),
            (Value::Null, Some("default")),
            "{key}"
        );
    }
    Ok(())
}

#[test]
fn a_line_is_that_of_the_file() -> Result {
    let machine = configured()?;
    for (key, line) in [
        ("profile", 1),
        ("appkey", 4),
        ("nonce_share", 8),
        ("secret_key", 2),
    ] {
        let [_, _, at] = listed(&machine, &[], "", key)?;
        assert_eq!(at, line, "{key}");
    }
    // By its own output, which a list can be printed as.
    let shown = machine.run("config list")?;
    assert!(
        shown.stdout.starts_with("setting,value,isSet,from,"),
        "{shown:?}"
    );
    Ok(())
}

#[test]
fn what_applies_is_what_is_used() -> Result {
    let machine = configured()?;
    let list = |variables: &[(&str, &str)], options: &str| -> Result<Ran> {
        machine.run_where(variables, &format!("sip list{options}"))
    };
    for (variables, options, host) in [
        (&[][..], "", "127.0.0.1:1"),
        (&[("M7_BASE_URL", "http://127.0.0.1:2")], "", "127.0.0.1:2"),
        (
            &[("M7_BASE_URL", "http://127.0.0.1:2")],
            " --base-url http://127.0.0.1:3",
            "127.0.0.1:3",
        ),
    ] {
        let ran = list(variables, &format!("{options} --timeout 1"))?;
        assert_eq!(ran.exit, 1, "{ran:?}");
        assert!(ran.stderr.contains(host), "{ran:?}");
    }
    let signed = |variables: &[(&str, &str)], options: &str| -> Result<String> {
        let ran = machine.run_where(
            variables,
            &format!("sign headers --timestamp 1608119594 --nonce 123221 -o json{options}"),
        )?;
        Ok(ran.json()?.to_string())
    };
    let by_prod = signed(&[], "")?;
    let by_test = signed(&[], " --profile test")?;
    assert!(by_prod.contains("1000001"), "{by_prod}");
    assert!(by_test.contains("1000002"), "{by_test}");
    // The same account with another secret key.
    let by_environment = signed(&[("M7_SECRET_KEY", "of-the-environment")], "")?;
    assert!(by_environment.contains("1000001"), "{by_environment}");
    assert_ne!(by_environment, by_prod);
    Ok(())
}

#[test]
fn whoever_overrides_a_profile_is_told_once() -> Result {
    let machine = configured()?;
    let ran = machine.run_where(
        &[("M7_SECRET_KEY", "other"), ("M7_APPKEY", "3000003")],
        "sip list --timeout 1",
    )?;
    for name in ["M7_SECRET_KEY", "M7_APPKEY"] {
        let told = format!("note: {name} is used instead of the one of profile \"prod\"");
        assert_eq!(ran.stderr.matches(&told).count(), 1, "{ran:?}");
    }
    // Nobody is told of what makes no difference, or of a profile that isn't there.
    let same = machine.run_where(&[("M7_APPKEY", "1000001")], "sip list --timeout 1")?;
    assert!(!same.stderr.contains("note:"), "{same:?}");
    let account = [("M7_SECRET_KEY", "other"), ("M7_APPKEY", "3000003")];
    let alone = Machine::new()?.run_where(
        &account,
        "sip list --timeout 1 --base-url http://127.0.0.1:1",
    )?;
    assert!(!alone.stderr.contains("note:"), "{alone:?}");
    Ok(())
}

#[test]
fn a_profile_that_is_not_there_is_named_with_those_that_are() -> Result {
    let machine = configured()?;
    for (variables, arguments) in [
        (&[][..], "sip list --profile prodd"),
        (&[("M7_PROFILE", "prodd")], "sip list"),
        (&[], "config use prodd"),
        (&[], "config set --profile prodd timeout 3"),
        (&[], "logout --profile prodd"),
        (&[], "doctor --profile prodd"),
    ] {
        let ran = machine.run_where(variables, arguments)?;
        assert_eq!(ran.exit, 2, "{arguments}: {ran:?}");
        let told = ran.stdout + &ran.stderr;
        assert!(told.contains("there is no profile \"prodd\""), "{told}");
        assert!(told.contains("did you mean \"prod\"?"), "{told}");
    }
    let ran = machine.run("sip list --profile xyz")?;
    assert!(ran.stderr.contains("prod, test"), "{ran:?}");
    assert!(!ran.stderr.contains("did you mean"), "{ran:?}");
    Ok(())
}

#[test]
fn the_embedded_sandbox_has_nothing_to_do_with_profiles() -> Result {
    let machine = configured()?;
    std::fs::write(machine.config("config.toml"), "this is no TOML")?;
    let ran = machine.run_where(&[("M7_PROFILE", "nobody")], "--sandbox sip list -o json")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    let ran = machine.run("--sandbox --profile prod sip list")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("--profile"), "{ran:?}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn the_configuration_is_where_the_system_keeps_such() -> Result {
    let machine = configured()?;
    let elsewhere = machine.home().join("elsewhere");
    let elsewhere = elsewhere.to_str().ok_or("no text")?;
    let variables = [("XDG_CONFIG_HOME", elsewhere)];
    let path = machine.run_where(&variables, "config path")?;
    assert_eq!(path.stdout, format!("{elsewhere}/m7/config.toml\n"));
    assert_eq!(listed(&machine, &variables, "", "appkey")?[0], Value::Null);
    assert_eq!(
        machine.run_where(&variables, "config set timeout 7")?.exit,
        0
    );
    assert_eq!(listed(&machine, &variables, "", "timeout")?[0], "7");
    assert_eq!(listed(&machine, &[], "", "timeout")?[0], "30");
    Ok(())
}

#[test]
fn a_variable_that_is_set_and_says_nothing_is_refused() -> Result {
    let machine = configured()?;
    for name in ["M7_PROFILE", "M7_APPKEY", "M7_SECRET_KEY", "M7_BASE_URL"] {
        let ran = machine.run_where(&[(name, "")], "sip list")?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(
            ran.stderr
                .contains(&format!("{name} is unusable: it is set, but empty")),
            "{ran:?}"
        );
    }
    Ok(())
}

#[test]
fn no_file_is_read_where_none_is_needed() -> Result {
    let machine = configured()?;
    std::fs::write(machine.config("config.toml"), "this is no TOML")?;
    for arguments in ["--version", "--help", "config path", "roster init"] {
        let mut command = machine.command(arguments.split(' '));
        let ran = Ran::of(command.current_dir(machine.home()).output()?)?;
        assert_eq!(ran.exit, 0, "{ran:?}");
    }
    Ok(())
}

#[test]
fn a_profile_says_how_to_print_what_can_be_printed_so() -> Result {
    let machine = Machine::new()?;
    let served = Served::start(machine.command(["sandbox", "serve"]))?;
    assert_eq!(served.login(&machine, "default")?.exit, 0);
    for (output, list, export) in [
        ("json", "[]", "number\n"),
        ("csv", "number,", "number\n"),
        ("yaml", "[]", "number\n"),
    ] {
        assert_eq!(machine.run(&format!("config set output {output}"))?.exit, 0);
        let ran = machine.run("sip list")?;
        assert!(ran.stdout.starts_with(list), "{ran:?}");
        let ran = machine.run("sip export")?;
        assert!(ran.stdout.starts_with(export), "{ran:?}");
        assert_eq!(machine.run("sign headers")?.exit, 0);
    }
    // A table of nothing is none.
    assert_eq!(machine.run("sip list -o table")?.stdout, "");
    Ok(())
}

#[test]
fn a_write_names_the_profile_and_the_host() -> Result {
    let machine = Machine::new()?;
    let served = Served::start(machine.command(["sandbox", "serve"]))?;
    assert_eq!(served.login(&machine, "staging")?.exit, 0);
    let ran = machine.run_with_input("sip create 2004 --password-stdin", "not-a-real-password")?;
    let told = format!(
        "creating 2004 on {} (account 2000113, profile staging)",
        served.base_url()
    );
    assert!(ran.stderr.contains(&told), "{ran:?}");
    Ok(())
}
