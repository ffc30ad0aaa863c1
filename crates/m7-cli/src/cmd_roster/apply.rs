//! `m7 roster apply`: writes what a roster, or a plan of it, asks for.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use m7::roster::{Plan, Roster, Seen};

use super::planning;
use crate::{
    applying::{self, Account, Manner, Next, Ready, confirm, open_store, settle},
    cli::{
        Global,
        roster::{ApplyArgs, RosterFormat},
    },
    connection,
    exit::Exit,
    failure::{Failure, Writes},
    input,
    interrupt::Interrupt,
    print, report_view, roster_failure,
    roster_view::View,
};

/// What is to be applied.
enum Wanted {
    Roster(Roster),
    /// The plan that this file holds.
    Plan,
}

pub(super) async fn run(args: ApplyArgs, global: &Global) -> Result<Exit, Failure> {
    let printer = global.printer()?;
    args.check()?;
    let mut interrupt = Interrupt::listen()?;
    let ready = tokio::select! {
        // Whoever has interrupted a question doesn't want its answer to count.
        biased;
        signal = interrupt.next() => return Err(Failure::stopped(signal, Writes::Nothing)),
        ready = prepare(&args, global) => ready?,
    };
    if ready.plan.is_empty() {
        print::note(&format!("no changes on {}", ready.account.name));
        if let Some(path) = &args.report {
            report_view::write(None, path)?;
        }
        report_view::print(None, &printer)?;
        return Ok(Exit::Done);
    }
    let manner = Manner {
        phones: args.wait_registered.map(|within| (within, args.look_every)),
        report: args.report.as_deref(),
        passwords: None,
        rotation: None,
        next: Next {
            resume: ready.account.command("roster apply … --resume"),
            rest: &|_| "the same command again does the rest".to_owned(),
        },
        explain: &|error| roster_failure::of(error, &args.file),
    };
    applying::run(ready, manner, &printer, interrupt).await
}

impl ApplyArgs {
    /// What the command line's own rules can't say, before anything is sent.
    fn check(&self) -> Result<(), Failure> {
        if !self.yes && !input::can_ask() {
            return Err(
                Failure::usage("there is no terminal to ask whether to do it")
                    .hint("look with `m7 roster plan`, and add --yes to do it without being asked"),
            );
        }
        if let Some(path) = &self.report {
            check_report(path)?;
        }
        if self.is_of_plan() && !self.planning.is_silent() {
            return Err(Failure::usage(format!(
                "{} is a plan, which has it settled what is written: --prune, --scope and \
                 --set-unknown are for a roster",
                self.file.display()
            ))
            .hint("give them to `m7 roster plan`"));
        }
        Ok(())
    }

    fn is_of_plan(&self) -> bool {
        Plan::is_plan(&self.file)
    }
}

/// That it can't be written is better known before everything else is.
fn check_report(path: &Path) -> Result<(), Failure> {
    let is_json = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("json"));
    if !is_json && RosterFormat::of(path) != Some(RosterFormat::Csv) {
        return Err(Failure::usage(format!(
            "the name of {} doesn't say what the report is to be",
            path.display()
        ))
        .hint("let it end in .csv or .json"));
    }
    if path.exists() && !report_view::is_report(path) {
        return Err(Failure::usage(format!(
            "{} is there already, and is no report: it is left as it is",
            path.display()
        ))
        .hint("name another file"));
    }
    File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map(drop)
        .map_err(|error| Failure::usage(format!("can't write {}: {error}", path.display())))
}

/// All that comes before the first write: it may be left at any moment.
async fn prepare(args: &ApplyArgs, global: &Global) -> Result<Ready, Failure> {
    let wanted = if args.is_of_plan() {
        Wanted::Plan
    } else {
        Wanted::Roster(planning::read(&args.file, args.planning.scope.clone()).await?)
    };
    let connection = connection::open(global).await?;
    let account = Account::of(&connection, global, &args.store)?;
    let store = open_store(account.folder.clone(), account.name.clone()).await?;
    settle(&store, &connection.m7, &args.settle).await?;
    let seen = Seen::list(&connection.m7)
        .await
        .map_err(roster_failure::without_file)?;
    let plan = match wanted {
        Wanted::Roster(roster) => {
            planning::plan(&args.file, &roster, &seen, &store.history(), &args.planning)?
        }
        Wanted::Plan => load(args.file.clone(), account.name.clone())
            .await?
            .remaining(&seen, &store.history())
            .map_err(|error| roster_failure::of(error, &args.file))?,
    };
    let plan = with_passwords(plan, &args.file).await?;
    plan.check_deletes(args.max_deletes)
        .map_err(|error| roster_failure::of(error, &args.file))?;
    let view = View {
        plan: &plan,
        history: &store.history(),
        account: &account.name,
        concurrency: args.pace.concurrency,
        of: "row",
    };
    view.summary();
    if !plan.is_empty() && !args.yes {
        confirm(&view).await?;
    }
    Ok(Ready {
        connection,
        account,
        store,
        plan,
        concurrency: args.pace.concurrency,
    })
}

/// A plan whose passwords are known to be had.
async fn with_passwords(plan: Plan, file: &Path) -> Result<Plan, Failure> {
    let file = file.to_owned();
    input::blocking(move || {
        plan.check_passwords()
            .map_err(|problems| roster_failure::of_problems(&problems, &file))?;
        Ok(plan)
    })
    .await
}

async fn load(file: PathBuf, account: String) -> Result<Plan, Failure> {
    input::blocking(move || {
        Plan::load(&file, &account).map_err(|error| roster_failure::of(error, &file))
    })
    .await
}
