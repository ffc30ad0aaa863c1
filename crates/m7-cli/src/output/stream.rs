//! Rows that come one after the other, each printed as it comes.

use unicode_width::UnicodeWidthStr;

use super::{Printer, Row, json, table, yaml};
use crate::{cli::Output, failure::Failure, print};

/// What was printed already decides how the next row is. Made by [`Printer::stream`].
pub(crate) struct Stream<T> {
    printer: Printer<T>,
    has_begun: bool,
    /// How wide the columns of a table have become.
    widths: Vec<usize>,
}

impl<T: Row> Printer<T> {
    /// Prints rows as they come: JSON is an object a line, CSV and a table have their titles once, and
    /// YAML is a document each.
    pub(crate) fn stream(self) -> Stream<T> {
        Stream {
            printer: self,
            has_begun: false,
            widths: Vec::new(),
        }
    }
}

impl<T: Row> Stream<T> {
    /// Prints what comes before any row: the header of CSV. Titles of a table wait for the first row, whose
    /// cells say how wide they are.
    pub(crate) async fn begin(&mut self) -> Result<(), Failure> {
        if self.printer.output != Output::Csv {
            return Ok(());
        }
        let header = self.printer.csv(&[])?;
        self.has_begun = true;
        print::lines_in_time(header).await
    }

    /// Prints a row and leaves nothing of it in a buffer. While whoever reads it takes their time, other
    /// things can be attended to.
    pub(crate) async fn row(&mut self, row: &T) -> Result<(), Failure> {
        let text = self.text(row)?;
        self.has_begun = true;
        print::lines_in_time(text).await
    }

    fn text(&mut self, row: &T) -> Result<String, Failure> {
        match self.printer.output {
            Output::Json | Output::Jsonl => self.printer.one_line(row),
            Output::Yaml => self.printer.yaml_document(row),
            Output::Csv => {
                let csv = self.printer.csv(&[row])?;
                Ok(match csv.split_once('\n') {
                    // No field's name has a line break in it.
                    Some((_, line)) if self.has_begun => line.to_owned(),
                    _ => csv,
                })
            }
            Output::Table => self.table(row),
        }
    }

    /// The row, below the titles if it is the first, in columns that only grow.
    fn table(&mut self, row: &T) -> Result<String, Failure> {
        let (titles, rows) = self.printer.cells(&[row])?;
        let titles: Vec<String> = titles.iter().map(ToString::to_string).collect();
        let mut lines = if self.has_begun {
            Vec::new()
        } else {
            vec![titles]
        };
        lines.extend(rows.iter().map(|row| table::visible(row)));
        for line in &lines {
            self.widths.resize(line.len(), 0);
            for (width, cell) in self.widths.iter_mut().zip(line) {
                *width = cell.width().max(*width);
            }
        }
        let lines = lines.iter().map(|line| table::aligned(line, &self.widths));
        Ok(lines.collect())
    }
}

impl<T: Row> Printer<T> {
    fn yaml_document(&self, row: &T) -> Result<String, Failure> {
        let document = match &self.fields {
            None => yaml::text(row)?,
            Some(fields) => yaml::text(&fields.part(&super::value(row)?))?,
        };
        Ok(format!("---\n{document}"))
    }

    /// As JSON on one line.
    pub(super) fn one_line(&self, row: &T) -> Result<String, Failure> {
        match &self.fields {
            None => json::line(row),
            Some(fields) => json::line(&fields.part(&super::value(row)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::output::Column;

    #[derive(Serialize)]
    struct Call {
        number: &'static str,
        state: &'static str,
    }

    impl Row for Call {
        const FIELDS: &'static [&'static str] = &["number", "state"];

        fn columns() -> Vec<Column<Self>> {
            vec![
                Column::of("number", "NUMBER", |it| it.number.to_owned()),
                Column::of("state", "STATE", |it| it.state.to_owned()),
            ]
        }
    }

    fn streamed(output: Output, fields: &[&str]) -> String {
        let fields: Vec<String> = fields.iter().map(ToString::to_string).collect();
        let mut stream = Printer::new(output, &fields).unwrap().stream();
        let calls = [("2004", "up"), ("20050000", "a\u{1b}[2J"), ("1", "x")];
        let texts = calls.map(|(number, state)| {
            let text = stream.text(&Call { number, state }).unwrap();
            stream.has_begun = true;
            if text.ends_with('\n') {
                text
            } else {
                text + "\n"
            }
        });
        texts.concat()
    }

    #[test]
    fn each_row_is_whole_and_titles_come_once() {
        let json = "{\"number\":\"2004\",\"state\":\"up\"}\n\
                    {\"number\":\"20050000\",\"state\":\"a\\u001b[2J\"}\n\
                    {\"number\":\"1\",\"state\":\"x\"}\n";
        assert_eq!(streamed(Output::Jsonl, &[]), json);
        assert_eq!(streamed(Output::Json, &[]), json);
        assert_eq!(
            streamed(Output::Csv, &["state", "number"]),
            "state,number\nup,2004\na\\u{1b}[2J,20050000\nx,1\n"
        );
        assert_eq!(
            streamed(Output::Yaml, &["number"]),
            "---\nnumber: \"2004\"\n---\nnumber: \"20050000\"\n---\nnumber: \"1\"\n"
        );
    }

    #[test]
    fn columns_of_a_table_only_grow() {
        assert_eq!(
            streamed(Output::Table, &[]),
            "NUMBER  STATE\n2004    up\n20050000  a\\u{1b}[2J\n1         x\n"
        );
    }
}
