//! Back to how a sandbox began.

use serde::Serialize;

use crate::Error;
use crate::service::Service;
use crate::store::{put_agent, remove_everything, stored_time};

/// What a reset removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Removed {
    /// How many numbers.
    pub numbers: u64,
    /// How many of them were registered.
    pub registrations: u64,
}

/// Removes what came in since the sandbox was started: numbers, registrations, agents that were
/// seeded, the journal, the faults, and the memory of requests that were seen.
pub(crate) async fn reset(service: &Service) -> Result<Removed, Error> {
    let now = stored_time(service.now());
    let agents = service.agents.clone();
    let (numbers, registrations) = service
        .store
        .write(move |transaction| {
            let removed = remove_everything(transaction, now)?;
            for agent in &agents {
                put_agent(transaction, agent)?;
            }
            Ok::<_, Error>(removed)
        })
        .await?;
    service.faults.clear().await;
    service.doors.forget();
    service.journal.clear();
    Ok(Removed {
        numbers,
        registrations,
    })
}
