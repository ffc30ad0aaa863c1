//! What the sandbox's owner wants to see of an account.

use m7_registrar::Binding;
use rusqlite::{Row, Transaction, params};
use serde::Deserialize;

use crate::agents::Agent;

use super::bindings::bindings_of;
use super::{Account, StoreError, stored_time};

/// A number with all that is stored of it but its password.
pub(crate) struct StoredNumber {
    /// Its place in the order of creation.
    pub(crate) row: i64,
    pub(crate) sip_id: String,
    pub(crate) number: String,
    pub(crate) is_nat: bool,
    /// A JSON array.
    pub(crate) coding_format: String,
    pub(crate) agent_id: Option<String>,
    /// Those that haven't expired.
    pub(crate) bindings: Vec<Binding>,
}

/// Which numbers are wanted. What isn't said leaves none out.
#[derive(Clone, Default)]
pub(crate) struct Fitting {
    /// Those that have this in them.
    pub(crate) search: Option<String>,
    pub(crate) status: Option<StandsAs>,
}

/// How a number stands.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StandsAs {
    Registered,
    Unregistered,
    Bound,
}

impl Fitting {
    /// The condition in SQL that a row of `sip_numbers` fits: of the account `?1`, with `?2` in its
    /// number if that isn't NULL, and with this status at the time `?3`.
    fn condition(&self) -> String {
        let status = match self.status {
            // Names the parameter, which a statement must.
            None => "?3 IS NOT NULL",
            Some(StandsAs::Bound) => "?3 IS NOT NULL AND agent_id IS NOT NULL",
            Some(StandsAs::Registered) => {
                "EXISTS (SELECT 1 FROM bindings WHERE sip_number = id AND expires_at > ?3)"
            }
            Some(StandsAs::Unregistered) => {
                "NOT EXISTS (SELECT 1 FROM bindings WHERE sip_number = id AND expires_at > ?3)"
            }
        };
        format!("appkey = ?1 AND (?2 IS NULL OR instr(number, ?2)) AND {status}")
    }
}

/// How many numbers an account has.
pub(crate) struct Totals {
    pub(crate) total: u32,
    pub(crate) registered: u32,
    pub(crate) bound: u32,
}

impl Account<'_> {
    /// All agents of the directory, by their ids.
    pub(crate) fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT agent_id, agent_name, agent_number FROM agents
             WHERE appkey = ?1 ORDER BY agent_id",
        )?;
        let agents = statement.query_map([self.appkey], |row| {
            Ok(Agent::new(
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
            ))
        })?;
        Ok(agents.collect::<Result<_, _>>()?)
    }

    /// How many numbers there are at `now`, in Unix milliseconds.
    pub(crate) fn totals(&self, now: i64) -> Result<Totals, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT count(*),
                    coalesce(sum(EXISTS (SELECT 1 FROM bindings
                                         WHERE sip_number = id AND expires_at > ?2)), 0),
                    count(agent_id)
             FROM sip_numbers WHERE appkey = ?1",
        )?;
        let totals = statement.query_row(params![self.appkey, now], |row| {
            Ok(Totals {
                total: row.get(0)?,
                registered: row.get(1)?,
                bound: row.get(2)?,
            })
        })?;
        Ok(totals)
    }

    /// How many numbers fit at `now`, in Unix milliseconds.
    pub(crate) fn count_fitting(&self, fitting: &Fitting, now: i64) -> Result<u32, StoreError> {
        let mut statement = self.transaction.prepare_cached(&format!(
            "SELECT count(*) FROM sip_numbers WHERE {}",
            fitting.condition()
        ))?;
        let wanted = params![self.appkey, fitting.search, now];
        Ok(statement.query_row(wanted, |row| row.get(0))?)
    }

    /// Up to `limit` numbers that fit, after the one at the place `after`, in the order of their
    /// creation.
    pub(crate) fn numbers_after(
        &self,
        fitting: &Fitting,
        after: i64,
        limit: i64,
        now: i64,
    ) -> Result<Vec<StoredNumber>, StoreError> {
        let mut statement = self.transaction.prepare_cached(&format!(
            "SELECT id, sip_id, number, is_nat, coding_format, agent_id FROM sip_numbers
             WHERE {} AND id > ?4 ORDER BY id LIMIT ?5",
            fitting.condition()
        ))?;
        let wanted = params![self.appkey, fitting.search, now, after, limit];
        let numbers = statement.query_map(wanted, stored)?;
        self.with_bindings(numbers, now)
    }

    /// The numbers that are registered, in the order of their creation.
    pub(crate) fn registered_numbers(&self, now: i64) -> Result<Vec<StoredNumber>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT id, sip_id, number, is_nat, coding_format, agent_id FROM sip_numbers
             WHERE appkey = ?1
                 AND EXISTS (SELECT 1 FROM bindings WHERE sip_number = id AND expires_at > ?2)
             ORDER BY id",
        )?;
        let numbers = statement.query_map(params![self.appkey, now], stored)?;
        self.with_bindings(numbers, now)
    }

    fn with_bindings(
        &self,
        numbers: impl Iterator<Item = rusqlite::Result<StoredNumber>>,
        now: i64,
    ) -> Result<Vec<StoredNumber>, StoreError> {
        numbers
            .map(|number| {
                let mut number = number?;
                number.bindings = bindings_of(self.transaction, number.row)?;
                let alive = |binding: &Binding| stored_time(binding.expires_at) > now;
                number.bindings.retain(alive);
                Ok(number)
            })
            .collect()
    }
}

/// Removes all numbers with their bindings, and all agents. Says how many numbers there were, and how
/// many of them were registered at `now`.
pub(crate) fn remove_everything(
    transaction: &Transaction<'_>,
    now: i64,
) -> Result<(u64, u64), StoreError> {
    let registered: u32 = transaction.query_row(
        "SELECT count(DISTINCT sip_number) FROM bindings WHERE expires_at > ?1",
        [now],
        |row| row.get(0),
    )?;
    let numbers = transaction.execute("DELETE FROM sip_numbers", [])?;
    transaction.execute("DELETE FROM agents", [])?;
    Ok((numbers as u64, registered.into()))
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredNumber> {
    Ok(StoredNumber {
        row: row.get(0)?,
        sip_id: row.get(1)?,
        number: row.get(2)?,
        is_nat: row.get(3)?,
        coding_format: row.get(4)?,
        agent_id: row.get(5)?,
        bindings: Vec::new(),
    })
}
