//! The only place that writes to stdout: data, and nothing else.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use m7::Agent;
use serde::Serialize;
use serde_json::Value;

use crate::{cli::Output, failure::Failure};

/// Prints `value` as JSON, or what `table` makes of it.
pub(crate) fn data<T: Serialize>(
    output: Output,
    value: &T,
    table: impl FnOnce(&T) -> Vec<Vec<String>>,
) -> Result<(), Failure> {
    match output {
        Output::Json => json(value),
        Output::Table => rows(table(value)),
    }
}

/// Prints `value` as indented JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(format!("can't write the result as JSON: {error}")))?;
    line(&text)
}

/// Prints `value` as JSON on one line.
pub(crate) fn json_line(value: &Value) -> Result<(), Failure> {
    line(&value.to_string())
}

/// Prints rows of cells in columns, the first row as the header.
///
/// It fits a terminal's width, and never shortens or wraps anything when piped.
fn rows(mut rows: Vec<Vec<String>>) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(rows.remove(0));
    table.add_rows(rows);
    if let Some((width, _)) = terminal_size::terminal_size_of(io::stdout()) {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width.0);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().try_for_each(|row| line(row.trim_end()))
}

/// An agent in a few words: name and number, or the id when the API names neither.
pub(crate) fn agent(agent: &Agent) -> String {
    match (&agent.agent_name, &agent.agent_number) {
        (Some(name), Some(number)) => format!("{name} ({number})"),
        (Some(known), None) | (None, Some(known)) => known.clone(),
        (None, None) => agent.agent_id.clone().unwrap_or_default(),
    }
}

/// Prints one line.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    match writeln!(anstream::stdout(), "{text}") {
        // Whoever read our output has had enough, like `head`: that's no failure of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        written => written.map_err(|error| Failure::new(format!("can't write to stdout: {error}"))),
    }
}

/// Tells the person at the terminal something, on stderr. That nobody listens is no failure.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
