//! One entry of a roster as YAML: a number, or a range of them.

use m7_models::CodingFormat;

use super::Column;
use super::cells::{self, codec, shown};
use super::node::{Node, What};
use super::yaml::Document;
use crate::roster::row::AgentRule;
use crate::roster::scope::NumberRange;
use crate::roster::{Problem, Row};

/// More than this at once is surely a slip.
const MOST_OF_A_RANGE: u64 = 100_000;
/// More than any account has. (A file can say with few words that there are many.)
const MOST_OF_ALL: u64 = 250_000;

/// The keys of `defaults`.
const DEFAULT_KEYS: [&str; 4] = ["codecs", "nat", "password", "password_version"];
/// The keys of an entry.
const KEYS: [&str; 8] = [
    "number",
    "range",
    "codecs",
    "nat",
    "agent",
    "password",
    "password_version",
    "note",
];

impl<'a> Document<'a> {
    /// The row that is said once for all.
    pub(super) fn defaults(&mut self, node: &'a Node) -> Row {
        let mut row = Row::new("");
        for (key, value) in self.entries(node, &DEFAULT_KEYS) {
            self.set(&mut row, key, value);
        }
        row
    }

    /// Adds the rows of an entry.
    pub(super) fn entry(&mut self, node: &'a Node, defaults: &Row, rows: &mut Vec<Row>) {
        if !matches!(node.what, What::Map(_)) {
            let what = "an entry has keys: write it as - number: \"2004\"";
            self.found(Problem::new(what).at(node.place).field("numbers"));
            return;
        }
        let mut row = defaults.clone().at(node.place);
        let (mut number, mut range) = (None, None);
        for (key, value) in self.entries(node, &KEYS) {
            match key {
                "number" => number = Some(value),
                "range" => range = Some(value),
                key => self.set(&mut row, key, value),
            }
        }
        match (number, range) {
            (Some(number), None) => {
                if let Some(number) = self.single("number", number) {
                    number.trim().clone_into(&mut row.number);
                    rows.push(row);
                }
            }
            (None, Some(range)) => self.range(range, &row, rows),
            (Some(_), Some(range)) => {
                let what = "an entry is for a number or for a range: write one of the two";
                self.found(Problem::new(what).at(range.place).field("range"));
            }
            (None, None) => {
                let what = "an entry needs a number or a range: write number: \"2004\", or \
                            range: 2010-2019";
                self.found(Problem::new(what).at(node.place).field("number"));
            }
        }
    }

    /// Adds a row for each number of a range.
    fn range(&mut self, node: &'a Node, row: &Row, rows: &mut Vec<Row>) {
        let Some(text) = self.single("range", node) else {
            return;
        };
        let wrong = match NumberRange::read(text.trim()) {
            None => Some("write the first and the last number, as in 2010-2019".to_owned()),
            Some(Err(error)) => Some(error.to_string()),
            Some(Ok(range)) if range.len() > MOST_OF_A_RANGE => Some(format!(
                "these are {} numbers: a range has {MOST_OF_A_RANGE} at most",
                range.len()
            )),
            Some(Ok(range)) if rows.len() as u64 + range.len() > MOST_OF_ALL => Some(format!(
                "with these there are more than {MOST_OF_ALL} numbers"
            )),
            Some(Ok(range)) => {
                rows.extend(range.numbers().map(|number| Row {
                    number,
                    ..row.clone()
                }));
                None
            }
        };
        if let Some(wrong) = wrong {
            let problem = Problem::new(wrong).at(node.place).field("range");
            self.found(problem.value(shown(text)));
        }
        if matches!(row.agent, AgentRule::Bound(_)) {
            let what = "an agent has one number: write the number that is the agent's by itself";
            self.found(Problem::new(what).at(node.place).field("agent"));
        }
    }

    /// Has the row say what stands under this key.
    fn set(&mut self, row: &mut Row, key: &str, node: &'a Node) {
        let column = match key {
            "codecs" => Column::Codecs,
            "nat" => Column::Nat,
            "agent" => Column::AgentId,
            "password" => Column::Password,
            "password_version" => Column::PasswordVersion,
            _ => Column::Note,
        };
        if let (Column::Codecs, What::List(codecs)) = (column, &node.what) {
            row.codecs = self.codecs(codecs);
            return;
        }
        if column == Column::Password && matches!(node.what, What::Nothing) {
            // What begins with #, & or ! is nothing to YAML: perhaps it was meant for a password.
            let what = "there is nothing: write generate, env:NAME or file:PATH, or leave it out";
            self.found(Problem::new(what).at(node.place).field(key));
            return;
        }
        let Some(text) = self.single(key, node) else {
            return;
        };
        if let Err(wrong) = cells::set(row, column, text) {
            self.found(cells::problem(column, key, text, wrong).at(node.place));
        }
    }

    /// A list of codecs, if each is one.
    fn codecs(&mut self, nodes: &'a [Node]) -> Option<Vec<CodingFormat>> {
        let mut codecs = Vec::with_capacity(nodes.len());
        for node in nodes {
            let Some(text) = self.single("codecs", node) else {
                continue;
            };
            match codec(text) {
                Ok(codec) => codecs.push(codec),
                Err(wrong) => self.found(Problem::new(wrong).at(node.place).field("codecs")),
            }
        }
        (codecs.len() == nodes.len()).then_some(codecs)
    }
}
