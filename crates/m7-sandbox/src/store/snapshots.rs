//! Copies of the data in the memory of this connection, by which it can be put back as it was.
//!
//! They are temporary tables: `SQLite` copies rows by itself, within a transaction, and keeps them as
//! tightly as the data. No other process sees them, no file has them (`temp_store`), and they are
//! gone with the connection.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::StoreError;

/// How many are kept.
pub(crate) const CAPACITY: u64 = 16;

/// What is copied, so that each table comes after those that it refers to. Accounts stay: they are
/// what the sandbox was started with.
const TABLES: [&str; 3] = ["agents", "sip_numbers", "bindings"];

/// A copy that is kept.
pub(crate) struct StoredSnapshot {
    pub(crate) id: i64,
    /// Unix milliseconds.
    pub(crate) taken_at: i64,
    pub(crate) numbers: i64,
    pub(crate) bytes: i64,
}

/// Makes the list of snapshots, once for a connection.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    // Numbers and their passwords don't get into a file that nobody asked for.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.execute_batch(
        "CREATE TEMP TABLE snapshots (
             -- AUTOINCREMENT: an id that was given up never comes again.
             id       INTEGER PRIMARY KEY AUTOINCREMENT,
             taken_at INTEGER NOT NULL,
             numbers  INTEGER NOT NULL,
             bytes    INTEGER NOT NULL
         )",
    )
}

/// Takes a snapshot at `now`, in Unix milliseconds. `None` if there is no room for one more.
pub(crate) fn take_snapshot(
    transaction: &Transaction<'_>,
    now: i64,
) -> Result<Option<StoredSnapshot>, StoreError> {
    let kept: u32 =
        transaction.query_row("SELECT count(*) FROM temp.snapshots", [], |row| row.get(0))?;
    if u64::from(kept) >= CAPACITY {
        return Ok(None);
    }
    let before = memory_used(transaction)?;
    transaction.execute(
        "INSERT INTO temp.snapshots (taken_at, numbers, bytes)
         SELECT ?1, count(*), 0 FROM main.sip_numbers",
        [now],
    )?;
    let id = transaction.last_insert_rowid();
    for table in TABLES {
        transaction.execute_batch(&format!(
            "CREATE TEMP TABLE {} AS SELECT * FROM main.{table}",
            copy_of(table, id)
        ))?;
    }
    let bytes = memory_used(transaction)? - before;
    transaction.execute(
        "UPDATE temp.snapshots SET bytes = ?2 WHERE id = ?1",
        params![id, bytes],
    )?;
    snapshot(transaction, id)
}

/// All that are kept, oldest first.
pub(crate) fn all_snapshots(
    transaction: &Transaction<'_>,
) -> Result<Vec<StoredSnapshot>, StoreError> {
    let mut statement = transaction
        .prepare("SELECT id, taken_at, numbers, bytes FROM temp.snapshots ORDER BY id")?;
    let snapshots = statement.query_map([], read)?;
    Ok(snapshots.collect::<Result<_, _>>()?)
}

/// Puts the data back as it was. `None` if there is no such snapshot.
///
/// Rows come back as they were, `generation` too: that tells a number's passwords apart, so a phone
/// that proved the password that is back is believed, and none that proved another one.
pub(crate) fn restore_snapshot(
    transaction: &Transaction<'_>,
    id: i64,
) -> Result<Option<StoredSnapshot>, StoreError> {
    let Some(found) = snapshot(transaction, id)? else {
        return Ok(None);
    };
    for table in TABLES.iter().rev() {
        transaction.execute(&format!("DELETE FROM main.{table}"), [])?;
    }
    for table in TABLES {
        transaction.execute(
            &format!(
                "INSERT INTO main.{table} SELECT * FROM temp.{}",
                copy_of(table, id)
            ),
            [],
        )?;
    }
    Ok(Some(found))
}

/// Gives a snapshot up. `None` if there is no such snapshot.
pub(crate) fn drop_snapshot(
    transaction: &Transaction<'_>,
    id: i64,
) -> Result<Option<StoredSnapshot>, StoreError> {
    let Some(found) = snapshot(transaction, id)? else {
        return Ok(None);
    };
    for table in TABLES {
        transaction.execute_batch(&format!("DROP TABLE temp.{}", copy_of(table, id)))?;
    }
    transaction.execute("DELETE FROM temp.snapshots WHERE id = ?1", [id])?;
    Ok(Some(found))
}

fn snapshot(transaction: &Transaction<'_>, id: i64) -> Result<Option<StoredSnapshot>, StoreError> {
    let sql = "SELECT id, taken_at, numbers, bytes FROM temp.snapshots WHERE id = ?1";
    Ok(transaction.query_row(sql, [id], read).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<StoredSnapshot> {
    Ok(StoredSnapshot {
        id: row.get(0)?,
        taken_at: row.get(1)?,
        numbers: row.get(2)?,
        bytes: row.get(3)?,
    })
}

fn copy_of(table: &str, id: i64) -> String {
    format!("snapshot_{id}_{table}")
}

/// How much memory the temporary tables take, in bytes.
fn memory_used(transaction: &Transaction<'_>) -> rusqlite::Result<i64> {
    let pragma = |name: &str| -> rusqlite::Result<i64> {
        transaction.query_row(&format!("PRAGMA temp.{name}"), [], |row| row.get(0))
    };
    Ok((pragma("page_count")? - pragma("freelist_count")?) * pragma("page_size")?)
}
