//! Nothing is written before somebody said so.

use crate::fleet::{FOUR, Fleet};
use crate::m7::Result;
use crate::terminal::{exit_code, open};

const SCOPED: &str = "version: 1\nscope: [2001-2009]\nnumbers:\n  - number: \"2001\"\n    \
                      password: generate\n";

#[test]
fn without_a_terminal_it_takes_a_yes() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let ran = fleet.sandbox("roster apply fleet.csv")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("--yes"), "{ran:?}");
    assert_eq!(fleet.numbers()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_answer_decides() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    for (answer, then, exit, numbers) in [("", "not done", 1, 0), ("y", "4 done", 0, 4)] {
        let mut session = open(fleet.sandbox_command("roster apply fleet.csv"))?;
        session.exp_string("of the embedded sandbox: create 4? [y/N]")?;
        session.send_line(answer)?;
        session.exp_string(then)?;
        session.exp_eof()?;
        assert_eq!(exit_code(&session)?, exit);
        assert_eq!(fleet.numbers()?.len(), numbers);
    }
    Ok(())
}

#[test]
fn ctrl_c_at_the_question_writes_nothing() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let mut session = open(fleet.sandbox_command("roster apply fleet.csv"))?;
    session.exp_string("[y/N]")?;
    session.send_control('c')?;
    session.exp_string("interrupted")?;
    session.exp_eof()?;
    assert_eq!(exit_code(&session)?, 130);
    assert_eq!(fleet.numbers()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn to_delete_it_takes_their_number() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    assert_eq!(fleet.sandbox("roster apply fleet.csv --yes")?.exit, 0);
    fleet.write("fewer.yaml", SCOPED)?;
    for (answer, then, exit, left) in [("y", "not done", 1, 4), ("3", "3 done", 0, 1)] {
        let mut session = open(fleet.sandbox_command("roster apply fewer.yaml --prune"))?;
        session.exp_string("delete 3: 2002-2004")?;
        session.exp_string("to go on: ")?;
        session.send_line(answer)?;
        session.exp_string(then)?;
        session.exp_eof()?;
        assert_eq!(exit_code(&session)?, exit);
        assert_eq!(fleet.numbers()?.len(), left);
    }
    Ok(())
}
