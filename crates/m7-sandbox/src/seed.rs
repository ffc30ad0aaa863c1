//! Agents and numbers for a sandbox to begin with, all of them or none.

use m7_models::{CodingFormat, SipPassword};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::agents::Agent;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::shown::Shown;
use crate::sip_numbers::{check_codecs, check_number, check_password, if_not_blank};
use crate::store::{Account, NewNumber};

/// Agents and numbers to add to an account. As JSON it is what `POST /_sandbox/seed` takes.
///
/// ```
/// use m7_sandbox::{Agent, Sandbox, Seed, SeedNumber};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().start().await?;
/// let seed = Seed::new()
///     .agent(Agent::new("5feb148e19a5207b5020e729", "Ada", "8001"))
///     .number(SeedNumber::new("2004", "a-password").bound_to("5feb148e19a5207b5020e729"))
///     .number(SeedNumber::new("2005", "another"));
/// let seeded = sandbox.seed(seed).await?;
/// assert_eq!(seeded.numbers.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Seed {
    appkey: Option<String>,
    #[serde(default)]
    agents: Vec<Agent>,
    #[serde(default)]
    numbers: Vec<SeedNumber>,
}

/// A number of a [`Seed`]. `Debug` doesn't show its password.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[must_use]
pub struct SeedNumber {
    number: String,
    password: SipPassword,
    #[serde(rename = "isNAT", default)]
    is_nat: bool,
    #[serde(default)]
    coding_format: Vec<CodingFormat>,
    agent_id: Option<String>,
}

/// What was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Seeded {
    /// Whose it is.
    pub appkey: String,
    /// How many agents were put into the directory.
    pub agents: usize,
    /// The new numbers, in the order of the seed.
    pub numbers: Vec<SeededNumber>,
}

/// A number that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SeededNumber {
    /// Its id, by which it is updated and deleted.
    pub sip_id: String,
    /// The number itself.
    pub number: String,
}

impl Seed {
    /// Nothing yet, for the sandbox's first account.
    pub fn new() -> Self {
        Self::default()
    }

    /// For the account with this appkey.
    pub fn account(mut self, appkey: impl Into<String>) -> Self {
        self.appkey = Some(appkey.into());
        self
    }

    /// Puts an agent into the directory. One that is there gets this name and number.
    pub fn agent(mut self, agent: Agent) -> Self {
        self.agents.push(agent);
        self
    }

    /// Adds a number, which must be new.
    pub fn number(mut self, number: SeedNumber) -> Self {
        self.numbers.push(number);
        self
    }
}

impl SeedNumber {
    /// A number with this password; without codecs, not behind NAT, without an agent.
    pub fn new(number: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            password: SipPassword::new(password),
            is_nat: false,
            coding_format: Vec::new(),
            agent_id: None,
        }
    }

    /// Its phone is behind NAT.
    pub fn behind_nat(mut self) -> Self {
        self.is_nat = true;
        self
    }

    /// It has these codecs.
    pub fn codecs(mut self, codecs: impl IntoIterator<Item = CodingFormat>) -> Self {
        self.coding_format = codecs.into_iter().collect();
        self
    }

    /// An agent of the seed or the directory is bound to it, as if its phone had registered once and
    /// left. Assumed: agent-stays.
    pub fn bound_to(mut self, agent_id: impl Into<String>) -> Self {
        self.agent_id = Some(agent_id.into());
        self
    }
}

/// Adds all of it in one transaction.
pub(crate) async fn sow(service: &Service, seed: Seed) -> Result<Seeded, Error> {
    let appkey = match &seed.appkey {
        Some(appkey) => appkey.clone(),
        None => service.first_appkey.to_string(),
    };
    if !service.doors.has(&appkey) {
        return Err(Error::UnknownAccount { appkey });
    }
    let now = service.now();
    let object_ids = service.object_ids.clone();
    service
        .store
        .write(move |transaction| {
            let account = Account::new(transaction, &appkey);
            for (index, agent) in seed.agents.iter().enumerate() {
                put_agent(&account, agent).map_err(at(format!("agents[{index}].agentId")))?;
            }
            let mut numbers = Vec::with_capacity(seed.numbers.len());
            for (index, number) in seed.numbers.iter().enumerate() {
                let sip_id = object_ids.next(now);
                add_number(&account, &sip_id, number)
                    .map_err(|(field, refusal)| at(format!("numbers[{index}].{field}"))(refusal))?;
                numbers.push(SeededNumber {
                    sip_id,
                    number: number.number.clone(),
                });
            }
            Ok(Seeded {
                appkey: appkey.clone(),
                agents: seed.agents.len(),
                numbers,
            })
        })
        .await
}

fn put_agent(account: &Account<'_>, agent: &Agent) -> Result<(), Refusal> {
    if agent.id.is_empty() {
        return Err(Refusal::EmptyAgentId);
    }
    Ok(account.put_agent(agent)?)
}

/// Adds a number, or says which of its fields is wrong, and why.
fn add_number(
    account: &Account<'_>,
    sip_id: &str,
    new: &SeedNumber,
) -> Result<(), (&'static str, Refusal)> {
    let of = |field| move |refusal: Refusal| (field, refusal);
    let stored = |error: crate::store::StoreError| ("number", Refusal::from(error));
    check_number(&new.number).map_err(of("number"))?;
    check_password(&new.password).map_err(of("password"))?;
    check_codecs(&new.coding_format).map_err(of("codingFormat"))?;
    if account.has_number(&new.number).map_err(stored)? {
        let number = new.number.clone();
        return Err(("number", Refusal::DuplicateNumber { number }));
    }
    account
        .insert_number(&NewNumber {
            sip_id,
            number: &new.number,
            password: &new.password,
            is_nat: new.is_nat,
            coding_format: &new.coding_format,
        })
        .map_err(stored)?;
    let Some(agent_id) = if_not_blank(new.agent_id.as_deref()) else {
        return Ok(());
    };
    if !account.knows_agent(agent_id).map_err(stored)? {
        let agent_id = Shown::of(agent_id);
        return Err(("agentId", Refusal::UnknownAgent { agent_id }));
    }
    if let Some(number) = account.number_of_agent(agent_id).map_err(stored)? {
        let agent_id = agent_id.to_owned();
        return Err(("agentId", Refusal::AgentTaken { agent_id, number }));
    }
    account.set_agent(sip_id, Some(agent_id)).map_err(stored)
}

fn at(path: String) -> impl FnOnce(Refusal) -> Error {
    move |refusal| match refusal {
        Refusal::Store(error) => error.into(),
        refusal => Error::Seed {
            path,
            reason: refusal.to_string(),
        },
    }
}
