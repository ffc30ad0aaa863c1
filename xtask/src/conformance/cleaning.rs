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
/// Each delete follows a list in which the number stands, so none is repeated blindly; a `create`
/// that wasn't answered is waited for, as long as the options say.
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
        let here = ledger.learn(&listed);
        if here.is_empty() {
            if ledger.may_appear() && Instant::now() < settled {
                thread::sleep(STEP);
                continue;
            }
            ledger.give_up_waiting();
            break;
        }
        why = "the server didn't remove it";
        attempts += 1;
        for sip_id in here {
            // Whatever is answered, the next list tells.
            let _ = session.call(Call::Delete, &json!({"sipId": sip_id}));
        }
    }
    // The last deletes, too, count only when they are seen.
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

/// All numbers of the account that begin with the prefix, whoever made them.
pub(crate) fn with_prefix(listed: &[Value], prefix: &str) -> Vec<String> {
    listed
        .iter()
        .filter_map(|number| field(number, "number"))
        .filter(|number| number.starts_with(prefix))
        .map(str::to_owned)
        .collect()
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
