//! Looks into a data file behind the sandbox's back, for what no reply shows.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;

/// Every row of every table, as text.
pub(crate) fn everything(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let tables: Vec<String> = rows(
        &connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
    );
    assert!(tables.len() >= 4, "{tables:?}");
    tables
        .iter()
        .flat_map(|table| {
            let table = table.trim_matches(['[', ']', '"']);
            rows(
                &connection,
                &format!("SELECT '{table}', * FROM {table} ORDER BY 2, 3"),
            )
        })
        .collect()
}

/// One row as text: the columns of a number that no reply shows.
pub(crate) fn hidden_columns(path: &Path, number: &str) -> String {
    let connection = Connection::open(path).unwrap();
    let sql = format!(
        "SELECT password, is_nat, coding_format FROM sip_numbers WHERE number = '{number}'"
    );
    rows(&connection, &sql).remove(0)
}

fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    statement
        .query_map([], |row| {
            let values: Result<Vec<Value>, _> =
                (0..columns).map(|column| row.get(column)).collect();
            Ok(values?.into_iter().map(shown).collect::<Vec<_>>().join("|"))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn shown(value: Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(bytes) => format!("{bytes:?}"),
    }
}
