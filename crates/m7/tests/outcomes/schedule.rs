//! Random schedules: who asks for what at the same time as whom, and what goes wrong.

use std::fmt;
use std::time::Duration;

use m7_sandbox::{Fault, FaultRule, FaultSchedule};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::faults::rows;
use crate::policy::Policy;

/// How many SIP numbers the calls are about: few, so that they meet.
pub(crate) const NUMBERS: [&str; 3] = ["2001", "2002", "2003"];

/// What happens in one sandbox.
#[derive(Clone)]
pub(crate) struct Schedule {
    /// How long the service takes over each request.
    pub(crate) latency: Duration,
    /// How long a client waits for each reply.
    pub(crate) patience: Duration,
    pub(crate) faults: FaultSchedule,
    /// What each client may do about failures. All are clients of one account.
    pub(crate) clients: Vec<Policy>,
    /// What is asked: round after round, and all of a round at the same time.
    pub(crate) rounds: Vec<Vec<Step>>,
}

/// A call.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Whose it is; there may be fewer clients.
    pub(crate) client: usize,
    pub(crate) action: Action,
    /// Which number it is about.
    pub(crate) number: &'static str,
    /// When its future is dropped, if it is.
    pub(crate) dropped_after: Option<Duration>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    List,
    Get,
    Create,
    Update,
    Delete,
    Bind,
    Unbind,
}

impl Action {
    /// The operation's name in the contract.
    pub(crate) fn operation(self) -> &'static str {
        match self {
            Self::List | Self::Get => "sip_list",
            Self::Create => "sip_create",
            Self::Update | Self::Bind | Self::Unbind => "sip_update",
            Self::Delete => "sip_delete",
        }
    }
}

impl Schedule {
    /// Whether a client may give up before a reply is there that would have come.
    pub(crate) fn is_hasty(&self) -> bool {
        self.patience < PATIENCE
    }
}

/// Longer than any reply takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// So short that a reply may come too late, and one that never comes costs little.
const HASTE: Duration = Duration::from_millis(40);

/// Any schedule.
pub(crate) fn schedules() -> impl Strategy<Value = Schedule> {
    let patient = (
        select(vec![0, 0, 1, 5]),
        Just(PATIENCE),
        vec(rule(false), 0..4),
    );
    // With some of these, all is done after the client has given up.
    let hasty = (select(vec![0, 5, 60]), Just(HASTE), vec(rule(true), 0..4));
    (
        prop_oneof![3 => patient, 1 => hasty],
        any::<u64>(),
        vec(policy(), 1..=3),
        vec(vec(step(), 1..=4), 1..=3),
    )
        .prop_map(
            |((latency, patience, rules), seed, clients, rounds)| Schedule {
                latency: Duration::from_millis(latency),
                patience,
                faults: rules
                    .into_iter()
                    .fold(FaultSchedule::new().seed(seed), FaultSchedule::rule),
                clients,
                rounds,
            },
        )
}

fn policy() -> impl Strategy<Value = Policy> {
    prop_oneof![
        5 => select(Policy::ALL.to_vec()),
        3 => Just(Policy::Probe),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let action = prop_oneof![
        1 => Just(Action::List),
        1 => Just(Action::Get),
        6 => Just(Action::Create),
        2 => Just(Action::Update),
        4 => Just(Action::Delete),
        1 => Just(Action::Bind),
        1 => Just(Action::Unbind),
    ];
    let dropped_after = prop_oneof![
        9 => Just(None),
        1 => (0_u64..10).prop_map(|millis| Some(Duration::from_millis(millis))),
    ];
    (0_usize..3, action, select(&NUMBERS), dropped_after).prop_map(
        |(client, action, number, dropped_after)| Step {
            client,
            action,
            number,
            dropped_after,
        },
    )
}

/// A rule with any fault, but for those that never end, unless somebody gives up waiting.
fn rule(with_endless: bool) -> impl Strategy<Value = FaultRule> {
    let faults: Vec<Fault> = rows()
        .into_iter()
        .filter(|row| row.faults.len() == 1 && (with_endless || !row.is_endless))
        .flat_map(|row| row.faults)
        .collect();
    let operation = select(vec![
        "sip_create",
        "sip_create",
        "sip_update",
        "sip_delete",
        "sip_list",
    ]);
    (
        select(faults),
        option::of(operation),
        option::of(1_u64..5),
        option::of(1_u64..4),
        option::of(0.1..1.0),
        option::of(1_u64..4),
    )
        .prop_map(|(fault, operation, nth, every, probability, times)| {
            let mut rule = FaultRule::new(fault);
            match rule.fault {
                Fault::Refuse { ref mut seconds } => {
                    *seconds = Duration::from_millis(15);
                    rule.nth = nth;
                    return rule;
                }
                Fault::UnknownEnumValues => rule.operation = Some("sip_list".to_owned()),
                _ => rule.operation = operation.map(str::to_owned),
            }
            rule.nth = nth;
            rule.every = every;
            rule.probability = probability;
            rule.times = times;
            rule
        })
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults = serde_json::to_string(&self.faults).map_err(|_| fmt::Error)?;
        writeln!(
            f,
            "latency {:?}, patience {:?}",
            self.latency, self.patience
        )?;
        writeln!(f, "faults {faults}")?;
        for (index, policy) in self.clients.iter().enumerate() {
            writeln!(f, "client {index}: {}", policy.title())?;
        }
        let mut call = 0;
        for (round, steps) in self.rounds.iter().enumerate() {
            writeln!(f, "round {round}:")?;
            for step in steps {
                let client = step.client % self.clients.len();
                write!(
                    f,
                    "  call {call} by client {client}: {:?} {}",
                    step.action, step.number
                )?;
                if let Some(after) = step.dropped_after {
                    write!(f, ", dropped after {after:?}")?;
                }
                writeln!(f)?;
                call += 1;
            }
        }
        Ok(())
    }
}
