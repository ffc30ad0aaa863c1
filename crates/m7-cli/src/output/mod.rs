//! How data is printed: what a command hands over once is a table, JSON, JSON Lines, CSV or YAML.
//!
//! A command says by [`Row`] what its rows are, asks [`Global::printer`](crate::cli::Global::printer)
//! for a [`Printer`] before it does anything, since that refuses fields that there aren't, and hands its
//! rows over:
//!
//! - [`Printer::list`] for a list,
//! - [`Printer::object`] for one thing,
//! - [`Printer::document`] for rows inside of something larger, which JSON and YAML hold,
//! - [`Printer::announce`] for one thing that a program waits for while the command goes on,
//! - [`Printer::stream`] for rows that come one after the other.
//!
//! What JSON holds is described in `docs/output.schema.json`, whose tests want each command in it.

mod csv;
mod fields;
mod json;
mod stream;
mod table;
mod yaml;

#[cfg(test)]
mod schema;

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use self::fields::Part;
pub(crate) use self::{
    csv::text as csv_text,
    fields::Fields,
    json::{escaped, text as json},
    stream::Stream,
};
use crate::{cli::Output, failure::Failure, print};

/// What one line of a table, of CSV or of JSON Lines is about.
pub(crate) trait Row: Serialize {
    /// All that JSON can hold of it, by name, in the order of CSV; what is inside of something else
    /// after a dot.
    const FIELDS: &'static [&'static str];

    /// What people see of it.
    fn columns() -> Vec<Column<Self>>
    where
        Self: Sized;
}

/// A column of a table, or a line of a record.
pub(crate) struct Column<T> {
    /// The field that it shows, if it is one.
    field: Option<&'static str>,
    /// A record of one column without a title is its cell alone.
    title: &'static str,
    cell: fn(&T) -> String,
}

/// What a command prints by.
pub(crate) struct Printer<T> {
    output: Output,
    fields: Option<Fields>,
    rows: PhantomData<fn(&T)>,
}

/// A cell of what may not be there.
pub(crate) fn or_dash(text: Option<impl ToString>) -> String {
    text.map_or_else(|| "-".to_owned(), |text| text.to_string())
}

impl<T> Column<T> {
    /// Shows a field.
    pub(crate) fn of(field: &'static str, title: &'static str, cell: fn(&T) -> String) -> Self {
        Self {
            field: Some(field),
            title,
            cell,
        }
    }

    pub(crate) fn title(&self) -> &'static str {
        self.title
    }

    /// What stands there of a row.
    pub(crate) fn cell(&self, row: &T) -> String {
        (self.cell)(row)
    }

    /// Shows what is made of several fields.
    pub(crate) fn made(title: &'static str, cell: fn(&T) -> String) -> Self {
        Self {
            field: None,
            title,
            cell,
        }
    }
}

impl<T: Row> Printer<T> {
    /// Prints these fields alone, or all of them. Fields that there aren't are refused.
    pub(crate) fn new(output: Output, fields: &[String]) -> Result<Self, Failure> {
        let fields = match fields {
            [] => None,
            names => Some(Fields::of(names, T::FIELDS)?),
        };
        Ok(Self {
            output,
            fields,
            rows: PhantomData,
        })
    }

