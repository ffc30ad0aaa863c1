//! Neither stream holds a password, however much is said.

mod m7;

use m7::{Machine, Result};

const PASSWORD: &str = "correct-horse-4711";

#[test]
fn no_password_is_ever_shown() -> Result {
    let machine = Machine::new()?;
    for arguments in [
        "--sandbox sip create 2004 --password-stdin -vvv",
        // Refused, since it's there already: the reply echoes the request all the same.
        "--sandbox sip create 2004 --password-stdin -vvv",
        "--sandbox sip update 2004 --password-stdin -vvv -o json",
    ] {
        let ran = machine.run_with_input(arguments, PASSWORD)?;
        assert!(ran.stderr.contains("sip_"), "nothing is said: {ran:?}");
        assert!(!ran.stdout.contains(PASSWORD), "{ran:?}");
        assert!(!ran.stderr.contains(PASSWORD), "{ran:?}");
    }
    Ok(())
}
