//! The sandbox's numbers as the registrar sees them.

use m7_registrar::{Account, Binding, Change, DigestSecret, Generation};

use crate::store::{Line, Store, StoreError};

use super::stand_in::is_stand_in;

/// The numbers of all accounts, with their passwords and bindings.
pub(super) struct Lines(pub(super) Store);

impl m7_registrar::Store for Lines {
    type Error = StoreError;

    /// The hashes are made here from the password, and not stored beside it: the password has to be
    /// stored anyway, and a hash would be of the realm of yesterday.
    async fn account(&self, number: &str, realm: &str) -> Result<Option<Account>, StoreError> {
        let (number, realm) = (number.to_owned(), realm.to_owned());
        self.0
            .read(move |transaction| {
                let line = Line::find(transaction, &number)?;
                Ok(line.map(|line| {
                    let secret = DigestSecret::from_password(&number, &realm, &line.password);
                    Account::new(secret, generation_of(&line))
                }))
            })
            .await
    }

    async fn update<T, F>(
        &self,
        number: &str,
        generation: Generation,
        change: F,
    ) -> Result<Option<T>, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(Vec<Binding>) -> Change<T> + Send + 'static,
    {
        let number = number.to_owned();
        self.0
            .write(move |transaction| {
                let line = Line::find(transaction, &number)?;
                let Some(line) = line.filter(|line| generation_of(line) == generation) else {
                    return Ok(None);
                };
                // Phones know nothing of a stand-in, so that it stays when all of them leave, and takes
                // up none of the contacts that a number may have.
                let (stand_in, phones): (Vec<_>, Vec<_>) = line
                    .bindings(transaction)?
                    .into_iter()
                    .partition(is_stand_in);
                let Change {
                    bindings, outcome, ..
                } = change(phones);
                if let Some(mut bindings) = bindings {
                    bindings.extend(stand_in);
                    line.put_bindings(transaction, &bindings)?;
                }
                Ok(Some(outcome))
            })
            .await
    }
}

fn generation_of(line: &Line) -> Generation {
    Generation(line.generation.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use m7_models::SipPassword;
    use m7_registrar::Store as _;
    use rusqlite::Transaction;

    use super::*;
    use crate::Data;
    use crate::store::{Account as StoredAccount, Changes, NewNumber, StoreThread};

    const APPKEY: &str = "2000113";
    type Event = fn(&Transaction<'_>) -> Result<(), StoreError>;

    const SIP_ID: &str = "5fc9d54105fd0161a498c503";

    fn create(transaction: &Transaction<'_>) -> Result<(), StoreError> {
        StoredAccount::new(transaction, APPKEY).insert_number(&NewNumber {
            sip_id: SIP_ID,
            number: "2004",
            password: &SipPassword::new("pw"),
            is_nat: false,
            coding_format: &[],
        })
    }

    fn give_password(transaction: &Transaction<'_>, password: &str) -> Result<(), StoreError> {
        let changes = Changes {
            number: None,
            password: Some(&SipPassword::new(password)),
            is_nat: None,
            coding_format: None,
        };
        StoredAccount::new(transaction, APPKEY).change_number(SIP_ID, &changes)
    }

    fn rename(transaction: &Transaction<'_>, number: &str) -> Result<(), StoreError> {
        let changes = Changes {
            number: Some(number),
            password: None,
            is_nat: None,
            coding_format: None,
        };
        StoredAccount::new(transaction, APPKEY).change_number(SIP_ID, &changes)
    }

    /// A phone proved its password, and then this happened before its bindings were changed.
    #[tokio::test]
    async fn what_was_proven_before_the_number_changed_counts_for_nothing() {
        let (store, _thread, ()) = StoreThread::start(&Data::Memory, |transaction| {
            transaction
                .execute("INSERT INTO accounts VALUES (1, ?1, 's')", [APPKEY])
                .map_err(StoreError::from)?;
            Ok(create(transaction)?)
        })
        .unwrap();
        let lines = Lines(store.clone());
        let meanwhile: [Event; 4] = [
            |transaction| give_password(transaction, "another"),
            // There and back again.
            |transaction| {
                give_password(transaction, "a third")?;
                give_password(transaction, "another")
            },
            |transaction| {
                rename(transaction, "2005")?;
                rename(transaction, "2004")
            },
            |transaction| {
                StoredAccount::new(transaction, APPKEY).remove_number(SIP_ID)?;
                create(transaction)
            },
        ];
        for happens in meanwhile {
            let proven = lines.account("2004", "m7").await.unwrap().unwrap();
            let update = || lines.update("2004", proven.generation, |_| Change::keep(()));
            assert_eq!(update().await.unwrap(), Some(()));
            store.write(happens).await.unwrap();
            assert_eq!(update().await.unwrap(), None);
        }
        assert!(lines.account("2005", "m7").await.unwrap().is_none());
    }
}