    /// Whether it is JSON, in one form or the other.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.output, Output::Json | Output::Jsonl)
    }

    /// Whether people read it.
    pub(crate) fn is_table(&self) -> bool {
        self.output == Output::Table
    }

    /// Whether people read it, and chose nothing of it: what is said to them can be put otherwise.
    pub(crate) fn is_for_people(&self) -> bool {
        self.is_table() && self.fields.is_none()
    }

    /// Prints a list.
    pub(crate) fn list<'a>(&self, rows: impl IntoIterator<Item = &'a T>) -> Result<(), Failure>
    where
        T: 'a,
    {
        let rows: Vec<&T> = rows.into_iter().collect();
        match self.output {
            Output::Table => print::lines(&self.table(&rows)?),
            Output::Csv => print::lines(&self.csv(&rows)?),
            Output::Jsonl => rows.iter().try_for_each(|row| self.line(row)),
            Output::Json | Output::Yaml => match &self.fields {
                None => self.whole(&rows),
                Some(fields) => {
                    let values = values(&rows)?;
                    let parts: Vec<Part> = values.iter().map(|value| fields.part(value)).collect();
                    self.whole(&parts)
                }
            },
        }
    }

    /// Prints one thing.
    pub(crate) fn object(&self, row: &T) -> Result<(), Failure> {
        match self.output {
            Output::Table => print::lines(&self.record(row)?),
            Output::Csv => print::lines(&self.csv(&[row])?),
            Output::Jsonl => self.line(row),
            Output::Json | Output::Yaml => match &self.fields {
                None => self.whole(row),
                Some(fields) => self.whole(&fields.part(&value(row)?)),
            },
        }
    }

    /// Prints rows that are inside of something larger: that is what JSON and YAML hold, unless fields
    /// are chosen, which are those of rows.
    pub(crate) fn document<'a>(
        &self,
        whole: &impl Serialize,
        rows: impl IntoIterator<Item = &'a T>,
    ) -> Result<(), Failure>
    where
        T: 'a,
    {
        match (self.output, &self.fields) {
            (Output::Json | Output::Yaml, None) => self.whole(whole),
            _ => self.list(rows),
        }
    }

    /// Prints one thing for a program that waits for it, so that JSON is one line.
    pub(crate) fn announce(&self, row: &T) -> Result<(), Failure> {
        match self.output {
            Output::Json => self.line(row),
            _ => self.object(row),
        }
    }

    fn whole(&self, value: &impl Serialize) -> Result<(), Failure> {
        match self.output {
            Output::Yaml => print::lines(&yaml::text(value)?),
            _ => print::lines(&json::text(value)?),
        }
    }

    fn line(&self, row: &T) -> Result<(), Failure> {
        print::lines(&self.one_line(row)?)
    }

    fn csv(&self, rows: &[&T]) -> Result<String, Failure> {
        match &self.fields {
            None => csv::text(rows.iter().copied()),
            Some(fields) => csv::of_fields(fields.leaves(), &values(rows)?),
        }
    }

    fn table(&self, rows: &[&T]) -> Result<String, Failure> {
        let (titles, rows) = self.cells(rows)?;
        Ok(table::text(&titles, &rows, print::width()))
    }

    fn record(&self, row: &T) -> Result<String, Failure> {
        let (titles, mut rows) = self.cells(&[row])?;
        let cells = rows.pop().unwrap_or_default();
        Ok(table::record(&titles, &cells))
    }

    /// What people see of rows: the columns, or the fields that they chose, by their names.
    fn cells(&self, rows: &[&T]) -> Result<(Vec<&'static str>, Vec<Vec<String>>), Failure> {
        let columns = T::columns();
        let Some(fields) = &self.fields else {
            let titles = columns.iter().map(|column| column.title).collect();
            let cells = |row: &&T| columns.iter().map(|column| (column.cell)(row)).collect();
            return Ok((titles, rows.iter().map(cells).collect()));
        };
        let shown = fields.shown(|name| columns.iter().find(|column| column.field == Some(name)));
        // A single untitled value is for `$(…)`, and stays so.
        let title = |(name, column): &(&'static str, Option<&Column<T>>)| match column {
            Some(column) if column.title.is_empty() => "",
            _ => *name,
        };
        let mut cells = Vec::with_capacity(rows.len());
        for row in rows {
            let value = value(row)?;
            let cell = |(name, column): &(&str, Option<&Column<T>>)| match column {
                Some(column) => (column.cell)(row),
                None => or_dash(
                    Some(fields::shown(fields::at(&value, name))).filter(|it| !it.is_empty()),
                ),
            };
            cells.push(shown.iter().map(cell).collect());
        }
        Ok((shown.iter().map(title).collect(), cells))
    }
}

fn value(row: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(row).map_err(|error| json::failed(&error))
}

fn values<T: Serialize>(rows: &[&T]) -> Result<Vec<Value>, Failure> {
    rows.iter().map(value).collect()
}
