//! What is wrong with a roster, all of it at once.

use std::fmt;
use std::ops::Deref;

/// Where in a file something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters; `None` where only the line is known.
    pub column: Option<usize>,
}

/// One thing that is wrong with a roster.
///
/// It reads in one line, with what to write instead: `line 4, codecs "G711X": no codec of the API; it
/// knows G711A, …`. It never holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where it stands; `None` for a row that comes from no file, and for a file as a whole.
    pub place: Option<Place>,
    /// The field that it is about, by the name that the file has for it.
    pub field: Option<String>,
    /// What stands there. `None` for whatever may be a password.
    pub value: Option<String>,
    /// What is wrong, and what to write.
    pub message: String,
}

/// All that is wrong with a roster, in the order of its lines. There is at least one.
///
/// Nothing is written by a roster that has a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Place {
    /// A line of which the column isn't known.
    pub(super) fn line(line: usize) -> Self {
        Self { line, column: None }
    }

    /// A line and a column.
    pub(super) fn at(line: usize, column: usize) -> Self {
        Self {
            line,
            column: Some(column),
        }
    }
}

impl Problem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            place: None,
            field: None,
            value: None,
            message: message.into(),
        }
    }

    pub(super) fn at(self, place: impl Into<Option<Place>>) -> Self {
        Self {
            place: place.into(),
            ..self
        }
    }

    pub(super) fn field(self, field: impl Into<String>) -> Self {
        Self {
            field: Some(field.into()),
            ..self
        }
    }

    /// Shows what stands there, which must not be a password.
    pub(super) fn value(self, value: impl Into<String>) -> Self {
        Self {
            value: Some(value.into()),
            ..self
        }
    }
}

impl Problems {
    /// The problems, if there are any.
    pub(super) fn of(mut problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            return Ok(());
        }
        problems.sort_by_key(|problem| problem.place);
        Err(Self(problems))
    }
}

impl Deref for Problems {
    type Target = [Problem];

    fn deref(&self) -> &[Problem] {
        &self.0
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        match self.column {
            Some(column) => write!(f, ", column {column}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = match (&self.field, &self.value) {
            (Some(field), Some(value)) => Some(format!("{field} {value:?}")),
            (Some(field), None) => Some(field.clone()),
            (None, Some(value)) => Some(format!("{value:?}")),
            (None, None) => None,
        };
        match (self.place, subject) {
            (Some(place), Some(subject)) => write!(f, "{place}, {subject}: ")?,
            (Some(place), None) => write!(f, "{place}: ")?,
            (None, Some(subject)) => write!(f, "{subject}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.message)
    }
}

impl fmt::Display for Problems {
    /// The first of them, and how many more there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0[0])?;
        match self.0.len() - 1 {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_in_one_line() {
        let problem = Problem::new("no codec of the API; it knows G711A")
            .at(Place::at(4, 9))
            .field("codecs")
            .value("G7\n11");
        assert_eq!(
            problem.to_string(),
            r#"line 4, column 9, codecs "G7\n11": no codec of the API; it knows G711A"#
        );
        assert_eq!(Problem::new("it is empty").to_string(), "it is empty");
    }

    #[test]
    fn problems_come_in_the_order_of_the_lines() {
        let problem = |line| Problem::new("x").at(Place::line(line));
        let problems = Problems::of(vec![problem(7), problem(2)]).unwrap_err();
        assert_eq!(problems.to_string(), "line 2: x (and 1 more)");
        assert_eq!(Problems::of(Vec::new()), Ok(()));
    }
}
