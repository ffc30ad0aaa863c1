//! What cannot be shown, and what must not be shown as it is.

mod m7;

use m7::{Machine, Result};

#[test]
fn what_a_phone_calls_itself_cannot_play_with_the_terminal() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    let device = "evil\u{1b}[2J\u{7}\nroot";
    let mut register = machine.command(["sandbox", "register", "2004", "--device", device]);
    assert!(register.status()?.success());
    let ran = machine.run("--sandbox sip list")?;
    assert_eq!(ran.stdout.lines().count(), 2, "{ran:?}");
    assert!(!ran.stdout.contains(['\u{1b}', '\u{7}']), "{ran:?}");
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_write_whose_result_cannot_be_shown_is_told_apart() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full")?;
    let mut update = machine.command(["--sandbox", "sip", "update", "2004", "--nat", "true"]);
    let ran = m7::Ran::of(update.stdout(full).output()?)?;
    assert_eq!(ran.exit, 7, "{ran:?}");
    assert!(ran.stderr.contains("updated 2004"), "{ran:?}");
    Ok(())
}
