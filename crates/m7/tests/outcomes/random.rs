//! Random schedules of calls and faults: nothing is done twice that mustn't be, nothing that was
//! acknowledged is lost, and what a client says became of a call is true.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use m7::{CallReport, Client, Error, Sip};
use m7_sandbox::{JournalEntry, Latency, Sandbox};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::Value;

use crate::ledger::Ledger;
use crate::policy::Policy;
use crate::scene::{line, numbers};
use crate::schedule::{Action, NUMBERS, Schedule, Step, schedules};
use crate::verdict::{Facts, Patience, Rivals, Said};

const AGENT: &str = "5feb148e19a5207b5020e728";

/// The `sipId` of no number.
const NONE: &str = "605aeef6b3cf63101b8f7fd4";

/// What became of one call.
struct Call {
    action: Action,
    client: usize,
    number: &'static str,
    policy: Policy,
    /// `None` if its future was dropped; otherwise the `sipId` that it is about, or the error.
    result: Option<Result<String, Error>>,
    /// How many requests were signed for it until then.
    signed: usize,
}

#[test]
fn whatever_goes_wrong_with_whatever_is_asked_each_outcome_is_true() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let cases = match std::env::var_os("PROPTEST_CASES") {
        Some(_) => Config::default().cases,
        None => 64,
    };
    let config = Config {
        cases,
        // What failed once may have hung on who was first: it doesn't fail again for sure.
        failure_persistence: None,
        ..Config::default()
    };
    proptest!(config, |(schedule in schedules())| {
        let wrong = runtime.block_on(play(&schedule));
        prop_assert!(wrong.is_empty(), "{wrong}");
    });
}

/// Plays a schedule, and says what isn't as it should be.
async fn play(schedule: &Schedule) -> String {
    let latency = if schedule.latency.is_zero() {
        Latency::Instant
    } else {
        Latency::Fixed(schedule.latency)
    };
    let sandbox = Sandbox::builder().latency(latency).start().await.unwrap();
    let ledger = Ledger::new();
    let clients = clients(schedule, &sandbox, &ledger);
    sandbox.faults().set(schedule.faults.clone()).await.unwrap();
    let mut calls = Vec::new();
    for steps in &schedule.rounds {
        // At first there are none, and a question would be what the first fault meets.
        let ids = if calls.is_empty() {
            BTreeMap::new()
        } else {
            ids(&sandbox).await
        };
        let mut round = Vec::new();
        for step in steps {
            let client = step.client % clients.len();
            let id = ids.get(step.number).map_or(NONE, String::as_str).to_owned();
            let call = calls.len() + round.len();
            let policy = schedule.clients[client];
            let sip = clients[client].sip();
            let (step, ledger) = (step.clone(), ledger.clone());
            round.push(tokio::spawn(async move {
                let result = Ledger::of(call, make(sip, &step, id)).await;
                let signed = ledger.signed(call);
                Call {
                    action: step.action,
                    client,
                    number: step.number,
                    policy,
                    result,
                    signed,
                }
            }));
        }
        for call in round {
            calls.push(call.await.unwrap());
        }
    }
    drop(clients);
    sandbox.faults().clear().await;
    let journal = sandbox.journal();
    let state = (journal.entries_after(0).len(), numbers(&sandbox).await);
    // Whatever is under way is done with, or never will be.
    sandbox.shutdown().await;
    judged(&calls, &journal.entries_after(0), &state, schedule, &ledger)
}

fn clients(schedule: &Schedule, sandbox: &Sandbox, ledger: &Ledger) -> Vec<Client> {
    let client = |policy: &Policy| {
        let builder = Client::builder()
            .credentials(sandbox.credentials())
            .base_url(sandbox.base_url())
            .clock(sandbox.clock().clone())
            .nonces(ledger.clone());
        let builder = policy.configure(builder, schedule.patience);
        builder.build().unwrap()
    };
    schedule.clients.iter().map(client).collect()
}

