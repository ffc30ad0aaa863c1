//! `m7 demo` needs nothing and shows everything.

mod m7;

use m7::{Machine, Result};

#[test]
fn the_demo_tells_the_whole_story() -> Result {
    let ran = Machine::new()?.run("demo")?;

    assert_eq!(ran.exit, 0, "{ran:?}");
    let mut rest = ran.stdout.as_str();
    for part in [
        "create 2004",
        "created, sipId ",
        "list",
        "refused, code 409",
        "a phone with a guessed password",
        "refused over SIP: 401",
        "its phone registers",
        "REGISTER from 127.0.0.1:",
        "200, for 300 s",
        "Telephone at 127.0.0.1:",
        "bind the agent",
        "agent 凯哥测试 (8734)",
        "updated",
        "a forged request",
        "code 401",
        "a replayed request",
        "accepted at first",
        "code 401",
        "delete 2004",
        "deleted",
        "no numbers left",
        "refused over SIP: 401",
    ] {
        let at = rest
            .find(part)
            .ok_or_else(|| format!("{part} is missing in {rest}"))?;
        rest = &rest[at + part.len()..];
    }
    let calls = ran.stdout.matches("request ").count();
    assert!(calls >= 12, "{calls} request ids only");
    assert!(!ran.stdout.contains('\u{1b}'), "colours in a pipe");
    Ok(())
}
