//! Data as CSV: a header of the fields' names, and a line for each row.

use serde_json::Value;

use super::{Row, fields};
use crate::{failure::Failure, print};

/// All fields of rows.
pub(crate) fn text<'a, T: Row + 'a>(
    rows: impl IntoIterator<Item = &'a T>,
) -> Result<String, Failure> {
    let rows: Vec<&T> = rows.into_iter().collect();
    of_fields(T::FIELDS, &super::values(&rows)?)
}

/// These fields of rows. What could move a cursor is made visible.
pub(super) fn of_fields(fields: &[&str], rows: &[Value]) -> Result<String, Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::new(format!("can't write the result as CSV: {error}"))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(fields)
        .map_err(|error| failed(&error))?;
    for row in rows {
        let cells = fields.iter().map(|field| {
            let cell = fields::shown(fields::at(row, field));
            print::visible(&cell).into_owned()
        });
        writer.write_record(cells).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}
