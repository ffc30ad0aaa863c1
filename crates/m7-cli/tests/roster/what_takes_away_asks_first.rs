//! What somebody may miss is asked about, on a terminal, and refused where there is none.

use std::process::Command;

use crate::fleet::Fleet;
use crate::m7::Result;
use crate::terminal::{exit_code, open};

/// What takes away, and of how many numbers.
const TAKE_AWAY: [&str; 6] = [
    "sip delete 2001",
    "sip delete 2001-2002",
    "sip unbind 2001",
    "sip unbind 2001-2002",
    "sip rotate-password 2001",
    "sip rotate-password 2001-2002",
];

/// Two numbers, an agent bound to each.
fn two() -> Result<Fleet> {
    let fleet = Fleet::new()?;
    for (number, agent) in [
        ("2001", crate::fleet::AGENT),
        ("2002", crate::fleet::OTHER_AGENT),
    ] {
        fleet.machine.create(number)?;
        for command in [
            format!("sandbox register {number}"),
            format!("--sandbox sip bind {number} --agent {agent}"),
        ] {
            let ran = fleet.run(&command)?;
            assert_eq!(ran.exit, 0, "{ran:?}");
        }
    }
    Ok(fleet)
}

/// Who is registered and bound, apart from where this run's sandbox is.
fn state(fleet: &Fleet) -> Result<String> {
    let fields = "number,sipId,registerStatus,agent.agentId";
    Ok(fleet
        .sandbox(&format!("sip list -o jsonl --fields {fields}"))?
        .stdout)
}

#[test]
fn without_a_terminal_it_takes_a_yes() -> Result {
    let fleet = two()?;
    let before = state(&fleet)?;
    for command in TAKE_AWAY {
        let ran = fleet.sandbox(command)?;
        assert_eq!(ran.exit, 2, "{command}: {ran:?}");
        assert!(ran.stderr.contains("--yes"), "{command}: {ran:?}");
    }
    let several = fleet.sandbox("sip create 2003-2004 --generate-passwords")?;
    assert_eq!(several.exit, 2, "{several:?}");
    assert_eq!(state(&fleet)?, before);
    Ok(())
}

#[test]
fn a_no_changes_nothing() -> Result {
    let fleet = two()?;
    let before = state(&fleet)?;
    for command in TAKE_AWAY {
        let mut session = open(fleet.sandbox_command(command))?;
        session.exp_regex("\\[y/N\\] |to go on: ")?;
        session.send_line("n")?;
        session.exp_string("not done")?;
        session.exp_eof()?;
        assert_eq!(exit_code(&session)?, 1, "{command}");
    }
    assert_eq!(state(&fleet)?, before);
    Ok(())
}

#[test]
fn a_yes_does_it() -> Result {
    let fleet = two()?;
    for (command, answer) in [
        ("sip unbind 2001-2002", "y"),
        ("sip rotate-password 2001", "yes"),
        // How many, since nothing brings them back.
        ("sip delete 2001-2002", "2"),
    ] {
        let mut session = open(fleet.sandbox_command(command))?;
        session.exp_regex("\\[y/N\\] |to go on: ")?;
        session.send_line(answer)?;
        session.exp_string(" done in ")?;
        session.exp_eof()?;
        assert_eq!(exit_code(&session)?, 0, "{command}");
    }
    assert_eq!(fleet.numbers()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn one_that_is_named_and_not_there_keeps_the_others() -> Result {
    let fleet = two()?;
    let ran = fleet.sandbox("sip delete 2001-2002 2003 --yes")?;
    assert_eq!(ran.exit, 5, "{ran:?}");
    assert!(ran.stderr.contains("2003"), "{ran:?}");
    assert_eq!(fleet.numbers()?, ["2001", "2002"]);
    Ok(())
}

#[test]
fn nothing_is_asked_where_nobody_sees_the_question() -> Result {
    let fleet = two()?;
    for taken in TAKE_AWAY {
        let m7 = fleet.sandbox_command(taken);
        let mut command = Command::new("sh");
        command
            .args(["-c", r#""$@" 2>/dev/null; echo "code $?""#, "sh"])
            .arg(m7.get_program())
            .args(m7.get_args())
            .env_clear();
        for (name, value) in m7.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        let mut session = open(command)?;
        session.exp_string("code 2")?;
        session.exp_eof()?;
    }
    assert_eq!(fleet.numbers()?, ["2001", "2002"]);
    Ok(())
}
