//! `m7 roster plan`: what would be written.

use std::path::Path;

use m7::roster::{Plan, Seen};

use super::planning;
use crate::{
    applying::Account,
    cli::{Global, roster::PlanArgs},
    connection,
    exit::Exit,
    failure::Failure,
    input, print, roster_failure,
    roster_view::{View, warn_of_unsettled},
};

pub(super) async fn run(args: PlanArgs, global: &Global) -> Result<Exit, Failure> {
    let printer = global.printer()?;
    if let Some(out) = &args.out {
        check_out(out)?;
    }
    let roster = planning::read(&args.file, args.planning.scope.clone()).await?;
    let connection = connection::open(global).await?;
    let account = Account::of(&connection, global, &args.store)?;
    let history = planning::history(account.folder, account.name.clone()).await?;
    let seen = Seen::list(&connection.m7)
        .await
        .map_err(roster_failure::without_file)?;
    let plan = planning::plan(&args.file, &roster, &seen, &history, &args.planning)?;

    let view = View {
        plan: &plan,
        history: &history,
        account: &account.name,
        concurrency: args.pace.concurrency,
        of: "row",
    };
    view.print(&printer)?;
    warn_of_unsettled(&history, "m7 roster apply … --resume");
    if plan.is_empty() {
        print::note(&format!("no changes on {}", account.name));
    }
    view.summary();
    if let Err(error) = plan.check_deletes(None) {
        print::warn(&format!("apply will refuse this: {error}"));
    }
    if let Some(out) = args.out {
        save(plan.clone(), &out, account.name).await?;
    }
    Ok(if args.exit_code {
        exit(&plan)
    } else {
        Exit::Done
    })
}

fn exit(plan: &Plan) -> Exit {
    if plan.is_empty() {
        Exit::Done
    } else if plan.is_idle() {
        Exit::Waiting
    } else {
        Exit::Changes
    }
}

/// A file that is there must be a plan, to be written over: not the roster, by a slip.
fn check_out(out: &Path) -> Result<(), Failure> {
    if out.exists() && !Plan::is_plan(out) {
        return Err(Failure::usage(format!(
            "{} is there already, and is no plan: it is left as it is",
            out.display()
        ))
        .hint("name another file"));
    }
    Ok(())
}

async fn save(plan: Plan, out: &Path, account: String) -> Result<(), Failure> {
    let path = out.to_owned();
    input::blocking(move || {
        plan.save(&path, &account)
            .map_err(|error| roster_failure::of(error, &path))
    })
    .await?;
    print::note(&format!(
        "wrote the plan to {0}: `m7 roster apply {0}` does this, and nothing else",
        out.display()
    ));
    Ok(())
}
