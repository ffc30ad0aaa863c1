//! Opening the data, and refusing what isn't a sandbox's.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::{Data, Error};

use super::worker::{StoreError, in_transaction};
use super::{schema, snapshots};

/// How long to wait for another process that is writing to the same file.
const BUSY: Duration = Duration::from_secs(10);

/// Opens the data, makes its tables or brings them up to date.
pub(super) fn open(data: &Data) -> Result<Connection, Error> {
    match data {
        Data::Memory => Ok(open_memory()?),
        Data::File(path) => open_file(path),
    }
}

fn open_memory() -> Result<Connection, StoreError> {
    let mut connection = Connection::open_in_memory()?;
    prepare(&mut connection)?;
    Ok(connection)
}

fn open_file(path: &Path) -> Result<Connection, Error> {
    let failed = |source| Error::DataFile {
        path: path.to_owned(),
        source,
    };
    create_private(path).map_err(|error| failed(error.into()))?;
    let named = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::NotASandbox {
            path: path.to_owned(),
        },
        _ => failed(error.into()),
    };

    // No URI, so that a path is only a path; and no creation: that was done, with a mode.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(named)?;
    connection.busy_timeout(BUSY).map_err(named)?;
    // Looked at before anything is written: a file that isn't ours stays as it is.
    let Some(found) = schema::version_if_ours(&mut connection).map_err(named)? else {
        return Err(Error::NotASandbox {
            path: path.to_owned(),
        });
    };
    let known = schema::newest();
    if found > known {
        return Err(Error::NewerData {
            path: path.to_owned(),
            found,
            known,
        });
    }
    warn_if_public(path).map_err(|error| failed(error.into()))?;
    write_ahead(&connection).map_err(named)?;
    connection
        .pragma_update(None, "synchronous", "NORMAL")
        .map_err(named)?;
    prepare(&mut connection).map_err(|error| failed(error.into()))?;
    Ok(connection)
}

/// Has a write-ahead log kept: a commit costs one write, and another process may read meanwhile. What
/// is committed survives the process being killed; only the machine's failing could lose the last
/// transactions, never the file's consistency.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    const STEP: Duration = Duration::from_millis(5);
    let begun = Instant::now();
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())) {
            // Two that begin to keep one at the same time would wait for each other, so SQLite fails
            // one of them at once, whatever its timeout.
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < BUSY =>
            {
                thread::sleep(STEP);
            }
            outcome => return outcome,
        }
    }
}

fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "foreign_keys", true)?;
    snapshots::prepare(connection)?;
    in_transaction(connection, TransactionBehavior::Immediate, |transaction| {
        schema::migrate(transaction).map_err(StoreError::from)
    })
}

/// Makes the file if it isn't there, readable by its owner alone. `SQLite` gives its log the same
/// mode.
fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        // A folder, a device or a pipe can't be a database, and opening a pipe would wait for ever.
        Err(_) if !path.metadata()?.is_file() => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a regular file",
        )),
        Err(_) | Ok(_) => Ok(()),
    }
}

#[cfg(unix)]
fn warn_if_public(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = path.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        tracing::warn!(
            path = %path.display(),
            mode = format_args!("{mode:03o}"),
            "the data file holds secrets and others may read it: chmod 600 it"
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn warn_if_public(_: &Path) -> io::Result<()> {
    Ok(())
}
