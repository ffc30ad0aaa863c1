//! `m7 sign headers`.

mod m7;

use m7::{Machine, Ran, Result};

fn sign(arguments: &str) -> Result<Ran> {
    let output = Machine::new()?
        .command(format!("sign headers {arguments}").trim().split(' '))
        .env("M7_APPKEY", "2000103")
        .env("M7_SECRET_KEY", "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3")
        .output()?;
    Ran::of(output)
}

#[test]
fn time_and_nonce_are_fresh_when_not_given() -> Result {
    let (first, second) = (sign("-o json")?.json()?, sign("-o json")?.json()?);
    assert_ne!(first["m7-sign"], second["m7-sign"]);
    assert_eq!(first["m7-timestamp"].as_str().map(str::len), Some(10));
    assert_eq!(first["m7-nonce"].as_str().map(str::len), Some(6));
    Ok(())
}

#[test]
fn what_curl_takes_is_printed_whatever_a_profile_says() -> Result {
    let machine = Machine::new()?;
    let set = machine.run("config set --profile default --create output json")?;
    assert_eq!(set.exit, 0, "{set:?}");
    let sign = |arguments: &str| -> Result<Ran> {
        let output = machine
            .command(arguments.split(' '))
            .env("M7_APPKEY", "2000103")
            .env("M7_SECRET_KEY", "not-a-secret")
            .output()?;
        Ran::of(output)
    };
    let ran = sign("sign headers --http")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(
        ran.stdout.starts_with("m7-appkey: 2000103\nm7-nonce: "),
        "{ran:?}"
    );
    assert_eq!(sign("sign headers")?.json()?["m7-appkey"], "2000103");
    assert_eq!(sign("sign headers --http -o json")?.exit, 2);
    Ok(())
}
