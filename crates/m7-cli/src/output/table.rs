//! Data for people.
//!
//! Texts are aligned by the columns that they take on a terminal: two for most Chinese characters. What
//! Unicode calls ambiguous (`①`, `…`, `Ω`) takes one, as in `wcwidth` and nearly every terminal, whatever
//! the language.

use unicode_width::UnicodeWidthStr;

use crate::print;

/// Between two columns.
const GAP: usize = 2;

/// Rows in columns below their titles; one record after the other where that is wider than the terminal.
/// Nothing is ever shortened or wrapped. No rows are no table.
pub(super) fn text(titles: &[&str], rows: &[Vec<String>], terminal: Option<usize>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = rows.iter().map(|row| visible(row)).collect();
    let titles: Vec<String> = titles.iter().map(ToString::to_string).collect();
    let lines = || std::iter::once(&titles).chain(&rows);
    let widths: Vec<usize> = (0..titles.len())
        .map(|at| lines().map(|line| line[at].width()).max().unwrap_or(0))
        .collect();
    let width: usize = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    if terminal.is_some_and(|terminal| width > terminal) {
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let records: Vec<String> = rows.iter().map(|row| record(&titles, row)).collect();
        return records.join("\n");
    }
    lines().map(|line| aligned(line, &widths)).collect()
}

/// One record, a line a field; a field without a title is its value alone.
pub(super) fn record(titles: &[&str], cells: &[String]) -> String {
    let width = titles.iter().map(|title| title.width()).max().unwrap_or(0);
    let line = |(title, cell): (&&str, &String)| match width {
        0 => format!("{cell}\n"),
        width => aligned(&[(*title).to_owned(), cell.clone()], &[width, 0]),
    };
    titles.iter().zip(&visible(cells)).map(line).collect()
}

/// One line, its cells as wide as they are to be at least.
pub(super) fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(
            ' ',
            width.saturating_sub(cell.width()) + GAP,
        ));
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

pub(super) fn visible(cells: &[String]) -> Vec<String> {
    let shown = |cell: &String| print::visible(cell).into_owned();
    cells.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        vec![
            row(["2004", "凯哥测试 (8734)", "Telephone"]),
            row(["20050", "Ω…①", "-"]),
        ]
    }

    const TITLES: [&str; 3] = ["NUMBER", "AGENT", "DEVICE"];

    #[test]
    fn columns_are_aligned_as_a_terminal_shows_them() {
        let expected = "NUMBER  AGENT            DEVICE\n\
                        2004    凯哥测试 (8734)  Telephone\n\
                        20050   Ω…①              -\n";
        assert_eq!(text(&TITLES, &rows(), None), expected);
        assert_eq!(text(&TITLES, &rows(), Some(34)), expected);
    }

    #[test]
    fn a_narrow_terminal_gets_one_record_after_the_other() {
        let expected = "NUMBER  2004\nAGENT   凯哥测试 (8734)\nDEVICE  Telephone\n\n\
                        NUMBER  20050\nAGENT   Ω…①\nDEVICE  -\n";
        assert_eq!(text(&TITLES, &rows(), Some(33)), expected);
    }

    #[test]
    fn no_rows_are_no_table_and_an_untitled_value_stands_alone() {
        assert_eq!(text(&TITLES, &[], Some(80)), "");
        assert_eq!(record(&[""], &["5f".to_owned()]), "5f\n");
    }
}
