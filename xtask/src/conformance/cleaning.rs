//! Removing what was made, and telling what couldn't be removed.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::ledger::{Ledger, LeftBehind, field};
use super::scenario::Call;
use super::session::{NoExchange, Session};

/// How long all of it may take.
const BOUND: Duration = Duration::from_secs(300);

/// How long to wait between two looks.
const STEP: Duration = Duration::from_millis(500);

/// How often a number that is still there is asked to go.
const ATTEMPTS: usize = 3;

/// Removes all that was made, and says what is left.
///
/// Each delete follows a list. What was made, or may have been, and isn't listed is waited for as long
/// as the options say: a server may list it a while after it answered. What has a sipId is then deleted
/// unseen.
pub(crate) fn clean(session: &mut Session<'_>) -> Vec<LeftBehind> {
    let until = Instant::now() + BOUND;
    let settled = Instant::now() + session.options.settle;
    let (mut why, mut attempts) = ("it couldn't be listed", 0);
    while session.ledger.as_ref().is_some_and(Ledger::may_have_left)
        && Instant::now() < until
        && attempts < ATTEMPTS
    {
        let Ok(listed) = list(session) else {
            attempts += 1;
            thread::sleep(STEP);
            continue;
        };
        let Some(ledger) = &mut session.ledger else {
            break;
        };
        let mut here = ledger.learn(&listed);
        if here.is_empty() {
            if ledger.may_appear() && Instant::now() < settled {
                thread::sleep(STEP);
                continue;
            }
            ledger.give_up_waiting();
            here = ledger.made_ids();
            if here.is_empty() {
                break;
            }
        }
        why = "the server didn't remove it";
        attempts += 1;
        for sip_id in here {
            // Whatever is answered, the next list tells.
            let _ = session.call(Call::Delete, &json!({"sipId": sip_id}));
        }
    }
    // The last deletes, too, count only when a list lacks what they removed.
    if attempts > 0
        && let Ok(listed) = list(session)
        && let Some(ledger) = &mut session.ledger
    {
        ledger.learn(&listed);
    }
    session
        .ledger
        .as_ref()
        .map(|ledger| ledger.left_behind(why))
        .unwrap_or_default()
}

/// A last look at everything that has the prefix, which nothing had before the run. What the ledger
/// knows is removed after all, and the rest told.
pub(crate) fn look_again(session: &mut Session<'_>) -> Vec<LeftBehind> {
    let Some(prefix) = session
        .ledger
        .as_ref()
        .map(|ledger| ledger.prefix().to_owned())
    else {
        return Vec::new();
    };
    let not_listed = |why: String| LeftBehind {
        number: format!("{prefix}…"),
        sip_id: None,
        why: format!("look whether there is any: the last list failed ({why})"),
    };
    let mut listed = match list(session) {
        Ok(listed) => listed,
        Err(why) => return vec![not_listed(why)],
    };
    let is_ours = session
        .ledger
        .as_mut()
        .is_some_and(|ledger| ledger.reopen(&listed));
    let mut left_behind = Vec::new();
    if is_ours {
        left_behind = clean(session);
        listed = match list(session) {
            Ok(listed) => listed,
            Err(why) => {
                left_behind.push(not_listed(why));
                return left_behind;
            }
        };
    }
    let unknown = with_prefix(&listed, &prefix).filter_map(|listed| {
        let sip_id = field(listed, "sipId").map(str::to_owned);
        let is_told = sip_id.is_some() && left_behind.iter().any(|left| left.sip_id == sip_id);
        (!is_told).then(|| LeftBehind {
            number: field(listed, "number").unwrap_or_default().to_owned(),
            sip_id,
            why: "it is there after the run, and can't be proved to be of this run".to_owned(),
        })
    });
    let unknown: Vec<_> = unknown.collect();
    left_behind.extend(unknown);
    left_behind
}

/// All numbers of the account that begin with the prefix, whoever made them.
pub(crate) fn with_prefix<'a>(
    listed: &'a [Value],
    prefix: &'a str,
) -> impl Iterator<Item = &'a Value> {
    listed.iter().filter(move |listed| {
        field(listed, "number").is_some_and(|number| number.starts_with(prefix))
    })
}

/// All numbers of the account, or why they can't be known.
pub(crate) fn list(session: &mut Session<'_>) -> Result<Vec<Value>, String> {
    let mut exchange = match session.call(Call::List, &json!({})) {
        Ok(exchange) => exchange,
        Err(NoExchange::NotSent(why)) => return Err(why),
        Err(NoExchange::NoAnswer(error)) => return Err(error.to_string()),
        Err(NoExchange::Stopped(why)) => return Err(why.to_owned()),
    };
    let is_done = exchange.is_done();
    let data = exchange
        .json
        .as_mut()
        .and_then(|envelope| envelope.get_mut("data"))
        .map(Value::take);
    match data {
        Some(Value::Array(numbers)) if is_done => Ok(numbers),
        _ => Err(session.secrets.hide(&format!(
            "the answer to `list` isn't a success with an array: status {}, success {}, message {}",
            exchange.answer.status,
            exchange.shown("/success"),
            exchange.shown("/message")
        ))),
    }
}
