//! What is asked: the operations, each with what it finds and what it is to leave behind.

use std::fmt;

use m7::{Error, Sip};
use m7_sandbox::{Agent, Sandbox, Seed, SeedNumber};
use serde_json::Value;

/// A number without a phone.
const IDLE: &str = "2001";
/// A number with a phone, and without an agent.
const REGISTERED: &str = "2002";
/// A number with a phone and an agent.
const BOUND: &str = "2003";
/// A number that isn't there until it is created.
const NEW: &str = "2004";

/// The `sipId` of none of them.
const GONE: &str = "605aeef6b3cf63101b8f7fd4";

const FREE_AGENT: &str = "5feb148e19a5207b5020e728";
const BUSY_AGENT: &str = "5feb148e19a5207b5020e729";

/// What a call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    List,
    Get,
    Create,
    /// A number that has been there for a while.
    CreateTaken,
    /// A number that somebody else has made a moment ago.
    CreateJustTaken,
    Update,
    Delete,
    /// A number that isn't there any more.
    DeleteGone,
    Bind,
    Unbind,
}

/// What there is before the call.
pub(crate) struct Prepared {
    idle: String,
    registered: String,
    bound: String,
    /// The numbers that are there already.
    before: Vec<String>,
}

impl Asked {
    pub(crate) const ALL: [Self; 10] = [
        Self::List,
        Self::Get,
        Self::Create,
        Self::CreateTaken,
        Self::CreateJustTaken,
        Self::Update,
        Self::Delete,
        Self::DeleteGone,
        Self::Bind,
        Self::Unbind,
    ];

    /// The operation's name in the contract.
    pub(crate) fn operation(self) -> &'static str {
        match self {
            Self::List | Self::Get => "sip_list",
            Self::Create | Self::CreateTaken | Self::CreateJustTaken => "sip_create",
            Self::Update | Self::Bind | Self::Unbind => "sip_update",
            Self::Delete | Self::DeleteGone => "sip_delete",
        }
    }

    pub(crate) fn is_read(self) -> bool {
        self.operation() == "sip_list"
    }

    pub(crate) fn is_create(self) -> bool {
        self.operation() == "sip_create"
    }

    /// Whether there is nothing to do.
    pub(crate) fn finds_it_done(self) -> bool {
        self == Self::DeleteGone
    }

    /// Makes the sandbox what the call is to find.
    pub(crate) async fn prepare(self, sandbox: &Sandbox) -> Prepared {
        let numbers = Seed::new()
            .agent(Agent::new(BUSY_AGENT, "Ada", "8001"))
            .number(SeedNumber::new(IDLE, "a-password"))
            .number(SeedNumber::new(REGISTERED, "a-password"))
            .number(SeedNumber::new(BOUND, "a-password").bound_to(BUSY_AGENT));
        let seeded = sandbox.seed(numbers).await.unwrap();
        for number in [REGISTERED, BOUND] {
            let registered = sandbox.register(number, "192.0.2.7:5060", "Telephone");
            registered.await.unwrap();
        }
        let mut ids: Vec<_> = seeded
            .numbers
            .into_iter()
            .map(|number| number.sip_id)
            .collect();
        let taken = || Seed::new().number(SeedNumber::new(NEW, "another-password"));
        if self == Self::CreateTaken {
            ids.push(
                sandbox.seed(taken()).await.unwrap().numbers[0]
                    .sip_id
                    .clone(),
            );
        }
        // What is there is older than what the call makes, to the second.
        sandbox.clock().advance(std::time::Duration::from_secs(10));
        if self == Self::CreateJustTaken {
            ids.push(
                sandbox.seed(taken()).await.unwrap().numbers[0]
                    .sip_id
                    .clone(),
            );
        }
        Prepared {
            idle: ids[0].clone(),
            registered: ids[1].clone(),
            bound: ids[2].clone(),
            before: ids,
        }
    }

    /// Makes the call. It returns the `sipId` of what was created.
    pub(crate) async fn call(self, sip: &Sip, there: &Prepared) -> Result<Answer, Error> {
        Ok(match self {
            Self::List => sip.list().await.map(Answer::of)?,
            Self::Get => sip.get(IDLE).await.map(Answer::of)?,
            Self::Create | Self::CreateTaken | Self::CreateJustTaken => {
                let reply = sip.create(NEW, "a-password").await?;
                Answer {
                    created: Some(reply.data.sip_id.as_str().to_owned()),
                    ..Answer::of(reply)
                }
            }
            Self::Update => sip
                .update(&*there.idle)
                .behind_nat(true)
                .await
                .map(Answer::of)?,
            Self::Delete => sip.delete(&*there.idle).await.map(Answer::of)?,
            Self::DeleteGone => sip.delete(GONE).await.map(Answer::of)?,
            Self::Bind => sip
                .bind(&*there.registered, FREE_AGENT)
                .await
                .map(Answer::of)?,
            Self::Unbind => sip.unbind(&*there.bound).await.map(Answer::of)?,
        })
    }

    /// Whether the sandbox has what was asked for. `created` is what the call says that it made.
    pub(crate) fn is_done(
        self,
        numbers: &[Value],
        there: &Prepared,
        created: Option<&str>,
    ) -> bool {
        let with_id = |id: &str| numbers.iter().find(|number| number["sipId"] == *id);
        match self {
            Self::List | Self::Get => false,
            Self::Create | Self::CreateTaken | Self::CreateJustTaken => {
                let mut new = numbers
                    .iter()
                    .filter(|number| number["number"] == NEW)
                    .filter_map(|number| number["sipId"].as_str())
                    .filter(|id| !there.before.iter().any(|known| known == id));
                new.any(|id| created.is_none_or(|created| created == id))
            }
            Self::Update => with_id(&there.idle).is_some_and(|number| number["isNAT"] == true),
            Self::Delete => with_id(&there.idle).is_none(),
            Self::DeleteGone => with_id(GONE).is_none(),
            Self::Bind => {
                with_id(&there.registered).is_some_and(|number| number["agentId"] == FREE_AGENT)
            }
            Self::Unbind => with_id(&there.bound).is_some_and(|number| number["agentId"].is_null()),
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Create => "create",
            Self::CreateTaken => "create taken",
            Self::CreateJustTaken => "just taken",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::DeleteGone => "delete gone",
            Self::Bind => "bind",
            Self::Unbind => "unbind",
        })
    }
}

/// What a call that succeeded says.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The `sipId` of what it says that it made.
    pub(crate) created: Option<String>,
    pub(crate) report: m7::CallReport,
}

impl Answer {
    fn of<T>(reply: m7::Reply<T>) -> Self {
        Self {
            created: None,
            report: reply.call,
        }
    }
}
