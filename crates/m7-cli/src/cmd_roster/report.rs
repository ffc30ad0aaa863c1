//! `m7 roster report`: what became of each step of a run.

use m7::roster::Report;

use crate::{
    applying::Account,
    cli::{Global, roster::ReportArgs},
    connection,
    exit::Exit,
    failure::Failure,
    input, print, report_view, roster_failure,
};

pub(super) async fn run(args: ReportArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let connection = connection::unused(global).await?;
    let account = Account::of(&connection, global, &args.store)?;
    let (folder, run) = (account.folder.clone(), args.run);
    let report =
        input::blocking(move || Report::read(folder, run).map_err(roster_failure::without_file))
            .await?;
    let Some(report) = report else {
        let which = run.map_or_else(|| "a run".to_owned(), |run| format!("run {run}"));
        return Err(Failure::of(
            Exit::NotFound,
            format!("there is no record of {which} on {}", account.name),
        )
        .hint("`m7 roster status` says how many runs there were, and where they are kept"));
    };
    report_view::print(Some(&report), &printer)?;
    let how = match (&report.stopped, report.is_over) {
        (Some(stopped), _) => format!(", stopped: {stopped}"),
        (None, true) => String::new(),
        (None, false) => ", not over".to_owned(),
    };
    print::note(&format!(
        "run {}, begun {}{how}: {}",
        report.run,
        report_view::begun(&report),
        report_view::counts(&report)
    ));
    Ok(())
}
