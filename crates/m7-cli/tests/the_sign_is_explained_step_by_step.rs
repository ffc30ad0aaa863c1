//! `m7 sign explain`.

mod m7;

use m7::{Machine, Ran, Result};

const SECRET: &str = "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3";
const SIGN: &str = "ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=";
const DIGEST: &str = "c9b0b05eb83d08ca37f71bf591d7d52de9aa16693ed84973faf5d8bb50b21e5a";

/// With the sample of the vendor's authorization page.
fn explain(arguments: &str) -> Result<Ran> {
    let arguments = format!("sign explain --timestamp 1608119594 --nonce 123221 {arguments}");
    let output = Machine::new()?
        .command(arguments.trim().split(' '))
        .env("M7_APPKEY", "2000103")
        .env("M7_SECRET_KEY", SECRET)
        .output()?;
    Ran::of(output)
}

#[test]
fn each_step_is_shown_and_the_secret_key_is_not() -> Result {
    let ran = explain("")?;
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let mut rest = ran.stdout.as_str();
    for part in [
        "appkey     2000103",
        "2020-12-16 11:53:14 UTC, 2020-12-16 19:53:14 UTC+8",
        "nonce      123221",
        "20001031608119594123221",
        "└─────┘└────────┘└────┘",
        "7 + 10 + 6 = 23 characters",
        "30 bytes, from the environment variable M7_SECRET_KEY; it isn't shown",
        DIGEST,
        SIGN,
        "content-type: application/json",
        "m7-appkey: 2000103",
        "m7-nonce: 123221",
        "m7-timestamp: 1608119594",
        "m7-sign: ybCwXrg9",
        "Not signed: method, path, query, body",
    ] {
        let at = rest
            .find(part)
            .ok_or_else(|| format!("{part} is missing in {rest}"))?;
        rest = &rest[at + part.len()..];
    }
    assert!(!ran.stdout.contains(SECRET), "{ran:?}");
    Ok(())
}

#[test]
fn programs_get_the_same() -> Result {
    let ran = explain("-o json")?;
    assert!(!ran.stdout.contains(SECRET), "{ran:?}");
    let explained = ran.json()?;
    assert_eq!(explained["message"]["text"], "20001031608119594123221");
    assert_eq!(explained["message"]["length"], 23);
    assert_eq!(explained["message"]["parts"][1]["text"], "1608119594");
    assert_eq!(explained["timestamp"]["utc8"], "2020-12-16 19:53:14");
    assert_eq!(explained["key"]["bytes"], 30);
    assert_eq!(explained["digest"]["hex"], DIGEST);
    assert_eq!(explained["sign"], SIGN);
    assert_eq!(explained["headers"]["m7-sign"], SIGN);
    assert_eq!(explained["notSigned"][3], "body");
    Ok(())
}

#[test]
fn another_appkey_needs_no_account_of_its_own() -> Result {
    let machine = Machine::new()?;
    let explain = |secret: Option<&str>| -> Result<Ran> {
        let mut command = machine.command(["sign", "explain", "--appkey", "7", "-o", "json"]);
        command.envs(secret.map(|secret| ("M7_SECRET_KEY", secret)));
        Ran::of(command.output()?)
    };
    assert_eq!(explain(Some(SECRET))?.json()?["headers"]["m7-appkey"], "7");
    let ran = explain(None)?;
    assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(
        ran.stderr
            .contains("no secret key is known: M7_SECRET_KEY is not set"),
        "{ran:?}"
    );

    let ran = machine.run("--sandbox sign explain -o json")?;
    assert_eq!(ran.json()?["key"]["source"], "the embedded sandbox");
    Ok(())
}
