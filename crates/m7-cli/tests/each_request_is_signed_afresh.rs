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
