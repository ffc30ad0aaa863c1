//! What the registrar asks of whoever keeps the numbers.

use std::error::Error;

use crate::{Binding, DigestSecret};

/// Keeps numbers with their secrets and bindings.
///
/// The registrar decides, the store remembers: it hands over all that it has of one number, and
/// writes what comes back, in one atomic step. [`MemoryStore`](crate::MemoryStore) does that under a
/// lock; a store over SQL runs [`update`](Self::update) inside one transaction, on whichever thread
/// writes, which is why the change is a function that it calls and not a value that it compares.
///
/// # Ending registrations
///
/// A number whose password changes, that is renamed or deleted, loses its registrations at once:
/// whoever changes it removes its bindings **and** gives it another [`Generation`] in the same
/// atomic step. That needs no word to the registrar. A phone that proved the old password a moment
/// before then finds that its update is for a generation that is no more, and is asked again.
pub trait Store: Send + Sync + 'static {
    /// What can go wrong in here. The phone is told that the server failed, the log why.
    type Error: Error + Send + Sync + 'static;

    /// The secret of `number` in `realm`, or `None` when there is no such number.
    ///
    /// `number` is whatever the client wrote, up to some kilobytes of it.
    fn account(
        &self,
        number: &str,
        realm: &str,
    ) -> impl Future<Output = Result<Option<Account>, Self::Error>> + Send;

    /// Hands the bindings of `number` to `change` and writes what it decides, atomically.
    ///
    /// Gives what `change` concluded, or `None` when the number is gone or of another generation:
    /// then `change` isn't called. Expired bindings may be among those handed over, or not.
    fn update<T, F>(
        &self,
        number: &str,
        generation: Generation,
        change: F,
    ) -> impl Future<Output = Result<Option<T>, Self::Error>> + Send
    where
        T: Send + 'static,
        F: FnOnce(Vec<Binding>) -> Change<T> + Send + 'static;
}

/// What a store knows of a number that exists.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Account {
    /// What its phone must prove to know.
    pub secret: DigestSecret,
    /// Which password that is.
    pub generation: Generation,
}

/// Tells one password of a number from the next one: any value that a number never has twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Generation(pub u64);

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change<T> {
    /// The bindings that the number has from now on, in their order; `None` leaves them as they are.
    pub bindings: Option<Vec<Binding>>,
    /// What [`Store::update`] gives back.
    pub outcome: T,
}

impl Account {
    /// A number's secret and which one it is.
    pub const fn new(secret: DigestSecret, generation: Generation) -> Self {
        Self { secret, generation }
    }
}

impl<T> Change<T> {
    /// Leaves the bindings as they are.
    pub const fn keep(outcome: T) -> Self {
        Self {
            bindings: None,
            outcome,
        }
    }

    /// Writes `bindings` in place of those that were handed over.
    pub const fn replace(bindings: Vec<Binding>, outcome: T) -> Self {
        Self {
            bindings: Some(bindings),
            outcome,
        }
    }
}