/// The `sipId` of each number that is there. A phone is registered to each.
async fn ids(sandbox: &Sandbox) -> BTreeMap<String, String> {
    for number in NUMBERS {
        // Only to those that are there.
        let _ = sandbox
            .register(number, "192.0.2.7:5060", "Telephone")
            .await;
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let numbers = numbers(sandbox).await;
    numbers
        .iter()
        .map(|number| (text(&number["number"]), text(&number["sipId"])))
        .collect()
}

/// Makes the call. `None` if its future was dropped.
async fn make(sip: Sip, step: &Step, id: String) -> Option<Result<String, Error>> {
    let number = step.number;
    let call = async {
        match step.action {
            Action::List => sip.list().await.map(|_| id),
            Action::Get => sip.get(number).await.map(|_| id),
            Action::Create => {
                let created = sip.create(number, "a-password").await;
                created.map(|created| created.data.sip_id.as_str().to_owned())
            }
            Action::Update => sip.update(&*id).behind_nat(true).await.map(|_| id),
            Action::Delete => sip.delete(&*id).await.map(|_| id),
            Action::Bind => sip.bind(&*id, AGENT).await.map(|_| id),
            Action::Unbind => sip.unbind(&*id).await.map(|_| id),
        }
    };
    match step.dropped_after {
        None => Some(call.await),
        Some(after) => tokio::time::timeout(after, call).await.ok(),
    }
}

/// What isn't so, with all that happened.
fn judged(
    calls: &[Call],
    journal: &[JournalEntry],
    (seen, numbers): &(usize, Vec<Value>),
    schedule: &Schedule,
    ledger: &Ledger,
) -> String {
    let mut wrong = String::new();
    let is_settled = *seen == journal.len();
    let is_there = |id: &str| numbers.iter().any(|number| number["sipId"] == *id);
    let committed = |operation: &str| {
        let mut entries: Vec<_> = journal.iter().filter(|entry| entry.committed).collect();
        entries.retain(|entry| entry.operation == Some(operation));
        entries
    };
    let left = committed("sip_create").len() - committed("sip_delete").len();
    if is_settled && left != numbers.len() {
        let _ = writeln!(wrong, "{left} numbers should be left: {numbers:?}");
    }
    for (index, call) in calls.iter().enumerate() {
        let operation = call.action.operation();
        let (requests, lists): (Vec<_>, Vec<_>) = journal
            .iter()
            .filter(|entry| ledger.call_of(entry) == index)
            .cloned()
            .partition(|entry| entry.operation == Some(operation));
        let said = match &call.result {
            None => Said::Nothing,
            Some(Ok(_)) => Said::Ok,
            Some(Err(error)) => Said::Failed(error.outcome()),
        };
        let is_done = match (&call.result, call.action) {
            (Some(Ok(id)), Action::Create) => {
                !is_settled
                    || is_there(id)
                    || committed("sip_delete").iter().any(|entry| names(entry, id))
            }
            (Some(Ok(id)), Action::Delete) => !is_settled || !is_there(id),
            _ => true,
        };
        let facts = Facts {
            operation,
            policy: call.policy,
            said,
            requests: &requests,
            attempts: match &call.result {
                Some(Err(error)) => error.call().map_or(0, CallReport::attempts) as usize,
                _ => 0,
            },
            lists: &lists,
            is_done,
            // What was made may have been removed since.
            is_there: true,
            rivals: rivals(index, calls),
            patience: if schedule.is_hasty() {
                Patience::Short
            } else {
                Patience::Enough
            },
        };
        for untruth in facts.untruths() {
            let _ = writeln!(wrong, "call {index}: it isn't so that \"{untruth}\"");
        }
        if call.result.is_none() && ledger.signed(index) > call.signed {
            let _ = writeln!(wrong, "call {index}: it went on after it was dropped");
        }
    }
    if wrong.is_empty() {
        return wrong;
    }
    for (index, call) in calls.iter().enumerate() {
        let _ = writeln!(wrong, "call {index}: {:?}", call.result);
    }
    for entry in journal {
        let call = ledger.call_of(entry);
        let _ = writeln!(wrong, "{} of call {call}", line(entry));
    }
    wrong
}

/// Who else has to do with this call's number.
fn rivals(index: usize, calls: &[Call]) -> Rivals {
    let call = &calls[index];
    let others = || {
        let others = calls.iter().enumerate();
        let others = others.filter(move |(other, _)| *other != index);
        others.filter(|(_, other)| other.number == call.number && !is_read(other.action))
    };
    if others().any(|(_, other)| other.client != call.client) {
        Rivals::AnotherClient
    } else if others().count() > 0 {
        Rivals::Itself
    } else {
        Rivals::Nobody
    }
}

fn is_read(action: Action) -> bool {
    action.operation() == "sip_list"
}

/// Whether the request names this `sipId`.
fn names(entry: &JournalEntry, id: &str) -> bool {
    let body = entry.request.body.as_deref();
    body.is_some_and(|body| body.contains(id))
}
