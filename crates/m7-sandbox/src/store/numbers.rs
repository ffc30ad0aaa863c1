//! The SIP numbers of an account.

use m7_models::{CodingFormat, SipPassword};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Account, StoreError};

/// A number to be made.
pub(crate) struct NewNumber<'a> {
    pub(crate) sip_id: &'a str,
    pub(crate) number: &'a str,
    pub(crate) password: &'a SipPassword,
    pub(crate) is_nat: bool,
    pub(crate) coding_format: &'a [CodingFormat],
}

/// What to write over; what isn't given stays.
pub(crate) struct Changes<'a> {
    pub(crate) number: Option<&'a str>,
    pub(crate) password: Option<&'a SipPassword>,
    pub(crate) is_nat: Option<bool>,
    pub(crate) coding_format: Option<&'a [CodingFormat]>,
}

/// Which numbers to list.
pub(crate) struct Wanted<'a> {
    pub(crate) number: Option<&'a str>,
    pub(crate) registered: Option<bool>,
    /// Unix milliseconds: who is registered depends on when it is asked.
    pub(crate) now: i64,
}

/// What the rules have to know of a number.
pub(crate) struct NumberState {
    pub(crate) number: String,
    pub(crate) agent_id: Option<String>,
    pub(crate) is_registered: bool,
}

/// A number as it is listed.
pub(crate) struct ListedNumber {
    pub(crate) sip_id: String,
    pub(crate) number: String,
    pub(crate) phone: Option<ListedPhone>,
    pub(crate) agent: Option<m7_models::Agent>,
}

/// Of a number's phones the one that registered or refreshed last, by the sandbox's clock: if that was
/// set back in between, the one with the latest time. Assumed: phone-latest.
pub(crate) struct ListedPhone {
    /// `host:port` that it registered from.
    pub(crate) client_url: String,
    /// Its User-Agent.
    pub(crate) device: Option<String>,
    /// Unix milliseconds.
    pub(crate) registered_at: i64,
}

impl Account<'_> {
    /// The numbers that are wanted, in the order of their creation. Assumed: list-order.
    pub(crate) fn numbers(&self, wanted: &Wanted<'_>) -> Result<Vec<ListedNumber>, StoreError> {
        // A condition that isn't there leaves the index to those that are.
        let by_number = wanted.number.map_or("?2 IS NULL", |_| "n.number = ?2");
        let by_registration = match wanted.registered {
            None => "",
            Some(true) => "AND b.sip_number IS NOT NULL",
            Some(false) => "AND b.sip_number IS NULL",
        };
        let mut statement = self.transaction.prepare_cached(&format!(
            "SELECT n.sip_id, n.number, b.source, b.user_agent, b.registered_at,
                    a.agent_id, a.agent_name, a.agent_number
             FROM sip_numbers n
             LEFT JOIN bindings b ON b.sip_number = n.id AND b.position =
                 (SELECT position FROM bindings WHERE sip_number = n.id AND expires_at > ?3
                  ORDER BY refreshed_at DESC, position DESC LIMIT 1)
             LEFT JOIN agents a ON a.appkey = n.appkey AND a.agent_id = n.agent_id
             WHERE n.appkey = ?1 AND {by_number} {by_registration}
             ORDER BY n.id"
        ))?;
        let rows = statement.query_map(params![self.appkey, wanted.number, wanted.now], listed)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the rules have to know of the number with this id, at `now` in Unix milliseconds.
    pub(crate) fn number_by_id(
        &self,
        sip_id: &str,
        now: i64,
    ) -> Result<Option<NumberState>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT number, agent_id,
                    EXISTS (SELECT 1 FROM bindings WHERE sip_number = id AND expires_at > ?3)
             FROM sip_numbers WHERE appkey = ?1 AND sip_id = ?2",
        )?;
        let state = statement.query_row(params![self.appkey, sip_id, now], |row| {
            Ok(NumberState {
                number: row.get(0)?,
                agent_id: row.get(1)?,
                is_registered: row.get(2)?,
            })
        });
        Ok(state.optional()?)
    }

    /// Whether the account has this number.
    pub(crate) fn has_number(&self, number: &str) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM sip_numbers WHERE appkey = ?1 AND number = ?2",
            number,
        )
    }

    /// The number that an agent is bound to.
    pub(crate) fn number_of_agent(&self, agent_id: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT number FROM sip_numbers WHERE appkey = ?1 AND agent_id = ?2")?;
        let number = statement.query_row(params![self.appkey, agent_id], |row| row.get(0));
        Ok(number.optional()?)
    }

    /// Makes a number, without a phone and without an agent.
    pub(crate) fn insert_number(&self, new: &NewNumber<'_>) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO sip_numbers
                 (sip_id, appkey, number, password, is_nat, coding_format, generation)
             VALUES (?2, ?1, ?3, ?4, ?5, ?6, random())",
        )?;
        statement.execute(params![
            self.appkey,
            new.sip_id,
            new.number,
            new.password.expose(),
            new.is_nat,
            codecs_as_json(new.coding_format)?,
        ])?;
        Ok(())
    }

    /// Writes over what is given of the number with this id.
    ///
    /// If that makes the number or its password another one, its phones aren't registered any more:
    /// a trigger of the table sees to it. Assumed: registration-ends.
    pub(crate) fn change_number(
        &self,
        sip_id: &str,
        changes: &Changes<'_>,
    ) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "UPDATE sip_numbers SET
                 number = coalesce(?3, number),
                 password = coalesce(?4, password),
                 is_nat = coalesce(?5, is_nat),
                 coding_format = coalesce(?6, coding_format)
             WHERE appkey = ?1 AND sip_id = ?2",
        )?;
        statement.execute(params![
            self.appkey,
            sip_id,
            changes.number,
            changes.password.map(SipPassword::expose),
            changes.is_nat,
            changes.coding_format.map(codecs_as_json).transpose()?,
        ])?;
        Ok(())
    }

    /// Binds an agent to the number with this id, or unbinds it.
    pub(crate) fn set_agent(&self, sip_id: &str, agent_id: Option<&str>) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "UPDATE sip_numbers SET agent_id = ?3 WHERE appkey = ?1 AND sip_id = ?2",
        )?;
        statement.execute(params![self.appkey, sip_id, agent_id])?;
        Ok(())
    }

    /// Removes the number with this id, and its registrations with it. False if there is none.
    pub(crate) fn remove_number(&self, sip_id: &str) -> Result<bool, StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached("DELETE FROM sip_numbers WHERE appkey = ?1 AND sip_id = ?2")?;
        Ok(statement.execute(params![self.appkey, sip_id])? > 0)
    }
}

fn listed(row: &Row<'_>) -> rusqlite::Result<ListedNumber> {
    let registered_at: Option<i64> = row.get(4)?;
    let agent_id: Option<String> = row.get(5)?;
    Ok(ListedNumber {
        sip_id: row.get(0)?,
        number: row.get(1)?,
        phone: match registered_at {
            None => None,
            Some(registered_at) => Some(ListedPhone {
                client_url: row.get(2)?,
                device: row.get(3)?,
                registered_at,
            }),
        },
        agent: match agent_id {
            None => None,
            Some(agent_id) => Some(
                m7_models::Agent::new()
                    .with_agent_id(agent_id)
                    .with_agent_name(row.get::<_, String>(6)?)
                    .with_agent_number(row.get::<_, String>(7)?),
            ),
        },
    })
}

fn codecs_as_json(codecs: &[CodingFormat]) -> rusqlite::Result<String> {
    serde_json::to_string(codecs)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}
