//! Which numbers have a phone.

use rusqlite::params;

use super::{Account, StoreError};

/// A phone at a number.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    /// `host:port` that it registered from.
    pub(crate) client_url: String,
    /// Its User-Agent.
    pub(crate) register_device: String,
    /// Unix milliseconds.
    pub(crate) registered_at: i64,
}

impl Account<'_> {
    /// Notes that a phone has registered at a number, in place of the one that was there. False if
    /// there is no such number.
    pub(crate) fn register(
        &self,
        number: &str,
        registration: &Registration,
    ) -> Result<bool, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT OR REPLACE INTO registrations
                 (sip_number, client_url, register_device, registered_at)
             SELECT id, ?3, ?4, ?5 FROM sip_numbers WHERE appkey = ?1 AND number = ?2",
        )?;
        let rows = statement.execute(params![
            self.appkey,
            number,
            registration.client_url,
            registration.register_device,
            registration.registered_at,
        ])?;
        Ok(rows > 0)
    }

    /// Notes that a number has no phone. False if there is no such number.
    pub(crate) fn unregister(&self, number: &str) -> Result<bool, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "DELETE FROM registrations WHERE sip_number =
                 (SELECT id FROM sip_numbers WHERE appkey = ?1 AND number = ?2)",
        )?;
        statement.execute(params![self.appkey, number])?;
        self.has_number(number)
    }
}
