//! The tables, and which version of them a file has.

use std::net::SocketAddr;

use rusqlite::{Connection, Transaction};

/// Tells a sandbox's file from another program's: "m7sb".
pub(super) const APPLICATION_ID: i64 = 0x6d37_7362;

/// One step a version: the first makes version 1 of an empty database.
const MIGRATIONS: &[&str] = &[include_str!("schema_1.sql"), include_str!("schema_2.sql")];

/// The version that this crate writes.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The version that a database says. 0 is an empty one.
fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// The version of a database that is this crate's, or is empty so that it can become so. `None` if
/// it is another program's.
pub(super) fn version_if_ours(connection: &mut Connection) -> rusqlite::Result<Option<i64>> {
    // One snapshot: another process may be making the tables at this very moment.
    let snapshot = connection.transaction()?;
    let id: i64 = snapshot.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        snapshot.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let version = version(&snapshot)?;
    let is_empty = id == 0 && tables == 0 && version == 0;
    Ok((id == APPLICATION_ID || is_empty).then_some(version))
}

/// Version 1 took any digits and dots for an address, `300.1.1.1:5060` too, where no phone can be.
fn drop_unreadable_bindings(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut all = transaction.prepare("SELECT sip_number, source FROM bindings")?;
    let mut rows = all.query([])?;
    let mut unreadable: Vec<i64> = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get_ref(1)?.as_str()?.parse::<SocketAddr>().is_err() {
            unreadable.push(row.get(0)?);
        }
    }
    let mut drop = transaction.prepare("DELETE FROM bindings WHERE sip_number = ?1")?;
    for number in unreadable {
        drop.execute([number])?;
    }
    Ok(())
}

/// Brings a database from the version that it has to the newest.
pub(super) fn migrate(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let done = usize::try_from(version(transaction)?).unwrap_or(0);
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    if done == 1 {
        drop_unreadable_bindings(transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest())
}
