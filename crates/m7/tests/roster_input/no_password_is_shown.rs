//! Whoever writes a password into a roster isn't shown it, nor is the log.

use m7::roster::{Problems, Roster};

/// What may be a password, as far as a reader can tell.
const PASSWORDS: [&str; 12] = [
    "hunter2",
    "env:",
    "hunter2,hunter2",
    "\"hunter2",
    "hunter2\"\"hunter2",
    "*hunter2",
    "&hunter2 ",
    "!hunter2 x",
    "[hunter2",
    "'hunter2",
    "hunter2: hunter2",
    "{hunter2: hunter2}",
];

fn shown(problems: &Problems) -> String {
    let each: Vec<String> = problems.iter().map(ToString::to_string).collect();
    format!("{problems} {problems:?} {each:?}")
}

#[test]
fn of_csv() {
    for password in PASSWORDS {
        for csv in [
            format!("number,password\n2004,{password}\n"),
            format!("number,password,nat\n2004,{password},maybe\n"),
            // One without a header.
            format!("2004,{password}\n2005,{password}\n"),
        ] {
            let problems = Roster::from_csv(csv).unwrap_err();
            assert!(
                !shown(&problems).contains("hunter"),
                "{password}: {problems}"
            );
        }
    }
}

#[test]
fn of_yaml() {
    for password in PASSWORDS {
        for yaml in [
            format!("version: 1\nnumbers:\n  - number: 2004\n    password: {password}\n"),
            format!("version: 1\ndefaults:\n  password: {password}\nnumbers:\n  - number: 2004\n"),
            format!("version: 1\nnumbers:\n  - number: 2004\n    password: [{password}]\n"),
        ] {
            let problems = Roster::from_yaml(yaml).unwrap_err();
            assert!(
                !shown(&problems).contains("hunter"),
                "{password}: {problems}"
            );
        }
    }
}
