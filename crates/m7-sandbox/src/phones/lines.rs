//! The sandbox's numbers as the registrar sees them.

use m7_registrar::{Account, Binding, Change, DigestSecret, Generation};

use crate::store::{Line, Store, StoreError};

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
                let Change {
                    bindings, outcome, ..
                } = change(line.bindings(transaction)?);
                if let Some(bindings) = bindings {
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
