//! A TOML file that is read, with the places of what is in it.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, Table};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// More than any configuration; a bigger file is surely the wrong one.
const MAX_BYTES: u64 = 1 << 20;

/// A file that is there and is TOML.
pub(crate) struct TomlFile {
    path: PathBuf,
    document: Document<Zeroizing<String>>,
}

/// An entry of a table.
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    /// Where its name stands.
    pub(crate) at: Range<usize>,
    pub(crate) item: &'a Item,
}

impl TomlFile {
    /// Reads a file; `None` if there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let Some(text) = text(path)? else {
            return Ok(None);
        };
        let document = Document::parse(text.clone()).map_err(|error| {
            // Not the error's own display: it quotes the line, which may hold a secret.
            malformed(path, &text, error.span(), &plain_words(error.message()))
        })?;
        Ok(Some(Self {
            path: path.to_owned(),
            document,
        }))
    }

    pub(crate) fn root(&self) -> &Table {
        self.document.as_table()
    }

    /// The line, from 1, of something in it.
    pub(crate) fn line(&self, span: Option<Range<usize>>) -> usize {
        position(self.document.raw(), span).0
    }

    /// What is wrong with something in it.
    pub(crate) fn wrong(&self, span: Option<Range<usize>>, what: &str) -> Failure {
        malformed(&self.path, self.document.raw(), span, what)
    }

    /// The entries of a table, however it is written.
    pub(crate) fn entries<'a>(
        &self,
        item: &'a Item,
        name: &str,
    ) -> Result<Vec<Entry<'a>>, Failure> {
        let table = item.as_table_like().ok_or_else(|| {
            self.wrong(
                item.span(),
                &format!("{name} must be a table: [{name}] and what belongs to it below"),
            )
        })?;
        Ok(table
            .iter()
            .map(|(key, value)| {
                let at = table.key(key).and_then(toml_edit::Key::span);
                Entry {
                    name: key,
                    at: at.or_else(|| value.span()).unwrap_or_default(),
                    item: value,
                }
            })
            .collect())
    }
}

/// The text of a file; `None` if there is none.
pub(crate) fn text(path: &Path) -> Result<Option<Zeroizing<String>>, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("can't read {}: {error}", path.display()))
    };
    match fs::metadata(path) {
        Ok(data) if data.len() > MAX_BYTES => return Err(unreadable(&"it is longer than 1 MiB")),
        Ok(data) if data.is_dir() => return Err(unreadable(&"it is a folder")),
        _ => {}
    }
    match fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(_) => Err(unreadable(&"it isn't UTF-8")),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(&error)),
    }
}

fn malformed(path: &Path, text: &str, span: Option<Range<usize>>, what: &str) -> Failure {
    let (line, column) = position(text, span);
    Failure::usage(format!("{}:{line}:{column}: {what}", path.display()))
}

/// The line and the column, in characters, where something begins; both from 1.
fn position(text: &str, span: Option<Range<usize>>) -> (usize, usize) {
    let start = span.map_or(0, |span| span.start).min(text.len());
    let before = text.get(..start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// What the parser says, for whoever has never heard of TOML's grammar.
fn plain_words(message: &str) -> String {
    let (what, expected) = match message.split_once(", expected ") {
        Some((what, expected)) => (what, Some(expected)),
        None => (message, None),
    };
    match (what, expected) {
        ("duplicate key", _) => "it stands there twice: leave one".to_owned(),
        ("key with no value", _) => "a value is missing: write NAME = VALUE".to_owned(),
        ("string values must be quoted", _) => {
            "a text must stand in quotes: NAME = \"TEXT\"".to_owned()
        }
        ("invalid basic string", _) => "a quote isn't closed".to_owned(),
        ("unclosed table", _) => "a bracket isn't closed: write [NAME]".to_owned(),
        (what, None) => format!("it isn't TOML: {what}"),
        (what, Some(expected)) => format!("it isn't TOML: {what}; what fits is {expected}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_editors_do() {
        let text = "a = 1\n生 = 2\r\nb = 3";
        for (at, place) in [
            (0, (1, 1)),
            (4, (1, 5)),
            (6, (2, 1)),
            (9, (2, 2)),
            (15, (3, 1)),
        ] {
            assert_eq!(position(text, Some(at..at)), place, "{at}");
        }
        assert_eq!(position(text, Some(99..99)).0, 3);
    }
}
