//! `cargo xtask conformance`: does a server do what the fidelity table says?
//!
//! The scenarios are data, `spec/conformance/*.yaml`. What they send is written and signed here, not
//! by `m7-client`, and what comes back is looked at as it came.
//!
//! It is safe to be pointed at a real account: see `spec/conformance/README.md`.

mod check;
mod cleaning;
mod exchange;
mod furnishing;
mod laws;
mod ledger;
mod options;
mod play;
mod report;
mod rows;
mod scenario;
mod secrets;
mod session;
mod signing;
mod times;
mod variables;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde_json::json;
use thiserror::Error;

pub use options::{Arguments, Options, Output};
pub use report::Report;
pub(crate) use times::civil_seconds;

use ledger::{Ledger, LeftBehind};
use rows::Rows;
use scenario::{Call, Scenario};
use session::{NoExchange, Session};

use crate::SandboxError;
use crate::wire::NoAnswer;

/// Why nothing is tried.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConformanceError {
    /// What was typed doesn't say what to do.
    #[error("{0}")]
    Usage(String),
    /// A file can't be read.
    #[error("can't read {path}")]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A scenario, or the table, says what can't be.
    #[error("{path}: {fault}")]
    Scenario {
        /// Where.
        path: PathBuf,
        /// What is wrong.
        fault: String,
    },
    /// The prefix is in use, so that nothing with it may be written.
    #[error(
        "the account has {count} numbers that begin with {prefix}, {example} for one: give a \
         --prefix that no number begins with"
    )]
    PrefixInUse {
        /// The prefix.
        prefix: String,
        /// How many.
        count: usize,
        /// One of them.
        example: String,
    },
    /// There is nobody to talk to.
    #[error("{base_url} can't be reached: {why}")]
    NotReached {
        /// Where.
        base_url: String,
        /// Why.
        why: String,
    },
    /// The account can't be listed, so that nothing may be written.
    #[error("the account's numbers can't be listed: {0}. Nothing was written")]
    NoList(String),
    /// There is no randomness for passwords.
    #[error("there is no randomness for passwords")]
    Random(#[from] getrandom::Error),
    /// There is no sandbox.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
}

impl ConformanceError {
    fn read(path: &Path, source: io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }
}

/// Does what was asked for on the command line, and returns what there is to print, and what came of
/// it.
///
/// # Errors
///
/// Whatever keeps it from being begun. What a server does is never an error, but a report.
pub fn run_command(
    root: &Path,
    arguments: &Arguments,
    interrupted: &AtomicBool,
) -> Result<(String, Option<Report>), ConformanceError> {
    let rows = Rows::read(root)?;
    if arguments.list {
        let scenarios = scenario::read(&folder(root), &rows)?;
        return Ok((listing(&scenarios), None));
    }
    let (mut options, _sandbox) = arguments.options(root)?;
    // Writes at the real service take 7 to 25 seconds each.
    options.progress = |what| {
        // There is nowhere left to say that stderr is closed.
        let _ = writeln!(io::stderr(), "{what}");
    };
    let report = run(root, &options, interrupted)?;
    let text = match arguments.output {
        Output::Table => report.to_table(&rows),
        Output::Json => report.to_json(),
    };
    Ok((text, Some(report)))
}

/// Plays the scenarios against a server, one request at a time, and removes what they made.
///
/// # Errors
///
/// As [`run_command`].
pub fn run(
    root: &Path,
    options: &Options,
    interrupted: &AtomicBool,
) -> Result<Report, ConformanceError> {
    let rows = Rows::read(root)?;
    let mut scenarios = scenario::read(&folder(root), &rows)?;
    select(&mut scenarios, &options.only)?;
    let mut session = Session::new(options, interrupted);
    if options.own_sandbox {
        let password = play::random_password()?;
        session.secrets.add(&password);
        furnishing::furnish(&options.base_url, &options.credentials, &password);
    }
    let clock_ahead_seconds = look_around(&mut session)?;

    let mut left_behind = Vec::new();
    let mut played = Vec::new();
    for (index, scenario) in scenarios.iter().enumerate() {
        (options.progress)(&format!(
            "{}/{} {}",
            index + 1,
            scenarios.len(),
            scenario.name
        ));
        played.push(play::play(&mut session, scenario, &rows));
        left_behind = cleaning::clean(&mut session);
        if !left_behind.is_empty() {
            break;
        }
    }
    if left_behind.is_empty() {
        left_behind = cleaning::look_again(&mut session);
    }
    for left in &mut left_behind {
        // A server says what they are called.
        let hide = |text: &str| session.secrets.hide(text);
        *left = LeftBehind {
            number: hide(&left.number),
            sip_id: left.sip_id.as_deref().map(hide),
            why: hide(&left.why),
        };
    }
    let mut report = Report {
        server: secrets::without_user(&options.base_url).0,
        appkey: options.credentials.appkey().to_owned(),
        clock_ahead_seconds,
        requests: session.requests,
        scenarios: played,
        left_behind,
        interrupted: session.is_interrupted(),
        rows: 0,
        rows_that_hold: 0,
        rows_not_tried: Vec::new(),
    };
    report.count_rows(&rows);
    Ok(report)
}

/// Where the scenarios are.
fn folder(root: &Path) -> PathBuf {
    root.join("spec/conformance")
}

fn listing(scenarios: &[Scenario]) -> String {
    let width = scenarios.iter().map(|scenario| scenario.name.len()).max();
    let width = width.unwrap_or_default();
    let lines = scenarios.iter().map(|scenario| {
        let Scenario {
            name, kind, about, ..
        } = scenario;
        let kind = format!("{kind:?}").to_lowercase();
        format!("{name:width$}  {kind:8}  {about}\n")
    });
    lines.collect()
}

fn select(scenarios: &mut Vec<Scenario>, only: &[String]) -> Result<(), ConformanceError> {
    for name in only {
        if !scenarios.iter().any(|scenario| scenario.name == *name) {
            return Err(ConformanceError::Usage(format!(
                "there is no scenario {name}: --list lists them"
            )));
        }
    }
    scenarios.retain(|scenario| only.is_empty() || only.contains(&scenario.name));
    Ok(())
}

/// Learns the server's clock and, before anything is written, what the account has.
fn look_around(session: &mut Session<'_>) -> Result<Option<i64>, ConformanceError> {
    let clock = match session.call(Call::List, &json!({"number": "0"})) {
        Ok(exchange) => session.set_clock_by(&exchange),
        Err(NoExchange::NoAnswer(NoAnswer::NotConnected(why))) => {
            let (base_url, _) = secrets::without_user(&session.options.base_url);
            let why = session.secrets.hide(&why);
            return Err(ConformanceError::NotReached { base_url, why });
        }
        Err(_) => None,
    };
    let Some(prefix) = session.options.prefix.clone() else {
        return Ok(clock);
    };
    let listed = cleaning::list(session).map_err(ConformanceError::NoList)?;
    let taken: Vec<_> = cleaning::with_prefix(&listed, &prefix)
        .filter_map(|listed| ledger::field(listed, "number"))
        .collect();
    if let Some(example) = taken.first() {
        return Err(ConformanceError::PrefixInUse {
            count: taken.len(),
            example: session.secrets.hide(example),
            prefix,
        });
    }
    session.ledger = Some(Ledger::new(&prefix, &listed));
    Ok(clock)
}
