//! There are colours on a terminal, and where they are asked for: by `--color` first, then by `NO_COLOR`,
//! `CLICOLOR_FORCE`, `CLICOLOR` and `TERM`.

use std::process::Command;

use crate::m7::{Machine, Ran, Result};
use crate::terminal::open;

const ESCAPE: char = '\u{1b}';

/// An error of m7's own, one of the command line, and a log.
const COLOURFUL: [&str; 3] = ["sip list", "sip lst", "--sandbox sip get 9999 -vv"];

fn command(machine: &Machine, arguments: &str, environment: &str) -> Command {
    let mut command = machine.command(arguments.split(' '));
    command.envs(environment.split(' ').filter_map(|it| it.split_once('=')));
    command
}

#[test]
fn off_a_terminal() -> Result {
    let machine = Machine::new()?;
    for (environment, option, is_coloured) in [
        ("", "", false),
        ("CLICOLOR_FORCE=1", "", true),
        ("CLICOLOR_FORCE=1 NO_COLOR=1", "", false),
        ("CLICOLOR_FORCE=1 NO_COLOR=", "", true),
        ("", " --color always", true),
        ("NO_COLOR=1", " --color=always", true),
        ("CLICOLOR_FORCE=1", " --color never", false),
        ("CLICOLOR_FORCE=1", " --color auto", true),
    ] {
        for arguments in COLOURFUL {
            let arguments = format!("{arguments}{option}");
            let ran = Ran::of(command(&machine, &arguments, environment).output()?)?;
            assert_eq!(
                ran.stderr.contains(ESCAPE),
                is_coloured,
                "{environment} m7 {arguments}: {ran:?}"
            );
        }
    }
    let story = machine.run("demo --color always")?;
    assert!(story.stdout.contains(ESCAPE), "{story:?}");
    Ok(())
}

#[test]
fn what_programs_read_has_none() -> Result {
    let machine = Machine::new()?;
    for arguments in [
        "sip list",
        "sip lst",
        "--sandbox sip list",
        "--sandbox sip get 9999",
    ] {
        let ran = machine.run(&format!("{arguments} -o json --color always"))?;
        assert!(!ran.stdout.contains(ESCAPE), "{ran:?}");
        assert!(!ran.stderr.contains(ESCAPE), "{ran:?}");
    }
    Ok(())
}

#[test]
fn on_a_terminal() -> Result {
    let machine = Machine::new()?;
    for (environment, is_coloured) in [
        ("TERM=xterm-256color", true),
        ("TERM=dumb", false),
        ("TERM=xterm-256color NO_COLOR=1", false),
        ("TERM=xterm-256color CLICOLOR=0", false),
    ] {
        for arguments in COLOURFUL {
            // What opens a terminal says itself which one it is.
            let mut shell = Command::new("env");
            shell.arg("-i");
            shell.args(environment.split(' '));
            let m7 = machine.command(arguments.split(' '));
            for (name, value) in m7.get_envs() {
                let value = value.unwrap_or_default().to_string_lossy();
                shell.arg(format!("{}={value}", name.to_string_lossy()));
            }
            shell.arg(m7.get_program()).args(m7.get_args());
            let said = open(shell)?.exp_eof()?;
            assert_eq!(said.contains(ESCAPE), is_coloured, "{environment}: {said}");
        }
    }
    Ok(())
}
