//! How it is shown what became of a run.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, IsTerminal},
    path::Path,
};

use jiff::Timestamp;
use m7::roster::{Report, ReportRow, Status};
use serde::Serialize;
use serde_json::Value;

use crate::{
    duration,
    failure::Failure,
    output::{self, Column, Printer, Row, or_dash},
    print,
};

/// All that can become of a step.
const STATUSES: [Status; 5] = [
    Status::Done,
    Status::Pending,
    Status::Failed,
    Status::Unknown,
    Status::NotStarted,
];

/// On a terminal, a longer table shows only what isn't done.
const MOST_ROWS: usize = 20;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'a> {
    /// Nothing of a run that didn't have to be.
    run: Option<u64>,
    begun: Option<String>,
    is_over: bool,
    stopped: Option<&'a str>,
    counts: BTreeMap<&'static str, usize>,
    rows: &'a [ReportRow],
}

impl Row for ReportRow {
    const FIELDS: &'static [&'static str] = &[
        "number",
        "action",
        "status",
        "sipId",
        "requestId",
        "attempts",
        "tookMs",
        "note",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("number", "NUMBER", |it| it.number.clone()),
            Column::of("action", "ACTION", |it| it.action.to_string()),
            Column::of("status", "STATUS", |it| it.status.to_string()),
            Column::of("tookMs", "TOOK", |it| or_dash(it.took.map(duration::shown))),
            Column::of("note", "NOTE", |it| or_dash(it.note.as_ref())),
        ]
    }
}

/// Prints a report, or that of no run. On a terminal a long table shows only what isn't done.
pub(crate) fn print(report: Option<&Report>, printer: &Printer<ReportRow>) -> Result<(), Failure> {
    let all = rows(report);
    let is_long = printer.is_table() && io::stdout().is_terminal() && all.len() > MOST_ROWS;
    let shown = |row: &&ReportRow| !is_long || row.status != Status::Done;
    printer.document(&Whole::of(report), all.iter().filter(shown))?;
    let left_out = all.len() - all.iter().filter(shown).count();
    if left_out > 0 {
        print::note(&format!(
            "{left_out} that are done aren't shown; `m7 roster report -o csv` has them all"
        ));
    }
    Ok(())
}

/// Writes a report, or that of no run, to a file, as CSV or as JSON by its name.
pub(crate) fn write(report: Option<&Report>, path: &Path) -> Result<(), Failure> {
    let is_json = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let text = if is_json {
        serde_json::to_string_pretty(&Whole::of(report))
            .map(|text| text + "\n")
            .map_err(|error| Failure::new(format!("can't write the report as JSON: {error}")))?
    } else {
        output::csv_text(rows(report))?
    };
    fs::write(path, text)
        .map_err(|error| Failure::new(format!("can't write {}: {error}", path.display())))
}

/// Whether a file is a report, as [`write`] writes it, or empty.
pub(crate) fn is_report(path: &Path) -> bool {
    let Ok(text) = fs::read_to_string(path) else {
        return false;
    };
    text.is_empty()
        || text.lines().next() == Some(&ReportRow::FIELDS.join(","))
        || serde_json::from_str::<Value>(&text).is_ok_and(|json| json.get("isOver").is_some())
}

/// What became of how many steps: `118 done, 2 failed`.
pub(crate) fn counts(report: &Report) -> String {
    let counts: Vec<String> = STATUSES
        .into_iter()
        .filter(|status| report.count(*status) > 0)
        .map(|status| format!("{} {status}", report.count(status)))
        .collect();
    match counts.len() {
        0 => "nothing to do".to_owned(),
        _ => counts.join(", "),
    }
}

/// When a run was begun.
pub(crate) fn begun(report: &Report) -> String {
    Timestamp::try_from(report.begun)
        .and_then(|begun| begun.round(jiff::Unit::Second))
        .map_or_else(|_| "at no time known".to_owned(), |begun| begun.to_string())
}

fn rows(report: Option<&Report>) -> &[ReportRow] {
    report.map_or(&[], |report| &report.rows)
}

impl<'a> Whole<'a> {
    fn of(report: Option<&'a Report>) -> Self {
        Self {
            run: report.map(|report| report.run),
            begun: report.map(begun),
            is_over: report.is_none_or(|report| report.is_over),
            stopped: report.and_then(|report| report.stopped.as_deref()),
            counts: json_counts(report),
            rows: rows(report),
        }
    }
}

/// By status, by the names that the rows have for them.
pub(crate) fn json_counts(report: Option<&Report>) -> BTreeMap<&'static str, usize> {
    let named = |status: Status| {
        let name = match status {
            Status::NotStarted => "notStarted",
            status => status.as_str(),
        };
        (name, report.map_or(0, |report| report.count(status)))
    };
    STATUSES.into_iter().map(named).collect()
}
