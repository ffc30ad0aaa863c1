//! The numbers that are to be.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::check::check;
use super::{Problem, Problems, Row, Scope};

/// What the numbers of an account are to be: a row for each, by its number.
///
/// Read from a file by [`read`](Self::read), or made of rows by [`new`](Self::new). There is none with
/// a problem in it: no two rows are for one number, and each is inside the scope, if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// In the order of their numbers, so that the order in a file doesn't matter.
    pub(super) rows: Vec<Row>,
    pub(super) scope: Option<Scope>,
}

impl Roster {
    /// A roster of these rows.
    ///
    /// # Errors
    ///
    /// [`Problems`]: all that is wrong with them.
    pub fn new(
        rows: impl IntoIterator<Item = Row>,
        scope: Option<Scope>,
    ) -> Result<Self, Problems> {
        Self::checked(rows.into_iter().collect(), scope, Vec::new())
    }

    /// A roster of these rows, of which some are already known to be wrong.
    pub(super) fn checked(
        mut rows: Vec<Row>,
        scope: Option<Scope>,
        mut problems: Vec<Problem>,
    ) -> Result<Self, Problems> {
        let mut found = Vec::new();
        for row in &rows {
            check(row, scope.as_ref(), &mut found);
        }
        check_repeats(&rows, &mut found);
        // What is wrong with a range is said once, and not of each of its numbers.
        let mut said = HashSet::new();
        found.retain(|problem| {
            let what = (problem.field.clone(), problem.message.clone());
            problem.place.is_none() || said.insert((problem.place, what))
        });
        problems.append(&mut found);
        Problems::of(problems)?;
        rows.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(Self { rows, scope })
    }

    /// The same roster, whose password files are named from this folder on.
    pub(super) fn within(mut self, folder: &Path) -> Self {
        for row in &mut self.rows {
            row.password = row.password.take().map(|rule| rule.within(folder));
        }
        self
    }

    /// The rows, in the order of their numbers.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Which numbers it is responsible for, if it says so.
    pub fn scope(&self) -> Option<&Scope> {
        self.scope.as_ref()
    }

    /// The same rows, responsible for these numbers.
    ///
    /// # Errors
    ///
    /// [`Problems`]: the rows that are outside of it.
    pub fn with_scope(self, scope: Scope) -> Result<Self, Problems> {
        Self::checked(self.rows, Some(scope), Vec::new())
    }

    /// The row of this number.
    pub fn row(&self, number: &str) -> Option<&Row> {
        let found = self
            .rows
            .binary_search_by(|row| row.number.as_str().cmp(number));
        found.ok().map(|index| &self.rows[index])
    }
}

/// Two rows for one number.
fn check_repeats(rows: &[Row], problems: &mut Vec<Problem>) {
    let mut seen: HashMap<&str, &Row> = HashMap::with_capacity(rows.len());
    for row in rows {
        if row.number.is_empty() {
            continue;
        }
        match seen.get(row.number.as_str()) {
            None => {
                seen.insert(&row.number, row);
            }
            Some(first) => {
                let what = match first.place {
                    Some(place) => format!("{place} is for it already: leave one of the two"),
                    None => "another row is for it already: leave one of the two".to_owned(),
                };
                let problem = Problem::new(what).at(row.place).field("number");
                problems.push(problem.value(&row.number));
            }
        }
    }
}
