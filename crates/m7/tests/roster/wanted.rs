//! What a test wants a number to be, in words that it can compare.

use std::collections::BTreeSet;

use m7::CodingFormat;
use m7::roster::{PasswordRule, Roster, Row, Scope};
use m7::testing::sandbox::SEEDED_AGENTS;
use proptest::prelude::*;

/// What a number is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) number: String,
    pub(crate) codecs: Option<Vec<CodingFormat>>,
    pub(crate) behind_nat: Option<bool>,
    pub(crate) agent: Agent,
    pub(crate) version: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Agent {
    Any,
    Nobody,
    Bound(&'static str),
}

/// An agent that the sandboxes of these tests know besides their own.
pub(crate) const THIRD_AGENT: &str = "605aeef6b3cf63101b8f7fd4";

/// The agents that the sandboxes of these tests know.
pub(crate) fn agents() -> Vec<&'static str> {
    SEEDED_AGENTS
        .iter()
        .map(|agent| agent.id.as_ref())
        .chain([THIRD_AGENT])
        .collect()
}

impl Wanted {
    pub(crate) fn new(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            codecs: None,
            behind_nat: None,
            agent: Agent::Any,
            version: 1,
        }
    }

    /// The same, with no agent where none is named.
    pub(crate) fn whole(self) -> Self {
        let agent = match self.agent {
            Agent::Any => Agent::Nobody,
            agent => agent,
        };
        Self { agent, ..self }
    }

    pub(crate) fn row(&self) -> Row {
        let row = Row::new(&self.number)
            .password(PasswordRule::Generate)
            .password_version(self.version);
        let row = match &self.codecs {
            Some(codecs) => row.codecs(codecs.iter().cloned()),
            None => row,
        };
        let row = match self.behind_nat {
            Some(behind_nat) => row.behind_nat(behind_nat),
            None => row,
        };
        match self.agent {
            Agent::Any => row,
            Agent::Nobody => row.no_agent(),
            Agent::Bound(agent_id) => row.agent(agent_id),
        }
    }
}

pub(crate) fn roster(wanted: &[Wanted]) -> Roster {
    Roster::new(wanted.iter().map(Wanted::row), None).unwrap()
}

/// The numbers that random rosters are about.
pub(crate) fn scope() -> Scope {
    "2000-2009".parse().unwrap()
}

/// Any roster of some of ten numbers.
pub(crate) fn rosters() -> impl Strategy<Value = Vec<Wanted>> {
    let wanted = (
        prop::option::of(prop::sample::subsequence(
            CodingFormat::KNOWN.to_vec(),
            1..3,
        )),
        prop::option::of(any::<bool>()),
        prop_oneof![
            Just(Agent::Any),
            Just(Agent::Nobody),
            prop::sample::select(agents()).prop_map(Agent::Bound),
        ],
        1..3_u32,
    );
    prop::collection::btree_map(0..10_u32, wanted, 0..8).prop_map(|rows| {
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|(number, (codecs, behind_nat, agent, version))| Wanted {
                number: (2000 + number).to_string(),
                codecs,
                behind_nat,
                agent,
                version,
            })
            .collect();
        // The sandbox binds an agent to one number at a time.
        let mut bound = BTreeSet::new();
        for row in &mut rows {
            if let Agent::Bound(agent_id) = row.agent
                && !bound.insert(agent_id)
            {
                row.agent = Agent::Nobody;
            }
        }
        rows
    })
}

/// A roster that is responsible for all numbers of a test.
pub(crate) fn scoped(wanted: &[Wanted]) -> Roster {
    let scope = "2000-2999".parse().unwrap();
    Roster::new(wanted.iter().map(Wanted::row), Some(scope)).unwrap()
}
