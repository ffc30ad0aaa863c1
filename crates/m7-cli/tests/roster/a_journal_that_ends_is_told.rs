//! Where the journal can be written no more, what is known of the run is printed all the same.

use std::process::{Command, Stdio};

use crate::fleet::{FOUR, Fleet, numbers};
use crate::m7::{Ran, Result};

/// Writes no file longer than 1 KiB, without being killed for it.
const ON_A_FULL_DISK: &str = r#"trap '' XFSZ; ulimit -f 2; exec "$@""#;

#[test]
fn what_is_known_of_the_run_is_printed() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let served = fleet.serve("")?;
    let apply = "roster apply fleet.csv --yes --concurrency 1 -o json";
    let m7 = fleet.client_command(&served, apply);
    let mut command = Command::new("sh");
    command
        .args(["-c", ON_A_FULL_DISK, "sh"])
        .arg(m7.get_program())
        .args(m7.get_args())
        .env_clear()
        .current_dir(fleet.path(""))
        .stdin(Stdio::null());
    for (name, value) in m7.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let ran = Ran::of(command.output()?)?;
    assert!(matches!(ran.exit, 1 | 7), "{ran:?}");
    let report = ran.json()?;
    assert_eq!(report["isOver"], false, "{report}");
    let listed = numbers(&fleet.client(&served, "sip list -o json")?.json()?)?;
    assert!(!listed.is_empty() && listed.len() < 4, "{listed:?}");
    let of = |status: &str| report["counts"][status].as_u64().unwrap_or_default();
    // The last one's result had no room.
    assert!(
        of("done") + of("unknown") >= u64::try_from(listed.len())?,
        "{report}"
    );

    let resumed = fleet.client(&served, &format!("{apply} --resume --settle 0.3"))?;
    assert_eq!(resumed.exit, 0, "{resumed:?}");
    Ok(())
}
