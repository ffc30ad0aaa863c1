//! Back to how a sandbox began.

use std::sync::Arc;

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
///
/// All of it is done between two transactions, and whether or not anybody still waits for it: what was
/// asked before is either done before, and removed, or not at all.
pub(crate) async fn reset(service: &Arc<Service>) -> Result<Removed, Error> {
    let now = stored_time(service.now());
    let within = Arc::clone(service);
    let (numbers, registrations, listening) = service
        .store
        .write(move |transaction| {
            let (numbers, registrations) = remove_everything(transaction, now)?;
            for agent in &within.agents {
                put_agent(transaction, agent)?;
            }
            within.generations.next();
            let listening = within.faults.begin_to_clear();
            within.doors.forget();
            within.journal.clear();
            Ok::<_, Error>((numbers, registrations, listening))
        })
        .await?;
    listening.carried_out().await;
    Ok(Removed {
        numbers,
        registrations,
    })
}
