//! `m7 roster validate`: what a roster says, or all that is wrong with it.

use std::path::PathBuf;

use m7::roster::{PasswordRule, Roster};
use serde::Serialize;

use crate::{
    cli::Global,
    failure::Failure,
    input,
    output::{Column, Row},
    print, roster_failure,
};

/// What a roster says, in numbers.
#[derive(Default, Serialize)]
pub(crate) struct Said {
    rows: usize,
    /// How many have an agent to bind.
    agents: usize,
    passwords: Passwords,
    scope: Option<String>,
}

/// Where the passwords come from.
#[derive(Default, Serialize)]
struct Passwords {
    generate: usize,
    env: usize,
    file: usize,
    none: usize,
}

pub(super) async fn run(file: PathBuf, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let path = file.clone();
    let roster = input::blocking(move || {
        Roster::read(&path).map_err(|error| roster_failure::of_reading(error, &path))
    })
    .await?;
    printer.object(&Said::by(&roster))?;
    print::note(&format!("nothing is wrong with {}", file.display()));
    Ok(())
}

impl Row for Said {
    const FIELDS: &'static [&'static str] = &[
        "rows",
        "agents",
        "passwords.generate",
        "passwords.env",
        "passwords.file",
        "passwords.none",
        "scope",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("rows", "ROWS", |it| it.rows.to_string()),
            Column::of("agents", "AGENTS TO BIND", |it| it.agents.to_string()),
            Column::of("passwords", "PASSWORDS", |it| it.passwords.shown()),
            Column::of("scope", "SCOPE", |it| match &it.scope {
                Some(scope) => scope.clone(),
                None => "none, so nothing can be deleted".to_owned(),
            }),
        ]
    }
}

impl Said {
    fn by(roster: &Roster) -> Self {
        let mut said = Self {
            rows: roster.rows().len(),
            scope: roster.scope().map(ToString::to_string),
            ..Self::default()
        };
        for row in roster.rows() {
            said.agents += usize::from(row.agent_id().is_some());
            let of_its_kind = match row.password_rule() {
                Some(PasswordRule::Environment(_)) => &mut said.passwords.env,
                Some(PasswordRule::File(_)) => &mut said.passwords.file,
                Some(_) => &mut said.passwords.generate,
                None => &mut said.passwords.none,
            };
            *of_its_kind += 1;
        }
        said
    }
}

impl Passwords {
    fn shown(&self) -> String {
        let kinds = [
            (self.generate, "made up"),
            (self.env, "from the environment"),
            (self.file, "from files"),
            (self.none, "not said"),
        ];
        let kinds: Vec<String> = kinds
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, kind)| format!("{count} {kind}"))
            .collect();
        kinds.join(", ")
    }
}
