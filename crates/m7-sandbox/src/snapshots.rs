//! Snapshots: the data as it was, to be put back.

use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::Error;
use crate::service::Service;
use crate::store::{self, StoredSnapshot, stored_time};
use crate::times;

/// How many snapshots a sandbox keeps.
pub(crate) const CAPACITY: u64 = store::CAPACITY;

/// A copy of a sandbox's agents, numbers and registrations that it keeps in memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Snapshot {
    /// What it is restored by. An id that was given up never comes again.
    pub id: String,
    /// When it was taken, by the sandbox's clock.
    #[serde(serialize_with = "times::serialize_rfc3339")]
    pub taken_at: SystemTime,
    /// How many numbers it has.
    pub numbers: u64,
    /// How much memory it takes.
    pub bytes: u64,
}

impl From<StoredSnapshot> for Snapshot {
    fn from(stored: StoredSnapshot) -> Self {
        let taken_at = Duration::from_millis(stored.taken_at.max(0).unsigned_abs());
        Self {
            id: stored.id.to_string(),
            taken_at: SystemTime::UNIX_EPOCH + taken_at,
            numbers: stored.numbers.unsigned_abs(),
            bytes: stored.bytes.max(0).unsigned_abs(),
        }
    }
}

pub(crate) async fn take(service: &Service) -> Result<Snapshot, Error> {
    let now = stored_time(service.now());
    let taken = service
        .store
        .write(move |transaction| store::take_snapshot(transaction, now).map_err(Error::from))
        .await?;
    taken
        .map(Snapshot::from)
        .ok_or(Error::TooManySnapshots { capacity: CAPACITY })
}

pub(crate) async fn all(service: &Service) -> Result<Vec<Snapshot>, Error> {
    let all = service
        .store
        .read(|transaction| store::all_snapshots(transaction).map_err(Error::from))
        .await?;
    Ok(all.into_iter().map(Snapshot::from).collect())
}

pub(crate) async fn restore(service: &Service, id: &str) -> Result<Snapshot, Error> {
    let number = number(id)?;
    let restored = service
        .store
        .write(move |transaction| store::restore_snapshot(transaction, number).map_err(Error::from))
        .await?;
    restored.map(Snapshot::from).ok_or_else(|| unknown(id))
}

pub(crate) async fn remove(service: &Service, id: &str) -> Result<Snapshot, Error> {
    let number = number(id)?;
    let dropped = service
        .store
        .write(move |transaction| store::drop_snapshot(transaction, number).map_err(Error::from))
        .await?;
    dropped.map(Snapshot::from).ok_or_else(|| unknown(id))
}

fn number(id: &str) -> Result<i64, Error> {
    id.parse()
        .ok()
        // Only as it was given: `+1` and `01` are none.
        .filter(|number: &i64| number.to_string() == id)
        .ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> Error {
    const SHOWN: usize = 32;
    Error::UnknownSnapshot {
        id: id.chars().take(SHOWN).collect(),
    }
}
