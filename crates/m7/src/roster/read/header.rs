//! The line that says what is in which column.

use std::borrow::Cow;

use super::Column;
use super::cells::shown;
use super::near::did_you_mean;
use crate::roster::{Place, Problem};

/// A header line to write.
pub(super) const EXAMPLE: &str = "number,codecs,nat,password,note";

/// What agents are called by those who know them by their numbers.
const AGENT_NUMBERS: [&str; 4] = ["agent_number", "工号", "座席工号", "坐席工号"];

/// What a header says of the cells below it.
pub(super) struct Header(Vec<Heading>);

/// What stands above a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    Column(Column),
    /// Something else, which is a problem already.
    Other,
    /// Nothing.
    Blank,
}

impl Header {
    /// What stands above the cells of this index.
    pub(super) fn above(&self, index: usize) -> Heading {
        self.0.get(index).copied().unwrap_or(Heading::Blank)
    }

    /// How many cells it has.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Heading {
    fn of(cell: &str) -> Self {
        match Column::of(cell) {
            Some(column) => Self::Column(column),
            None if cell.trim().is_empty() => Self::Blank,
            None => Self::Other,
        }
    }
}

/// Reads the header, if the rows below can be read with it, and adds what is wrong to the problems.
pub(super) fn read(
    cells: &[Cow<'_, str>],
    line: usize,
    problems: &mut Vec<Problem>,
) -> Option<Header> {
    let headings: Vec<Heading> = cells.iter().map(|cell| Heading::of(cell)).collect();
    let mut found = |problem: Problem| problems.push(problem.at(Place::line(line)));
    if !headings
        .iter()
        .any(|heading| matches!(heading, Heading::Column(_)))
    {
        // What stands there isn't shown: it may be the first of the rows, with a password.
        found(Problem::new(no_header(cells)));
        return None;
    }
    for (index, (cell, heading)) in cells.iter().zip(&headings).enumerate() {
        let wrong = match heading {
            Heading::Column(_) if headings[..index].contains(heading) => {
                Some("this column is there twice: leave one".to_owned())
            }
            Heading::Other => Some(unknown(cell.trim())),
            _ => None,
        };
        if let Some(wrong) = wrong {
            found(Problem::new(wrong).field("header").value(shown(cell)));
        }
    }
    if !headings.contains(&Heading::Column(Column::Number)) {
        let what = format!("there is no column number: write a header such as {EXAMPLE}");
        found(Problem::new(what).field("header"));
        return None;
    }
    Some(Header(headings))
}

/// What is wrong with a line that names no column at all.
fn no_header(cells: &[Cow<'_, str>]) -> String {
    if cells.iter().any(|cell| cell.contains('，')) {
        return format!("its commas are full-width: separate the columns by `,`, as in {EXAMPLE}");
    }
    format!("it must be a header, which names the columns: begin with a line such as {EXAMPLE}")
}

/// What to do about a name that is no column's.
fn unknown(name: &str) -> String {
    if AGENT_NUMBERS.contains(&name.to_lowercase().as_str()) {
        return "agents are named by their id for now: write a column agent_id with their ids, or \
                leave this one out"
            .to_owned();
    }
    format!(
        "no column of a roster: it may have {}{}",
        Column::names(),
        did_you_mean(name, Column::ALL.map(Column::name))
    )
}
