//! `m7 roster validate`: what a roster says, or all that is wrong with it.

use std::path::PathBuf;

use m7::roster::{PasswordRule, Problems, ReadError, Roster};
use serde::Serialize;

use crate::{
    cli::{Global, Output},
    failure::Failure,
    input, print, roster_failure,
};

/// What a roster says, in numbers.
#[derive(Default, Serialize)]
struct Said {
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

#[derive(Serialize)]
struct Wrong<'a> {
    problems: Vec<OneWrong<'a>>,
}

#[derive(Serialize)]
struct OneWrong<'a> {
    line: Option<usize>,
    column: Option<usize>,
    field: Option<&'a str>,
    value: Option<&'a str>,
    message: &'a str,
}

pub(super) async fn run(file: PathBuf, global: &Global) -> Result<(), Failure> {
    let path = file.clone();
    let read = input::blocking(move || Ok(Roster::read(&path))).await?;
    let roster = match read {
        Ok(roster) => roster,
        Err(ReadError::Problems(problems)) if global.output == Output::Json => {
            print::json(&Wrong::of(&problems))?;
            return Err(roster_failure::of_problems(&problems, &file).details(Vec::new()));
        }
        Err(error) => return Err(roster_failure::of_reading(error, &file)),
    };
    let said = Said::by(&roster);
    match global.output {
        Output::Json => print::json(&said)?,
        Output::Table | Output::Csv => print::record(
            ["ROWS", "AGENTS TO BIND", "PASSWORDS", "SCOPE"],
            [
                said.rows.to_string(),
                said.agents.to_string(),
                said.passwords.shown(),
                said.scope
                    .unwrap_or_else(|| "none, so nothing can be deleted".to_owned()),
            ],
        )?,
    }
    print::note(&format!("nothing is wrong with {}", file.display()));
    Ok(())
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

impl<'a> Wrong<'a> {
    fn of(problems: &'a Problems) -> Self {
        let problems = problems.iter().map(|problem| OneWrong {
            line: problem.place.map(|place| place.line),
            column: problem.place.and_then(|place| place.column),
            field: problem.field.as_deref(),
            value: problem.value.as_deref(),
            message: &problem.message,
        });
        Self {
            problems: problems.collect(),
        }
    }
}
