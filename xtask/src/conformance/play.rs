//! Plays a scenario.

use std::time::Instant;

use serde_json::Value;

use super::Options;
use super::check::{self, Verdict};
use super::exchange::Exchange;
use super::report::{Finding, FindingResult, Outcome, Played};
use super::rows::{Basis, Rows};
use super::scenario::{Expectation, Kind, Scenario, Step};
use super::session::{NoExchange, Session};
use super::variables::Variables;

/// How many numbers and passwords a scenario may name.
const NAMES: [&str; 3] = ["", "-2", "-3"];

/// Plays a scenario, or says why it isn't.
pub(crate) fn play(session: &mut Session<'_>, scenario: &Scenario, rows: &Rows) -> Played {
    let started = Instant::now();
    let mut played = Played {
        name: scenario.name.clone(),
        outcome: Outcome::Holds,
        why: None,
        millis: 0,
        findings: Vec::new(),
    };
    let why_not = why_skipped(session.options, scenario.kind);
    if let Some(why) = session.stopped().or(why_not) {
        played.outcome = Outcome::Skipped;
        played.why = Some(why.to_owned());
        return played;
    }
    let mut variables = match variables(session) {
        Ok(variables) => variables,
        Err(error) => {
            played.outcome = Outcome::Broken;
            played.why = Some(format!("there is no randomness for passwords: {error}"));
            return played;
        }
    };
    let mut end = None;
    for (index, step) in scenario.steps.iter().enumerate() {
        let number = index + 1;
        if let Err(ended) = play_step(session, step, number, &mut variables, &mut played, rows) {
            end = Some(ended);
            break;
        }
    }
    played.millis = started.elapsed().as_millis();
    played.outcome = outcome(&played.findings);
    if let Some((outcome, why)) = end {
        // A difference that was seen before says more than that the rest wasn't.
        if played.outcome != Outcome::Differs {
            played.outcome = outcome;
        }
        played.why = Some(session.secrets.hide(&why));
    }
    played
}

fn play_step(
    session: &mut Session<'_>,
    step: &Step,
    number: usize,
    variables: &mut Variables,
    played: &mut Played,
    rows: &Rows,
) -> Result<(), (Outcome, String)> {
    let at_step = |what: String| format!("step {number}: {what}");
    let exchange = match session.step(step, variables) {
        Ok(Some(exchange)) => exchange,
        Ok(None) => return Ok(()),
        Err(NoExchange::NotSent(why)) => return Err((Outcome::Broken, at_step(why))),
        Err(NoExchange::NoAnswer(error)) => {
            return Err((Outcome::Broken, at_step(error.to_string())));
        }
        Err(NoExchange::Stopped(why)) => return Err((Outcome::Skipped, at_step(why.to_owned()))),
    };
    for expectation in &step.expect {
        let verdict = check::examine(expectation, &exchange, variables);
        let basis = rows.get(&expectation.id).map(|row| row.basis);
        played.findings.push(finding(
            session,
            expectation,
            basis.unwrap_or(Basis::Assumed),
            number,
            verdict,
        ));
    }
    take(step, &exchange, variables).map_err(|place| {
        let why = format!("the rest needs {place} of the answer, and nothing is there");
        // An account may well have nothing to look at; a number that was just made must be there.
        let is_sure = |expectation: &Expectation| expectation.outcome.is_some();
        let outcome = if step.expect.iter().any(is_sure) {
            Outcome::Broken
        } else {
            Outcome::Skipped
        };
        (outcome, at_step(why))
    })
}

/// Takes what later steps need.
fn take(step: &Step, exchange: &Exchange, variables: &mut Variables) -> Result<(), String> {
    for (name, place) in &step.take {
        match exchange.at(place) {
            None | Some(Value::Null) => return Err(place.clone()),
            Some(value) => variables.set(name, value.clone()),
        }
    }
    Ok(())
}

fn finding(
    session: &Session<'_>,
    expectation: &Expectation,
    basis: Basis,
    step: usize,
    verdict: Verdict,
) -> Finding {
    let (result, expected, seen) = match verdict {
        Verdict::Holds => (FindingResult::Holds, None, None),
        Verdict::Untested(why) => (FindingResult::Untested, Some(why), None),
        Verdict::Differs(mismatch) => (
            FindingResult::Differs,
            Some(mismatch.expected),
            Some(mismatch.seen),
        ),
    };
    let hide = |text: Option<String>| text.map(|text| session.secrets.hide(&text));
    Finding {
        id: expectation.id.clone(),
        basis,
        step,
        result,
        expected: hide(expected),
        seen: hide(seen),
    }
}

fn outcome(findings: &[Finding]) -> Outcome {
    let mut differing = findings
        .iter()
        .filter(|finding| finding.result == FindingResult::Differs)
        .peekable();
    if differing.peek().is_none() {
        Outcome::Holds
    } else if differing.all(|finding| finding.basis == Basis::Assumed) {
        Outcome::AssumedOtherwise
    } else {
        Outcome::Differs
    }
}

/// Why a scenario of this kind isn't played with these options.
fn why_skipped(options: &Options, kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Refusals if options.refusals => None,
        Kind::Refusals => Some(
            "it is signed or formed wrong on purpose, which a server may count against the account \
             (--refusals)",
        ),
        Kind::Writes | Kind::Phones if options.prefix.is_none() => {
            Some("it writes (--writes --prefix DIGITS)")
        }
        Kind::Phones if !options.own_sandbox => {
            Some("it needs a phone, and only a sandbox has stand-ins (--sandbox)")
        }
        Kind::Reads | Kind::Writes | Kind::Phones => None,
    }
}

/// `number`, `number-2`, `password`, … for one scenario.
fn variables(session: &mut Session<'_>) -> Result<Variables, getrandom::Error> {
    let mut variables = Variables::default();
    variables.set("appkey", session.options.credentials.appkey().into());
    if let Some(prefix) = &session.options.prefix {
        variables.set("prefix", prefix.clone().into());
    }
    if let Some(ledger) = &mut session.ledger {
        for name in NAMES {
            variables.set(&format!("number{name}"), ledger.reserve().into());
            let password = random_password()?;
            session.secrets.add(&password);
            variables.set(&format!("password{name}"), password.into());
        }
    }
    Ok(variables)
}

/// 24 hex digits, from the operating system's randomness.
pub(crate) fn random_password() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    let mut password = format!("{:032x}", u128::from_ne_bytes(bytes));
    password.truncate(24);
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_have_24_digits_and_differ() {
        let (first, second) = (random_password().unwrap(), random_password().unwrap());
        assert!(first.len() == 24 && first.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(first, second);
    }
}
