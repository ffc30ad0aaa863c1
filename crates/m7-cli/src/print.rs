//! The only place that writes to stdout: data, and nothing else.

use std::{
    borrow::Cow,
    io::{self, Write},
    sync::{Mutex, PoisonError},
};

use comfy_table::{Table, presets};
use indicatif::MultiProgress;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::failure::Failure;

/// Prints `value` as indented JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    line(&written(serde_json::to_string_pretty(value))?)
}

/// Prints `value` as JSON on one line.
pub(crate) fn json_line(value: &impl Serialize) -> Result<(), Failure> {
    line(&written(serde_json::to_string(value))?)
}

fn written(json: serde_json::Result<String>) -> Result<String, Failure> {
    json.map_err(|error| Failure::new(format!("can't write the result as JSON: {error}")))
}

/// Prints rows as CSV, below a header line.
pub(crate) fn csv<const N: usize>(
    columns: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), Failure> {
    let text = csv_text(columns, rows)?;
    text.lines().try_for_each(line)
}

/// Rows as CSV, below a header line. What could move a cursor is made visible.
pub(crate) fn csv_text<const N: usize>(
    columns: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<String, Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::new(format!("can't write the result as CSV: {error}"))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(columns)
        .map_err(|error| failed(&error))?;
    for row in rows {
        let row = row.map(|cell| visible(&cell).into_owned());
        writer.write_record(row).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// Prints rows in columns; one record after the other where a terminal is too narrow for that.
/// Nothing is ever shortened or wrapped.
pub(crate) fn table<const N: usize>(
    columns: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), Failure> {
    let rows: Vec<[String; N]> = rows
        .into_iter()
        .map(|row| row.map(|cell| visible(&cell).into_owned()))
        .collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(columns);
    table.add_rows(&rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    let width = lines.iter().map(|line| line.width()).max().unwrap_or(0);
    if terminal_size::terminal_size_of(io::stdout())
        .is_some_and(|(terminal, _)| width > usize::from(terminal.0))
    {
        return rows.into_iter().enumerate().try_for_each(|(index, row)| {
            if index > 0 {
                line("")?;
            }
            record(columns, row)
        });
    }
    lines.iter().try_for_each(|row| line(row))
}

/// Prints one record, a line a field.
pub(crate) fn record<const N: usize>(names: [&str; N], values: [String; N]) -> Result<(), Failure> {
    let width = names.iter().map(|name| name.len()).max().unwrap_or(0);
    names
        .into_iter()
        .zip(values)
        .try_for_each(|(name, value)| line(&format!("{name:width$}  {value}")))
}

/// Prints one line of text, with the styles that are in it if stdout is a terminal.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    match writeln!(anstream::stdout(), "{text}") {
        // Whoever read our output has had enough, like `head`: that's no failure of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        done => done.map_err(|error| Failure::new(format!("can't write to stdout: {error}"))),
    }
}

/// Prints a text as it is, which whoever asked for it keeps to themselves. Nothing else is to hold it.
pub(crate) fn secret(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::new(format!("can't write to stdout: {error}")))
}

/// Tells the person at the terminal something, on stderr. That nobody listens is no failure.
pub(crate) fn note(text: &str) {
    above_what_is_drawn(|| {
        let _ = writeln!(anstream::stderr(), "{text}");
    });
}

/// What is drawn at the bottom of the terminal while something goes on.
static DRAWN: Mutex<Option<MultiProgress>> = Mutex::new(None);

/// From now on this is drawn on stderr, or nothing: all else on stderr goes above it.
pub(crate) fn draw(drawn: Option<MultiProgress>) {
    *DRAWN.lock().unwrap_or_else(PoisonError::into_inner) = drawn;
}

/// For whatever writes to stderr.
pub(crate) fn above_what_is_drawn<T>(write: impl FnOnce() -> T) -> T {
    let drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match drawn {
        Some(drawn) => drawn.suspend(write),
        None => write(),
    }
}

/// Asks a question on stderr, to be answered on the same line.
pub(crate) fn ask(question: &str) {
    let mut stderr = anstream::stderr();
    let _ = write!(stderr, "{question}");
    let _ = stderr.flush();
}

/// Warns on stderr.
pub(crate) fn warn(text: &str) {
    let style = anstyle::AnsiColor::Yellow.on_default().bold();
    note(&format!("{style}warning:{style:#} {text}"));
}

/// A text from elsewhere with what could move a cursor, hide or reorder text made visible. A phone
/// chooses what it calls itself.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let unfit = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(unfit) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if unfit(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_play_with_a_terminal_is_made_visible() {
        assert_eq!(visible("凯哥测试 Telephone"), "凯哥测试 Telephone");
        assert_eq!(
            visible("a\u{1b}[2J\r\nb\u{202e}"),
            r"a\u{1b}[2J\r\nb\u{202e}"
        );
    }
}
