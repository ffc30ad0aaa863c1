//! Why a roster wasn't read, planned or applied, and what can be done about it.

use std::path::Path;

use m7::roster::{Error, Problems, ReadError};

use crate::{
    exit::Exit,
    failure::{Failure, with_causes},
    failure_view::RosterProblem,
};

/// How many problems a line holds.
const MOST_SHOWN: usize = 5;

/// A file that isn't a roster, or not one that can be right.
pub(crate) fn of_reading(error: ReadError, file: &Path) -> Failure {
    match error {
        ReadError::Problems(problems) => of_problems(&problems, file),
        ReadError::Io { .. } => {
            Failure::usage(with_causes(&error)).hint("`m7 roster init` writes an example")
        }
        error => Failure::usage(with_causes(&error)),
    }
}

/// All that is wrong with a roster.
pub(crate) fn of_problems(problems: &Problems, file: &Path) -> Failure {
    let counted = match problems.len() {
        1 => "there is a problem".to_owned(),
        many => format!("there are {many} problems"),
    };
    Failure::usage(format!(
        "{counted} with {}; nothing was written",
        file.display()
    ))
    .problems(
        problems
            .iter()
            .map(|problem| RosterProblem::of(problem, file))
            .collect(),
    )
}

/// What went wrong with the roster or the plan of this file.
pub(crate) fn of(error: Error, file: &Path) -> Failure {
    let text = with_causes(&error);
    match error {
        Error::Problems(problems) => of_problems(&problems, file),
        Error::NoScope => Failure::usage(text)
            .hint("write `scope: [2000-2999]` into the roster (YAML), or add --scope 2000-2999"),
        Error::TooManyDeletes { deletes, .. } => Failure::usage(text).hint(format!(
            "look with `m7 roster plan --prune` which they are; then add --max-deletes {deletes}"
        )),
        Error::NoPlan { .. } => Failure::usage(text)
            .hint("write a new one with `m7 roster plan ROSTER --out PLAN.json`"),
        error => without_file(error),
    }
}

/// What went wrong with numbers that the command line names, instead of a file.
pub(crate) fn of_numbers(error: Error) -> Failure {
    let Error::Problems(problems) = error else {
        return without_file(error);
    };
    let shown: Vec<String> = problems
        .iter()
        .take(MOST_SHOWN)
        .map(ToString::to_string)
        .collect();
    let more = match problems.len().saturating_sub(MOST_SHOWN) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    Failure::usage(format!("nothing was written: {}{more}", shown.join("; ")))
}

/// What went wrong with a store, or on the way.
pub(crate) fn without_file(error: Error) -> Failure {
    let text = with_causes(&error);
    match error {
        Error::List(error) => error.into(),
        Error::PartialList { .. } => Failure::of(Exit::Partial, text)
            .hint("nothing was written, since a number may be there that couldn't be read"),
        Error::OtherTarget { .. } => Failure::usage(text).hint(
            "a plan and a store are for one account of one server: check --profile, M7_APPKEY, the base \
             URL, --sandbox and --store",
        ),
        Error::Stale => Failure::of(Exit::Conflict, text).hint(
            "a number that matters has come, gone, or got another id or agent: plan anew with `m7 \
             roster plan ROSTER --out PLAN.json`, and look at it again",
        ),
        Error::Unsettled { .. } => {
            Failure::of(Exit::Conflict, text).hint("add --resume, which does that")
        }
        Error::Locked { .. } => Failure::of(Exit::Conflict, text)
            .hint("wait until it is over, or answer what it asks; the lock ends with its process"),
        Error::Damaged { .. } => Failure::new(text).hint(
            "it is left as it is, since it tells what was written: mend that line, or move the folder \
             away, after which codecs, NAT and passwords of existing numbers aren't known any more",
        ),
        Error::File { .. } => Failure::new(text).hint("check the folder's rights and the space left"),
        _ => Failure::new(text),
    }
}
