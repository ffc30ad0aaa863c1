//! Each fault × operation × position × policy.
//!
//! `matrix.txt` has what is expected of each. Whether that is *true* isn't for that file to say:
//! [`Facts`] holds each cell against the sandbox.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use m7_sandbox::{FaultSchedule, Sandbox};
use tokio::task::JoinSet;

use crate::asked::Asked;
use crate::faults::{Position, Row, rows};
use crate::policy::Policy;
use crate::scene::{Cell, Seen, attempts, line};
use crate::table::Table;
use crate::verdict::{Facts, Patience, Rivals, Said};

/// How many sandboxes there are at a time. Most of a cell's time is waiting.
const LANES: usize = 24;

/// How long an attempt may take where a reply comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long an attempt waits for a reply that doesn't come. Its cell is played again with the next,
/// if a machine that stood still made it wait for one that does.
const SHORT: [Duration; 3] = [
    Duration::from_millis(250),
    Duration::from_secs(2),
    Duration::from_secs(10),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_outcome_is_what_became_of_the_call() {
    let expected = Table::read();
    let queue = Arc::new(Mutex::new(cells()));
    let mut lanes = JoinSet::new();
    for _ in 0..LANES {
        lanes.spawn(lane(Arc::clone(&queue), expected.clone()));
    }
    let mut found = Table::default();
    let mut untrue = String::new();
    for (lane, wrong) in lanes.join_all().await {
        found.add(lane);
        untrue += &wrong;
    }
    assert!(untrue.is_empty(), "outcomes that aren't true:\n{untrue}");
    found.compare(&expected);
}

/// Plays cells until there are none left, and returns what was found, and what is untrue of it.
async fn lane(queue: Arc<Mutex<Vec<Cell>>>, expected: Table) -> (Table, String) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let (mut found, mut untrue) = (Table::default(), String::new());
    loop {
        let Some(cell) = queue.lock().unwrap().pop() else {
            break (found, untrue);
        };
        let patiences = if cell.row.is_endless {
            &SHORT[..]
        } else {
            &[PATIENCE]
        };
        for &patience in patiences {
            let seen = cell.play(&sandbox, patience).await;
            for wrong in untruths(&cell, &seen) {
                let _ = writeln!(
                    untrue,
                    "{}; {}; {}; {}: it isn't so that \"{wrong}\": {:?}",
                    cell.policy.title(),
                    cell.position.title(),
                    cell.row.name,
                    cell.asked,
                    seen.result
                );
                for entry in seen.requests.iter().chain(&seen.lists) {
                    let _ = writeln!(untrue, "    {}", line(entry));
                }
            }
            let text = summary(&cell, &seen);
            let is_expected = expected
                .cell(&cell)
                .is_none_or(|expected| *expected == text);
            found.set(&cell, text);
            if is_expected {
                break;
            }
        }
    }
}

/// What the client says and isn't so.
fn untruths(cell: &Cell, seen: &Seen) -> Vec<String> {
    let facts = Facts {
        operation: cell.asked.operation(),
        policy: cell.policy,
        said: match &seen.result {
            Ok(_) => Said::Ok,
            Err(error) => Said::Failed(error.outcome()),
        },
        requests: &seen.requests,
        attempts: attempts(&seen.result),
        lists: &seen.lists,
        is_done: cell.asked.is_read() || seen.is_done,
        is_there: seen.is_there,
        rivals: if cell.asked == Asked::CreateJustTaken {
            Rivals::AnotherClient
        } else {
            Rivals::Nobody
        },
        patience: if cell.row.is_endless {
            Patience::TooShortForSlowBodies
        } else {
            Patience::Enough
        },
    };
    let mut wrong = facts.untruths();
    let is_committed = seen.requests.iter().any(|entry| entry.committed);
    if is_committed != seen.is_done && !cell.asked.finds_it_done() {
        wrong.push("the journal and the data agree".to_owned());
    }
    wrong
}

/// All cells that show something.
fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for policy in Policy::ALL {
        for row in rows().into_iter().filter(|row| policy.concerns(row)) {
            for position in Position::ALL {
                for asked in Asked::ALL {
                    if is_played(policy, &row, position, asked) {
                        cells.push(Cell {
                            asked,
                            row: row.clone(),
                            position,
                            policy,
                        });
                    }
                }
            }
        }
    }
    cells
}

fn is_played(policy: Policy, row: &Row, position: Position, asked: Asked) -> bool {
    let shows_more = match position {
        Position::First => true,
        Position::Every => policy.tries_again() && !row.faults.is_empty(),
        // Other operations come into it only when a create is looked for.
        Position::Everything => policy.reconciles() && asked.is_create() && !row.faults.is_empty(),
    };
    shows_more && row.schedule(asked.operation(), position, policy).is_some()
}

/// Whether the client has looked, and found what somebody else had made a moment before.
fn may_be_taken_for_its_own(cell: &Cell, seen: &Seen) -> bool {
    let is_sure = match &seen.result {
        Ok(_) => false,
        Err(error) => !error.is_ambiguous(),
    };
    cell.asked == Asked::CreateJustTaken && cell.policy.reconciles() && !is_sure
}

/// A cell in a word: the outcome; how often it was done, of how many requests that arrived.
fn summary(cell: &Cell, seen: &Seen) -> String {
    let outcome = match &seen.result {
        // Which of the two it is hangs on whether a second was over in between.
        Ok(_) | Err(_) if may_be_taken_for_its_own(cell, seen) => "either",
        Ok(_) => "ok",
        Err(error) => error.outcome().as_str(),
    };
    let arrived = seen.requests.len();
    if cell.asked.is_read() {
        return format!("{outcome} /{arrived}");
    }
    let committed = seen.requests.iter().filter(|entry| entry.committed).count();
    format!("{outcome} {committed}/{arrived}")
}

#[test]
fn each_kind_of_fault_has_a_row() {
    let nonsense = r#"{"rules": [{"fault": "noSuchKind"}]}"#;
    let error = FaultSchedule::from_json(nonsense).unwrap_err();
    let (_, kinds) = error.reason().split_once("expected one of ").unwrap();
    let known: BTreeSet<_> = kinds.split('`').skip(1).step_by(2).collect();
    assert!(known.contains("refuse"), "{error}");
    let rows = rows();
    let covered: BTreeSet<_> = rows
        .iter()
        .flat_map(|row| &row.faults)
        .map(m7_sandbox::Fault::kind)
        .collect();
    assert_eq!(covered, known);
}

#[test]
fn each_operation_has_a_column() {
    let known: BTreeSet<_> = m7_models::operation::OPERATIONS
        .iter()
        .map(|operation| operation.id)
        .collect();
    let covered: BTreeSet<_> = Asked::ALL.map(Asked::operation).into_iter().collect();
    assert_eq!(covered, known);
}
