//! A store for tests and demonstrations: everything in memory, gone with the process.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::{Account, Binding, Change, DigestSecret, Generation, Store};

/// Numbers with passwords and bindings, in memory. Its clones are the same store.
///
/// ```
/// use std::time::SystemTime;
/// use m7_registrar::MemoryStore;
///
/// let store = MemoryStore::new();
/// store.set_password("2004", "not-a-real-password");
/// assert!(store.bindings("2004", SystemTime::now()).is_empty());
/// ```
#[derive(Clone, Default)]
pub struct MemoryStore {
    numbers: Arc<Mutex<Numbers>>,
}

#[derive(Default)]
struct Numbers {
    generations: u64,
    entries: HashMap<String, Entry>,
}

struct Entry {
    password: Zeroizing<String>,
    generation: Generation,
    bindings: Vec<Binding>,
}

impl MemoryStore {
    /// A store without numbers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a number, or gives it another password, which ends its registrations.
    pub fn set_password(&self, number: impl Into<String>, password: impl Into<String>) {
        // Wrapped first, so that it is zeroed whatever happens next.
        let password = Zeroizing::new(password.into());
        self.with(|numbers| {
            numbers.generations += 1;
            let entry = Entry {
                password,
                generation: Generation(numbers.generations),
                bindings: Vec::new(),
            };
            numbers.entries.insert(number.into(), entry);
        });
    }

    /// Removes a number with its registrations, and tells whether it was there.
    pub fn remove(&self, number: &str) -> bool {
        self.with(|numbers| numbers.entries.remove(number).is_some())
    }

    /// Ends a number's registrations, and tells whether there is such a number. Its phone may
    /// register again.
    pub fn end_registrations(&self, number: &str) -> bool {
        self.with(|numbers| {
            numbers.generations += 1;
            let generation = Generation(numbers.generations);
            numbers.entries.get_mut(number).is_some_and(|entry| {
                entry.generation = generation;
                entry.bindings.clear();
                true
            })
        })
    }

    /// The bindings of a number that count at `now`; none when there is no such number.
    pub fn bindings(&self, number: &str, now: SystemTime) -> Vec<Binding> {
        self.with(|numbers| {
            numbers.entries.get(number).map_or_else(Vec::new, |entry| {
                let current = entry.bindings.iter().filter(|it| it.is_current(now));
                current.cloned().collect()
            })
        })
    }

    fn with<R>(&self, act: impl FnOnce(&mut Numbers) -> R) -> R {
        // Each change is one assignment, so a panic in between leaves no half of it.
        act(&mut self.numbers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    type Error = Infallible;

    async fn account(&self, number: &str, realm: &str) -> Result<Option<Account>, Infallible> {
        Ok(self.with(|numbers| {
            let entry = numbers.entries.get(number)?;
            let secret = DigestSecret::from_password(number, realm, &entry.password);
            Some(Account::new(secret, entry.generation))
        }))
    }

    async fn update<T, F>(
        &self,
        number: &str,
        generation: Generation,
        change: F,
    ) -> Result<Option<T>, Infallible>
    where
        T: Send + 'static,
        F: FnOnce(Vec<Binding>) -> Change<T> + Send + 'static,
    {
        Ok(self.with(|numbers| {
            let entry = numbers.entries.get_mut(number)?;
            if entry.generation != generation {
                return None;
            }
            let Change { bindings, outcome } = change(entry.bindings.clone());
            if let Some(bindings) = bindings {
                entry.bindings = bindings;
            }
            Some(outcome)
        }))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = self.with(|numbers| numbers.entries.len());
        f.debug_struct("MemoryStore")
            .field("numbers", &numbers)
            .finish_non_exhaustive()
    }
}
