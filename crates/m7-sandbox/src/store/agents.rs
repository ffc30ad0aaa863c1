//! The directory of agents.

use rusqlite::{Transaction, params};

use crate::agents::Agent;

use super::{Account, StoreError};

/// Puts an agent into the directory of every account, or gives it this name and number there.
pub(crate) fn put_agent(transaction: &Transaction<'_>, agent: &Agent) -> Result<(), StoreError> {
    transaction.execute(
        // `WHERE true` tells the parser that ON begins the upsert, not a join.
        "INSERT INTO agents (appkey, agent_id, agent_name, agent_number)
         SELECT appkey, ?1, ?2, ?3 FROM accounts WHERE true
         ON CONFLICT (appkey, agent_id) DO UPDATE SET
             agent_name = excluded.agent_name, agent_number = excluded.agent_number",
        params![agent.id, agent.name, agent.number],
    )?;
    Ok(())
}

impl Account<'_> {
    /// Puts an agent into this account's directory, or gives it this name and number there.
    pub(crate) fn put_agent(&self, agent: &Agent) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO agents (appkey, agent_id, agent_name, agent_number)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (appkey, agent_id) DO UPDATE SET
                 agent_name = excluded.agent_name, agent_number = excluded.agent_number",
        )?;
        statement.execute(params![self.appkey, agent.id, agent.name, agent.number])?;
        Ok(())
    }

    /// Whether the directory has this agent.
    pub(crate) fn knows_agent(&self, agent_id: &str) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM agents WHERE appkey = ?1 AND agent_id = ?2",
            agent_id,
        )
    }
}
