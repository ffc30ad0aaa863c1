//! What `m7` prints is what `tests/cmd/` says, in every format, and what `docs/output.schema.json` says.
//!
//! A file there is a session: a line `$ …` is a shell's, `? N` below it is its exit code, `1| …` what came
//! on stdout and `2| …` what came on stderr. `& …` serves a sandbox, of which the lines below are clients.
//! What changes from run to run has a name in brackets. After a change that is meant,
//! `SNAPSHOTS=overwrite cargo test -p m7-cli --test output` writes them anew.

#![cfg(target_os = "linux")]

#[path = "../m7/mod.rs"]
mod m7;

#[path = "../roster/terminal.rs"]
mod terminal;

mod schema;
mod session;

mod a_closed_stdout_ends_no_write;
mod colours_go_by_the_usual_variables;
mod tables_fit_the_terminal;

use std::{collections::BTreeSet, fs};

use m7::Result;
use session::Session;

macro_rules! stored {
    ($($name:ident),+ $(,)?) => {
        const STORED: &[&str] = &[$(stringify!($name)),+];

        $(#[test]
        fn $name() -> Result {
            Session::replay(stringify!($name))
        })+
    };
}

stored![
    account,
    api,
    config,
    demo,
    docs,
    doctor,
    exporter,
    formats,
    help_in_chinese,
    login,
    manual,
    quiet,
    roster,
    roster_failures,
    roster_problems,
    sandbox,
    sign,
    sip,
    sip_failures,
    sip_several,
    usage,
    watching,
];

#[test]
fn every_session_is_replayed() -> Result {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(session::folder())? {
        let name = entry?.file_name();
        let name = name.to_str().and_then(|name| name.strip_suffix(".txt"));
        files.insert(name.ok_or("another file")?.to_owned());
    }
    assert_eq!(files, STORED.iter().map(ToString::to_string).collect());
    Ok(())
}

#[test]
fn every_document_of_the_schema_is_printed_in_one() -> Result {
    let mut unseen = schema::commands()?;
    // Too long to be stored.
    let docs = m7::Machine::new()?.run("docs -o json")?;
    schema::validate("$ m7 docs -o json", docs.exit, &docs.stdout, &docs.stderr)?;
    unseen.retain(|command| command != "docs");
    for name in STORED {
        let text = fs::read_to_string(session::file(name))?;
        for line in text.lines().filter(|line| schema::is_whole(line)) {
            unseen.retain(|command| schema::command(line).as_ref() != Some(command));
        }
    }
    assert_eq!(unseen, Vec::<String>::new());
    Ok(())
}
