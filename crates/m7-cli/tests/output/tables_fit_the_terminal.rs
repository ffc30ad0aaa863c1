//! A table that a terminal is too narrow for is one record after the other, and nothing is ever cut.

use std::process::Command;

use crate::m7::{Machine, Result};
use crate::terminal::open;

/// What a terminal of so many columns shows.
fn shown(machine: &Machine, columns: usize, arguments: &str) -> Result<String> {
    let m7 = machine.command(arguments.split(' '));
    let mut shell = Command::new("sh");
    shell.args(["-c", "stty rows 24 cols $0; exec \"$@\""]);
    shell.arg(columns.to_string());
    shell.arg(m7.get_program()).args(m7.get_args());
    shell.envs(
        m7.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    Ok(open(shell)?.exp_eof()?)
}

#[test]
fn a_table_fits_or_is_records() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    machine.create("2005")?;
    machine.run("sandbox register 2004")?;
    let list = "--sandbox sip list -q";
    let wide = machine.run(list)?.stdout;
    let width = wide.lines().map(str::len).max().ok_or("no lines")?;

    let fits = shown(&machine, width, list)?.replace('\r', "");
    assert_eq!(fits, wide);
    let narrow = shown(&machine, width - 1, list)?.replace('\r', "");
    assert!(
        narrow.starts_with("NUMBER         2004\nSTATUS "),
        "{narrow}"
    );
    assert!(narrow.contains("\n\nNUMBER         2005\n"), "{narrow}");
    // Other formats are what they are.
    let csv = format!("{list} -o csv --fields number,sipId");
    assert_eq!(
        shown(&machine, 10, &csv)?.replace('\r', ""),
        machine.run(&csv)?.stdout
    );
    Ok(())
}
