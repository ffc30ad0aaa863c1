//! CSV (RFC 4180) split into records, each with the line that it begins in.
//!
//! By hand, since what a lenient reader passes over is what has to be named here: a quote that is
//! never closed would otherwise take the rest of the file for a cell.

use std::borrow::Cow;

use crate::roster::{Place, Problem};

/// A longer cell in quotes is one of which the closing quote is missing. (Whatever a row may hold,
/// quotes doubled, is shorter.)
const LONGEST_QUOTED: usize = 16 * 1024;

/// What may separate cells.
const DELIMITERS: [u8; 3] = *b",;\t";

/// The records of a text, one by one.
pub(super) struct Records<'a> {
    text: &'a str,
    /// Where the next record begins.
    at: usize,
    /// The line in which it does.
    line: usize,
    delimiter: u8,
}

/// Why a record can't be split, and how far it is to the next that can.
struct Unsplit(&'static str);

impl<'a> Records<'a> {
    /// The records of this text, whose first line says what separates cells.
    pub(super) fn new(text: &'a str) -> Self {
        let mut records = Self {
            text,
            at: 0,
            line: 1,
            delimiter: b',',
        };
        let first = records.rest_of_line();
        if let Some(delimiter) = named_delimiter(first) {
            records.delimiter = delimiter;
            records.at += first.len();
            records.end_line();
        } else {
            records.delimiter = likely_delimiter(first);
        }
        records
    }

    /// Reads the cells of the next record, and says in which line it begins.
    pub(super) fn next(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Option<Result<usize, Problem>> {
        cells.clear();
        if self.at == self.text.len() {
            return None;
        }
        let line = self.line;
        loop {
            let (at, line_of_cell) = (self.at, self.line);
            match self.cell() {
                Ok(cell) => cells.push(cell),
                Err(Unsplit(what)) => {
                    // The line after it may be a sound record again.
                    (self.at, self.line) = (at, line_of_cell);
                    self.at += self.rest_of_line().len();
                    self.end_line();
                    let place = Place::line(line_of_cell);
                    return Some(Err(Problem::new(what).at(place)));
                }
            }
            if self.byte() == Some(self.delimiter) {
                self.at += 1;
            } else {
                self.end_line();
                return Some(Ok(line));
            }
        }
    }

    /// The cell that begins here, up to what ends it.
    fn cell(&mut self) -> Result<Cow<'a, str>, Unsplit> {
        let (text, start) = (self.text, self.at);
        self.skip_blanks();
        if self.byte() == Some(b'"') {
            return self.quoted();
        }
        let delimiter = self.delimiter;
        let ends = |byte: u8| byte == delimiter || byte == b'\n' || byte == b'\r';
        let length = text.as_bytes()[self.at..]
            .iter()
            .position(|byte| ends(*byte));
        self.at = length.map_or(text.len(), |length| self.at + length);
        Ok(Cow::Borrowed(&text[start..self.at]))
    }

    fn quoted(&mut self) -> Result<Cow<'a, str>, Unsplit> {
        const OPEN: Unsplit = Unsplit(
            "a quote (\") opens a cell here and none closes it: close it; a quote inside a cell is \
             written twice (\"\")",
        );
        let (text, start) = (self.text, self.at + 1);
        self.at = start;
        let mut has_quotes = false;
        loop {
            match self.byte() {
                None => return Err(OPEN),
                Some(_) if self.at - start > LONGEST_QUOTED => return Err(OPEN),
                Some(b'"') if self.text[self.at..].starts_with("\"\"") => {
                    has_quotes = true;
                    self.at += 2;
                }
                Some(b'"') => break,
                Some(b'\n' | b'\r') => self.end_line(),
                Some(_) => self.at += 1,
            }
        }
        let cell = &text[start..self.at];
        self.at += 1;
        self.skip_blanks();
        match self.byte() {
            None | Some(b'\n' | b'\r') => {}
            Some(byte) if byte == self.delimiter => {}
            Some(_) => {
                return Err(Unsplit(
                    "after the quote that closes a cell there is more: a quote inside a cell is \
                     written twice (\"\")",
                ));
            }
        }
        Ok(if has_quotes {
            Cow::Owned(cell.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(cell)
        })
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(byte @ (b' ' | b'\t')) = self.byte()
            && byte != self.delimiter
        {
            self.at += 1;
        }
    }

    fn rest_of_line(&self) -> &'a str {
        let rest = &self.text[self.at..];
        rest.split(['\n', '\r']).next().unwrap_or(rest)
    }

    /// Goes on to the next line, if a line ends here.
    fn end_line(&mut self) {
        let rest = &self.text[self.at..];
        let length = match rest.as_bytes() {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return,
        };
        self.at += length;
        self.line += 1;
    }
}

/// What Excel lets a file's first line say of the rest: `sep=;`.
fn named_delimiter(line: &str) -> Option<u8> {
    let (name, delimiter) = line.split_once('=')?;
    match delimiter.as_bytes() {
        [byte] if name.eq_ignore_ascii_case("sep") && byte.is_ascii() => Some(*byte),
        _ => None,
    }
}

/// What a header line has most of.
fn likely_delimiter(header: &str) -> u8 {
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    let mut likely = DELIMITERS[0];
    for delimiter in DELIMITERS {
        if count(delimiter) > count(likely) {
            likely = delimiter;
        }
    }
    likely
}
