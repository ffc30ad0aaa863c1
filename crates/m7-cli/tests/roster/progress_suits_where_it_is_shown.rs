//! On a terminal it is drawn how a run goes; elsewhere there is a line for each step.

use crate::fleet::{FOUR, Fleet};
use crate::m7::Result;
use crate::terminal::{exit_code, open};

#[test]
fn off_a_terminal_there_is_a_line_for_each_step() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let ran = fleet.sandbox("roster apply fleet.csv --yes")?;
    let lines: Vec<&str> = ran
        .stderr
        .lines()
        .filter(|line| line.starts_with('['))
        .collect();
    assert_eq!(lines.len(), 4, "{ran:?}");
    assert!(lines[3].starts_with("[4/4] 200"), "{ran:?}");
    assert!(!ran.stderr.contains(['\u{1b}', '\r']), "{ran:?}");
    Ok(())
}

#[test]
fn on_a_terminal_it_is_drawn() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let served = fleet.serve("--latency 900")?;
    let command = fleet.client_command(&served, "roster apply fleet.csv --yes --concurrency 2");
    let mut session = open(command)?;
    session.exp_string("] 0/4")?;
    session.exp_string("2001  create")?;
    session.exp_string("2 done, about")?;
    session.exp_string("4 done in")?;
    let rest = session.exp_eof()?;
    assert!(rest.contains("2004"), "{rest}");
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}
