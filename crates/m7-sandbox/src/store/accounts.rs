//! The accounts that a sandbox serves.

use m7_auth::Credentials;
use rusqlite::{OptionalExtension as _, Transaction, params};
use zeroize::Zeroizing;

use crate::Error;

use super::StoreError;

/// Stores an account, or gives a stored one this secret.
pub(crate) fn put_account(
    transaction: &Transaction<'_>,
    credentials: &Credentials,
) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO accounts (appkey, secret_key) VALUES (?1, ?2)
         ON CONFLICT (appkey) DO UPDATE SET secret_key = excluded.secret_key",
        params![credentials.appkey(), credentials.expose_secret_key()],
    )?;
    Ok(())
}

/// The appkeys of all accounts, in the order in which they were first stored.
pub(crate) fn account_names(transaction: &Transaction<'_>) -> Result<Vec<String>, StoreError> {
    let mut statement = transaction.prepare("SELECT appkey FROM accounts ORDER BY id")?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// The account of this appkey, if it is stored.
pub(crate) fn stored_account(
    transaction: &Transaction<'_>,
    appkey: &str,
) -> Result<Option<Credentials>, Error> {
    let secret_key: Option<Zeroizing<String>> = transaction
        .query_row(
            "SELECT secret_key FROM accounts WHERE appkey = ?1",
            [appkey],
            |row| row.get(0).map(Zeroizing::new),
        )
        .optional()
        .map_err(StoreError::from)?;
    secret_key
        .map(|secret_key| {
            Credentials::new(appkey, secret_key.as_str()).map_err(|source| Error::Account {
                appkey: appkey.to_owned(),
                source,
            })
        })
        .transpose()
}
