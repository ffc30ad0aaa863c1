//! Single values, as CSV and YAML both write them.

use m7_models::CodingFormat;

use super::Column;
use crate::roster::row::{AgentRule, is_nobody, note_of};
use crate::roster::{Problem, Row};

/// What is wrong with a value, and what to write.
pub(super) type Wrong = String;

/// More than this of a value helps nobody to find it.
const MOST_SHOWN: usize = 60;

/// Has the row say what this cell says. An empty one says nothing.
pub(super) fn set(row: &mut Row, column: Column, cell: &str) -> Result<(), Wrong> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(());
    }
    match column {
        Column::Number => word(cell).clone_into(&mut row.number),
        Column::Codecs => row.codecs = Some(codecs(cell)?),
        Column::Nat => row.behind_nat = Some(nat(cell)?),
        Column::AgentId => row.agent = agent(word(cell)),
        Column::Password => {
            row.password = Some(cell.parse().map_err(|wrong| format!("{wrong}"))?);
        }
        Column::PasswordVersion => row.password_version = password_version(cell)?,
        Column::Note => row.note = note_of(cell),
    }
    Ok(())
}

/// A problem with a cell, which is shown unless it may be a password.
pub(super) fn problem(column: Column, name: &str, cell: &str, wrong: Wrong) -> Problem {
    let problem = Problem::new(wrong).field(name);
    match column {
        Column::Password => problem,
        _ => problem.value(shown(cell)),
    }
}

/// As much of a value as is shown.
pub(super) fn shown(value: &str) -> String {
    let value = value.trim();
    match value.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Without what keeps Excel from reading it as a number: `="0042"`.
fn word(cell: &str) -> &str {
    cell.strip_prefix("=\"")
        .and_then(|cell| cell.strip_suffix('"'))
        .map_or(cell, str::trim)
}

fn codecs(cell: &str) -> Result<Vec<CodingFormat>, Wrong> {
    let separates = |c: char| c.is_whitespace() || "|;/+,，、".contains(c);
    let names = cell.split(separates).filter(|name| !name.is_empty());
    names.map(codec).collect()
}

/// A codec that the API knows, whatever its case.
pub(super) fn codec(name: &str) -> Result<CodingFormat, Wrong> {
    let is_it = |codec: &&CodingFormat| codec.as_str().eq_ignore_ascii_case(name.trim());
    CodingFormat::KNOWN
        .iter()
        .find(is_it)
        .cloned()
        .ok_or_else(|| {
            let known: Vec<&str> = CodingFormat::KNOWN
                .iter()
                .map(CodingFormat::as_str)
                .collect();
            let name = shown(name);
            format!(
                "{name:?} is no codec of the API: it knows {}",
                known.join(", ")
            )
        })
}

fn nat(cell: &str) -> Result<bool, Wrong> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    if is_one_of(&["true", "yes", "1", "是"]) {
        Ok(true)
    } else if is_one_of(&["false", "no", "0", "否"]) {
        Ok(false)
    } else {
        Err("write true or false".to_owned())
    }
}

fn agent(cell: &str) -> AgentRule {
    if is_nobody(cell) {
        AgentRule::Nobody
    } else {
        AgentRule::Bound(cell.to_owned())
    }
}

fn password_version(cell: &str) -> Result<u32, Wrong> {
    match cell.parse() {
        Ok(version) if version > 0 => Ok(version),
        _ => Err("write a whole number from 1".to_owned()),
    }
}
