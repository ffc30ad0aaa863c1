//! `m7 roster status`: what is known of earlier runs.

use std::collections::BTreeMap;

use m7::roster::{GeneratedPassword, Report};
use serde::Serialize;

use super::planning;
use crate::{
    applying::Account,
    cli::{Global, roster::StoreArgs},
    connection,
    failure::Failure,
    input,
    output::{Column, Row},
    report_view, roster_failure,
    roster_view::warn_of_unsettled,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Overview {
    target: String,
    store: String,
    runs: u64,
    last_run: Option<LastRun>,
    unsettled: usize,
    /// How many numbers something is known of that no list shows.
    known_numbers: usize,
    made_up_passwords: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LastRun {
    begun: String,
    is_over: bool,
    stopped: Option<String>,
    counts: BTreeMap<&'static str, usize>,
    #[serde(skip)]
    shown: String,
}

pub(super) async fn run(args: StoreArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let connection = connection::unused(global).await?;
    let account = Account::of(&connection, global, &args)?;
    let history = planning::history(account.folder.clone(), account.name.clone()).await?;
    let folder = account.folder.clone();
    let (report, passwords) = input::blocking(move || {
        let report = Report::read(&folder, None).map_err(roster_failure::without_file)?;
        let passwords = GeneratedPassword::read(&folder).map_err(roster_failure::without_file)?;
        Ok((report, passwords.len()))
    })
    .await?;
    let overview = Overview {
        target: account.name,
        store: account.folder.display().to_string(),
        runs: history.runs(),
        last_run: report.as_ref().map(LastRun::of),
        unsettled: history.unsettled(),
        known_numbers: history.known_numbers(),
        made_up_passwords: passwords,
    };
    printer.object(&overview)?;
    warn_of_unsettled(&history, "m7 roster apply … --resume");
    Ok(())
}

impl Row for Overview {
    const FIELDS: &'static [&'static str] = &[
        "target",
        "store",
        "runs",
        "lastRun.begun",
        "lastRun.isOver",
        "lastRun.stopped",
        "lastRun.counts.done",
        "lastRun.counts.pending",
        "lastRun.counts.failed",
        "lastRun.counts.unknown",
        "lastRun.counts.notStarted",
        "unsettled",
        "knownNumbers",
        "madeUpPasswords",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("target", "ACCOUNT", |it| it.target.clone()),
            Column::of("store", "STORE", |it| it.store.clone()),
            Column::of("runs", "RUNS", |it| it.runs.to_string()),
            Column::of("lastRun", "LAST RUN", |it| match &it.last_run {
                Some(run) => run.shown.clone(),
                None => "-".to_owned(),
            }),
            Column::of("unsettled", "UNSETTLED WRITES", |it| {
                it.unsettled.to_string()
            }),
            Column::of("knownNumbers", "KNOWN NUMBERS", |it| {
                it.known_numbers.to_string()
            }),
            Column::of("madeUpPasswords", "MADE-UP PASSWORDS", |it| {
                it.made_up_passwords.to_string()
            }),
        ]
    }
}

impl LastRun {
    fn of(report: &Report) -> Self {
        let begun = report_view::begun(report);
        let how = match (&report.stopped, report.is_over) {
            (Some(stopped), _) => format!("stopped: {stopped}"),
            (None, true) => "over".to_owned(),
            // Unless it is going on right now.
            (None, false) => "not over".to_owned(),
        };
        Self {
            shown: format!("{begun}, {how}; {}", report_view::counts(report)),
            begun,
            is_over: report.is_over,
            stopped: report.stopped.clone(),
            counts: report_view::json_counts(Some(report)),
        }
    }
}
