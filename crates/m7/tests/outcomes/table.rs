//! The matrix as a text that people read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::asked::Asked;
use crate::faults::{Position, rows};
use crate::policy::Policy;
use crate::scene::Cell;

const HEAD: &str = "\
What becomes of a call, by what goes wrong (rows) and what is asked (columns).

A cell has what the client says of it, and what the sandbox knows: how often it was done, of how many
requests that arrived. `ambiguous 1/1` was done, and its client can't know. `either` is ok or ambiguous:
a client that looks can't tell what it made from what somebody else made in the same second.
";

/// What is expected of each cell, or found: by policy and position, by row, by what is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table(BTreeMap<(String, String), BTreeMap<String, String>>);

const WIDTH: usize = 14;

impl Table {
    fn path() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/outcomes/matrix.txt")
    }

    /// The file.
    pub(crate) fn read() -> Self {
        let text = std::fs::read_to_string(Self::path()).unwrap_or_default();
        let mut table = Self::default();
        let mut title = String::new();
        let mut columns: Vec<String> = Vec::new();
        for line in text.lines() {
            if let Some(new) = line.strip_prefix("== ") {
                new.clone_into(&mut title);
                columns.clear();
                continue;
            }
            let mut parts = line.split('|').map(|part| part.trim().to_owned());
            let name = parts.next().unwrap_or_default();
            let parts: Vec<_> = parts.collect();
            if title.is_empty() || parts.is_empty() {
                continue;
            }
            if columns.is_empty() {
                columns = parts;
                continue;
            }
            let cells = columns.iter().cloned().zip(parts);
            let cells = cells.filter(|(_, cell)| !cell.is_empty()).collect();
            table.0.insert((title.clone(), name), cells);
        }
        table
    }

    fn title(policy: Policy, position: Position) -> String {
        format!("{}; {}", policy.title(), position.title())
    }

    fn key(cell: &Cell) -> (String, String) {
        let title = Self::title(cell.policy, cell.position);
        (title, cell.row.name.to_owned())
    }

    /// What it says of this cell.
    pub(crate) fn cell(&self, cell: &Cell) -> Option<&String> {
        self.0.get(&Self::key(cell))?.get(&cell.asked.to_string())
    }

    pub(crate) fn set(&mut self, cell: &Cell, text: String) {
        let row = self.0.entry(Self::key(cell)).or_default();
        row.insert(cell.asked.to_string(), text);
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (key, cells) in other.0 {
            self.0.entry(key).or_default().extend(cells);
        }
    }

    /// As it stands in the file.
    fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for policy in Policy::ALL {
            for position in Position::ALL {
                let title = Self::title(policy, position);
                if !self.0.keys().any(|(of, _)| *of == title) {
                    continue;
                }
                let _ = write!(text, "\n== {title}\n{:35}", "");
                for asked in Asked::ALL {
                    let _ = write!(text, "| {asked:WIDTH$}");
                }
                text.push('\n');
                for row in rows() {
                    let key = (title.clone(), row.name.to_owned());
                    let Some(cells) = self.0.get(&key) else {
                        continue;
                    };
                    let _ = write!(text, "{:35}", row.name);
                    for asked in Asked::ALL {
                        let cell = cells.get(&asked.to_string());
                        let cell = cell.map_or("", String::as_str);
                        let _ = write!(text, "| {cell:WIDTH$}");
                    }
                    let end = text.trim_end().len();
                    text.truncate(end);
                    text.push('\n');
                }
            }
        }
        text
    }

    /// Fails unless what was found is what is expected; with `RENEW`, writes the file.
    pub(crate) fn compare(&self, expected: &Self) {
        if std::env::var_os("RENEW").is_some() {
            std::fs::write(Self::path(), self.text()).unwrap();
            return;
        }
        let (found, expected) = (self.text(), expected.text());
        let mut differing = Vec::new();
        let (mut founds, mut expecteds) = (found.lines(), expected.lines());
        while let (Some(found), Some(expected)) = (founds.next(), expecteds.next()) {
            if found != expected {
                differing.push(format!("expected {expected}\n   found {found}"));
            }
        }
        assert!(
            found == expected,
            "matrix.txt expects otherwise (RENEW=1 writes what was found):\n{}\n\nall of it:\n{found}",
            differing.join("\n")
        );
    }
}
