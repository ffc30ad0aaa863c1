//! A roster as CSV.

use std::borrow::Cow;

use super::cells::{problem, set};
use super::header::{self, EXAMPLE, Header, Heading};
use super::records::Records;
use super::{Column, text};
use crate::roster::{Place, Problem, Problems, Roster, Row};

impl Roster {
    /// Reads a roster from CSV, which begins with a header line; only the column `number` has to be
    /// there.
    ///
    /// | column | also | |
    /// |---|---|---|
    /// | `number` | 号码, SIP号码, SIP号 | |
    /// | `codecs` | 编码, 语音编码 | separated by a blank or one of <code>\|;/+</code> |
    /// | `nat` | 是否NAT | `true`, `false`, `yes`, `no`, `1`, `0`, 是, 否 |
    /// | `agent_id` | 座席id, 坐席id | the id, or `none` or 无 for nobody |
    /// | `password` | 密码 | a [`PasswordRule`](crate::roster::PasswordRule) |
    /// | `password_version` | 密码版本 | from 1 |
    /// | `note` | 备注 | |
    ///
    /// What an empty cell is about stays as it is. It may be UTF-8, GB18030 or UTF-16, and separated
    /// by commas, semicolons or tabs: whatever a spreadsheet saves. The path of a password file is
    /// left as it is written.
    ///
    /// ```
    /// use m7::roster::Roster;
    ///
    /// let roster = Roster::from_csv(b"number,codecs\n2004,G711A|G729\n")?;
    /// assert_eq!(roster.rows()[0].number(), "2004");
    /// # Ok::<(), m7::roster::Problems>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Problems`]: all that is wrong with it.
    pub fn from_csv(bytes: impl AsRef<[u8]>) -> Result<Self, Problems> {
        let text = text::decode(bytes.as_ref())?;
        let mut records = Records::new(&text);
        let mut problems = Vec::new();
        let Some(header) = read_header(&mut records, &mut problems) else {
            return Self::checked(Vec::new(), None, problems);
        };
        let rows = read_rows(&mut records, &header, &mut problems);
        if rows.is_empty() && problems.is_empty() {
            let what = format!(
                "there is no row below the header: write one for each number, such as \
                 2001{}",
                ",".repeat(header.len().saturating_sub(1))
            );
            problems.push(Problem::new(what));
        }
        Self::checked(rows, None, problems)
    }
}

/// The header, if the rows below it can be read.
fn read_header(records: &mut Records<'_>, problems: &mut Vec<Problem>) -> Option<Header> {
    let mut cells = Vec::new();
    loop {
        match records.next(&mut cells) {
            None => {
                let what = format!("it is empty: begin with a header line such as {EXAMPLE}");
                problems.push(Problem::new(what));
                return None;
            }
            Some(Err(problem)) => {
                problems.push(problem);
                return None;
            }
            Some(Ok(_)) if is_blank(&cells) => {}
            Some(Ok(line)) => {
                return header::read(&cells, line, problems);
            }
        }
    }
}

fn read_rows(records: &mut Records<'_>, header: &Header, problems: &mut Vec<Problem>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    while let Some(record) = records.next(&mut cells) {
        match record {
            Err(problem) => problems.push(problem),
            // What spreadsheets leave behind below the last row.
            Ok(_) if is_blank(&cells) => {}
            Ok(line) => rows.push(read_row(&cells, line, header, problems)),
        }
    }
    rows
}

/// The row of these cells, as far as they can be read: its number is compared with the others
/// whatever else is wrong.
fn read_row(
    cells: &[Cow<'_, str>],
    line: usize,
    header: &Header,
    problems: &mut Vec<Problem>,
) -> Row {
    let place = Place::line(line);
    let mut row = Row::new("").at(place);
    let has_more = cells
        .iter()
        .enumerate()
        .any(|(index, cell)| header.above(index) == Heading::Blank && !cell.trim().is_empty());
    if has_more {
        // What is in which column isn't certain then, so that nothing else is said, nor shown.
        let what =
            "it has more cells than the header: put a cell that holds the separator in quotes";
        problems.push(Problem::new(what).at(place));
    }
    for (index, cell) in cells.iter().enumerate() {
        let Heading::Column(column) = header.above(index) else {
            continue;
        };
        if has_more && column != Column::Number {
            continue;
        }
        if let Err(wrong) = set(&mut row, column, cell) {
            problems.push(problem(column, column.name(), cell, wrong).at(place));
        }
    }
    row
}

fn is_blank(cells: &[Cow<'_, str>]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}
