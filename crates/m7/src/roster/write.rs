//! A roster as text.

use std::fmt::Write as _;

use super::read::Column;
use super::row::{AgentRule, FIRST_VERSION, NOBODY};
use super::{Roster, Row};

impl Roster {
    /// This roster as CSV, with a header line and those columns that a row has something in.
    ///
    /// [`from_csv`](Self::from_csv) reads the same roster from it, but for the scope, which CSV has no
    /// place for.
    pub fn to_csv(&self) -> String {
        let is_used = |column: &Column| {
            *column == Column::Number || self.rows.iter().any(|row| cell(row, *column).is_some())
        };
        let columns: Vec<Column> = Column::ALL.into_iter().filter(is_used).collect();
        let mut csv = columns
            .iter()
            .map(|column| column.name())
            .collect::<Vec<_>>()
            .join(",");
        csv.push('\n');
        for row in &self.rows {
            for (index, column) in columns.iter().enumerate() {
                if index > 0 {
                    csv.push(',');
                }
                push_cell(&mut csv, &cell(row, *column).unwrap_or_default());
            }
            csv.push('\n');
        }
        csv
    }

    /// This roster as YAML. [`from_yaml`](Self::from_yaml) reads the same roster from it.
    pub fn to_yaml(&self) -> String {
        let mut yaml = "version: 1\n".to_owned();
        if let Some(scope) = &self.scope {
            let texts: Vec<String> = scope.texts().iter().map(|text| quoted(text)).collect();
            let _ = writeln!(yaml, "scope: [{}]", texts.join(", "));
        }
        yaml.push_str("numbers:\n");
        for row in &self.rows {
            let _ = writeln!(yaml, "  - number: {}", quoted(&row.number));
            for column in &Column::ALL[1..] {
                if let Some((key, value)) = entry(row, *column) {
                    let _ = writeln!(yaml, "    {key}: {value}");
                }
            }
        }
        yaml
    }
}

/// What a row has in a column.
fn cell(row: &Row, column: Column) -> Option<String> {
    match column {
        Column::Number => Some(row.number.clone()),
        Column::Codecs => row.codecs.as_ref().map(|codecs| {
            let names: Vec<&str> = codecs.iter().map(AsRef::as_ref).collect();
            names.join("|")
        }),
        Column::Nat => row.behind_nat.map(|nat| nat.to_string()),
        Column::AgentId => match &row.agent {
            AgentRule::Any => None,
            AgentRule::Nobody => Some(NOBODY.to_owned()),
            AgentRule::Bound(agent_id) => Some(agent_id.clone()),
        },
        Column::Password => row.password.as_ref().map(ToString::to_string),
        Column::PasswordVersion => {
            (row.password_version != FIRST_VERSION).then(|| row.password_version.to_string())
        }
        Column::Note => row.note.clone(),
    }
}

/// What a row has under the key for a column, and the key.
fn entry(row: &Row, column: Column) -> Option<(&'static str, String)> {
    let text = cell(row, column)?;
    Some(match column {
        Column::Codecs => ("codecs", format!("[{}]", text.replace('|', ", "))),
        Column::AgentId if row.agent == AgentRule::Nobody => ("agent", text),
        Column::AgentId => ("agent", quoted(&text)),
        Column::Nat | Column::PasswordVersion => (column.name(), text),
        _ => (column.name(), quoted(&text)),
    })
}

/// A cell, in quotes where it has to be.
fn push_cell(csv: &mut String, cell: &str) {
    if cell.contains(['"', ',', ';', '\t', '\n', '\r']) {
        let _ = write!(csv, "\"{}\"", cell.replace('"', "\"\""));
    } else {
        csv.push_str(cell);
    }
}

/// A text of YAML in double quotes.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // What ends a line, and what an editor doesn't show.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
