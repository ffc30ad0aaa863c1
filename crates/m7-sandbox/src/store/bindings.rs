//! Where numbers can be reached: what their phones registered.

use std::net::{AddrParseError, SocketAddr};
use std::time::{Duration, SystemTime};

use m7_registrar::{Binding, Transport};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use zeroize::Zeroizing;

use crate::ids::unix_millis;

use super::{Account, StoreError};

/// The number that a phone means, whosever it is.
pub(crate) struct Line {
    id: i64,
    /// Tells this password of the number from any other that it has had or will have.
    pub(crate) generation: i64,
    pub(crate) password: Zeroizing<String>,
}

impl Line {
    /// The line of a number. Of several accounts that have it, it is the one that was created first,
    /// whatever number that had then. Assumed: number-twice.
    pub(crate) fn find(
        transaction: &Transaction<'_>,
        number: &str,
    ) -> Result<Option<Self>, StoreError> {
        let mut statement = transaction.prepare_cached(
            "SELECT id, generation, password FROM sip_numbers
             WHERE number = ?1 ORDER BY id LIMIT 1",
        )?;
        let line = statement.query_row([number], |row| {
            Ok(Self {
                id: row.get(0)?,
                generation: row.get(1)?,
                password: Zeroizing::new(row.get(2)?),
            })
        });
        Ok(line.optional()?)
    }

    /// Its bindings, the expired ones too.
    pub(crate) fn bindings(
        &self,
        transaction: &Transaction<'_>,
    ) -> Result<Vec<Binding>, StoreError> {
        bindings_of(transaction, self.id)
    }

    /// Puts these in the place of its bindings.
    pub(crate) fn put_bindings(
        &self,
        transaction: &Transaction<'_>,
        bindings: &[Binding],
    ) -> Result<(), StoreError> {
        put_bindings(transaction, self.id, bindings)
    }
}

impl Account<'_> {
    /// The bindings of a number, the expired ones too. `None` if there is no such number.
    pub(crate) fn bindings(&self, number: &str) -> Result<Option<Vec<Binding>>, StoreError> {
        self.row_of(number)?
            .map(|id| bindings_of(self.transaction, id))
            .transpose()
    }

    /// Puts these in the place of a number's bindings. False if there is no such number.
    pub(crate) fn put_bindings(
        &self,
        number: &str,
        bindings: &[Binding],
    ) -> Result<bool, StoreError> {
        let Some(id) = self.row_of(number)? else {
            return Ok(false);
        };
        put_bindings(self.transaction, id, bindings)?;
        Ok(true)
    }

    fn row_of(&self, number: &str) -> Result<Option<i64>, StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT id FROM sip_numbers WHERE appkey = ?1 AND number = ?2")?;
        let id = statement.query_row(params![self.appkey, number], |row| row.get(0));
        Ok(id.optional()?)
    }
}

/// A time as it is stored.
pub(crate) fn stored_time(time: SystemTime) -> i64 {
    i64::try_from(unix_millis(time)).unwrap_or(i64::MAX)
}

pub(super) fn bindings_of(
    transaction: &Transaction<'_>,
    id: i64,
) -> Result<Vec<Binding>, StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT contact, q, call_id, cseq, source, transport, user_agent,
                registered_at, refreshed_at, expires_at
         FROM bindings WHERE sip_number = ?1 ORDER BY position",
    )?;
    let bindings = statement.query_map([id], binding)?;
    Ok(bindings.collect::<Result<_, _>>()?)
}

fn put_bindings(
    transaction: &Transaction<'_>,
    id: i64,
    bindings: &[Binding],
) -> Result<(), StoreError> {
    // Written over in place, since a phone that refreshes its one binding is what happens most.
    let mut put = transaction.prepare_cached(
        "INSERT OR REPLACE INTO bindings
             (sip_number, position, contact, q, call_id, cseq, source, transport, user_agent,
              registered_at, refreshed_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    let mut end = 0_i64;
    for (position, binding) in (0_i64..).zip(bindings) {
        end = position + 1;
        put.execute(params![
            id,
            position,
            binding.contact,
            binding.q,
            binding.call_id,
            binding.cseq,
            written(binding.source),
            binding.transport.name(),
            binding.user_agent,
            stored_time(binding.registered_at),
            stored_time(binding.refreshed_at),
            stored_time(binding.expires_at),
        ])?;
    }
    let mut cut = transaction
        .prepare_cached("DELETE FROM bindings WHERE sip_number = ?1 AND position >= ?2")?;
    cut.execute(params![id, end])?;
    Ok(())
}

fn binding(row: &Row<'_>) -> rusqlite::Result<Binding> {
    let source: String = row.get(4)?;
    let source: SocketAddr = source.parse().map_err(|error: AddrParseError| {
        rusqlite::Error::FromSqlConversionFailure(4, Type::Text, error.into())
    })?;
    let transport = match row.get_ref(5)?.as_str()? {
        "TCP" => Transport::Tcp,
        _ => Transport::Udp,
    };
    let contact: String = row.get(0)?;
    let mut binding = Binding::new(contact, source, transport, time(row, 7)?, time(row, 9)?);
    binding.q = row.get(1)?;
    binding.call_id = row.get(2)?;
    binding.cseq = row.get(3)?;
    binding.user_agent = row.get(6)?;
    binding.refreshed_at = time(row, 8)?;
    Ok(binding)
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<SystemTime> {
    let millis: i64 = row.get(column)?;
    let since = Duration::from_millis(millis.max(0).unsigned_abs());
    // What was stored was a time of this machine once.
    Ok(SystemTime::UNIX_EPOCH
        .checked_add(since)
        .unwrap_or(SystemTime::UNIX_EPOCH))
}

/// An address as it is shown: one of IPv4 that came through a socket of IPv6 as itself.
fn written(source: SocketAddr) -> String {
    SocketAddr::new(source.ip().to_canonical(), source.port()).to_string()
}
