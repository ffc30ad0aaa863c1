//! From a file to a plan.

use std::path::{Path, PathBuf};

use m7::roster::{History, Plan, PlanOptions, Roster, Scope, Seen};

use crate::{cli::roster::PlanningArgs, failure::Failure, input, roster_failure};

impl PlanningArgs {
    pub(super) fn options(&self) -> PlanOptions {
        let mut options = PlanOptions::default();
        if self.prune {
            options = options.prune();
        }
        if self.set_unknown {
            options = options.set_unknown();
        }
        options
    }

    /// Whether none of these options is given.
    pub(super) fn is_silent(&self) -> bool {
        !self.prune && !self.set_unknown && self.scope.is_none()
    }
}

/// Reads a roster, which is responsible for `scope` if that is given.
pub(super) async fn read(file: &Path, scope: Option<Scope>) -> Result<Roster, Failure> {
    let file = file.to_owned();
    input::blocking(move || {
        let roster =
            Roster::read(&file).map_err(|error| roster_failure::of_reading(error, &file))?;
        match scope {
            None => Ok(roster),
            Some(scope) => roster
                .with_scope(scope)
                .map_err(|problems| roster_failure::of_problems(&problems, &file)),
        }
    })
    .await
}

/// Plans what this roster asks for.
pub(super) fn plan(
    file: &Path,
    roster: &Roster,
    seen: &Seen,
    history: &History,
    args: &PlanningArgs,
) -> Result<Plan, Failure> {
    Plan::new(roster, seen, history, &args.options())
        .map_err(|error| roster_failure::of(error, file))
}

/// What the store in this folder tells, without keeping others from it.
pub(super) async fn history(folder: PathBuf, account: String) -> Result<History, Failure> {
    input::blocking(move || History::read(folder, &account).map_err(roster_failure::without_file))
        .await
}
