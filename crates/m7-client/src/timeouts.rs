//! How long an attempt may take.

use std::time::Duration;

use m7_models::{Effect, Operation};

/// How long one attempt may take, by what the operation does.
///
/// The vendor's own examples show why one figure won't do: a list took 0.2 s, a create 6.7 s, an
/// update 7.4 s and a delete 25.3 s. A client that gives up after 15 or 30 s reports a failure of
/// what then succeeds.
///
/// | | default |
/// |---|---|
/// | connect (name lookup, TCP and TLS) | 5 s |
/// | read (`list`) | 15 s |
/// | create, replace (`create`, `update`) | 60 s |
/// | remove (`delete`) | 90 s |
///
/// Each but the first counts from the start of the attempt to the last byte of its reply, so it
/// includes the connecting.
///
/// ```
/// use std::time::Duration;
/// use m7_client::Timeouts;
///
/// let patient = Timeouts::default().with_remove(Duration::from_secs(180));
/// assert_eq!(patient.create(), Duration::from_secs(60));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    connect: Duration,
    read: Duration,
    create: Duration,
    replace: Duration,
    remove: Duration,
}

impl Timeouts {
    /// How long a connection may take to be made.
    pub fn connect(&self) -> Duration {
        self.connect
    }

    /// How long an operation that changes nothing may take.
    pub fn read(&self) -> Duration {
        self.read
    }

    /// How long an operation that makes something new may take.
    pub fn create(&self) -> Duration {
        self.create
    }

    /// How long an operation that sets values may take.
    pub fn replace(&self) -> Duration {
        self.replace
    }

    /// How long an operation that removes something may take.
    pub fn remove(&self) -> Duration {
        self.remove
    }

    /// These timeouts with another one for making a connection.
    #[must_use]
    pub fn with_connect(self, connect: Duration) -> Self {
        Self { connect, ..self }
    }

    /// These timeouts with another one for operations that change nothing.
    #[must_use]
    pub fn with_read(self, read: Duration) -> Self {
        Self { read, ..self }
    }

    /// These timeouts with another one for operations that make something new.
    #[must_use]
    pub fn with_create(self, create: Duration) -> Self {
        Self { create, ..self }
    }

    /// These timeouts with another one for operations that set values.
    #[must_use]
    pub fn with_replace(self, replace: Duration) -> Self {
        Self { replace, ..self }
    }

    /// These timeouts with another one for operations that remove something.
    #[must_use]
    pub fn with_remove(self, remove: Duration) -> Self {
        Self { remove, ..self }
    }

    /// How long an attempt with this effect may take.
    pub fn of(&self, effect: Effect) -> Duration {
        match effect {
            Effect::Read => self.read,
            Effect::Create => self.create,
            Effect::Replace => self.replace,
            Effect::Remove => self.remove,
        }
    }

    /// How long an attempt of the operation with this id may take. One that isn't in the table is
    /// given the time of the slowest.
    pub(crate) fn of_operation(&self, id: &str) -> Duration {
        Operation::by_id(id).map_or(self.remove, |operation| self.of(operation.effect))
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(15),
            create: Duration::from_secs(60),
            replace: Duration::from_secs(60),
            remove: Duration::from_secs(90),
        }
    }
}

#[cfg(test)]
mod tests {
    use m7_models::OPERATIONS;

    use super::*;

    #[test]
    fn every_operation_has_at_least_twice_its_documented_time() {
        for operation in OPERATIONS {
            let timeout = Timeouts::default().of_operation(operation.id);
            assert!(timeout >= 2 * operation.typical, "{}", operation.id);
        }
    }

    #[test]
    fn an_operation_that_is_not_in_the_table_is_given_the_longest() {
        assert_eq!(
            Timeouts::default().of_operation("queue_list"),
            Duration::from_secs(90)
        );
    }
}
