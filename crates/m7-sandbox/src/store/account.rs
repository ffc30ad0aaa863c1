//! What one transaction sees of one account.

use rusqlite::{Transaction, params};

use super::StoreError;

/// One account within one transaction. Every statement names the account, so that none can reach
/// another's data.
pub(crate) struct Account<'t> {
    pub(super) transaction: &'t Transaction<'t>,
    pub(super) appkey: &'t str,
}

impl<'t> Account<'t> {
    pub(crate) fn new(transaction: &'t Transaction<'t>, appkey: &'t str) -> Self {
        Self {
            transaction,
            appkey,
        }
    }

    /// The account's number, as its clients write it.
    pub(crate) fn appkey(&self) -> &str {
        self.appkey
    }

    /// Whether a statement over (appkey, key) finds something.
    pub(super) fn exists(&self, sql: &str, key: &str) -> Result<bool, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        Ok(statement.exists(params![self.appkey, key])?)
    }
}
