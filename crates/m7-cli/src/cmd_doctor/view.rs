//! How it is shown what was found.

use std::io;

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::finding::{Check, Finding, Findings};
use crate::{
    failure::Failure,
    output::{Column, Printer, Row, or_dash},
    print::{self, visible},
};

/// As wide as the longest finding.
const FINDING_WIDTH: usize = 7;
/// As wide as the longest check.
const CHECK_WIDTH: usize = 13;
/// Where what is seen begins.
const INDENT: usize = FINDING_WIDTH + CHECK_WIDTH + 4;
/// A column that is narrower than this is harder to read than lines that run over.
const LEAST_ROOM: usize = 30;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'a> {
    exit_code: u8,
    checks: &'a [Check],
}

impl Row for Check {
    const FIELDS: &'static [&'static str] =
        &["check", "finding", "seen", "more", "toDo", "details"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("check", "CHECK", |it| it.name.to_owned()),
            Column::of("seen", "SEEN", |it| it.seen.clone()),
            Column::of("toDo", "TO DO", |it| or_dash(it.to_do.as_ref())),
        ]
    }
}

/// How checks are shown as they are made.
pub(super) fn at_once(printer: &Printer<Check>) -> fn(&[Check]) -> Result<(), Failure> {
    if printer.is_for_people() {
        told
    } else {
        |_| Ok(())
    }
}

/// What is said when all are made.
pub(super) fn at_the_end(findings: &Findings, printer: &Printer<Check>) -> Result<(), Failure> {
    if !printer.is_for_people() {
        let whole = Whole {
            exit_code: findings.exit() as u8,
            checks: findings.checks(),
        };
        return printer.document(&whole, findings.checks());
    }
    print::note(&summary(findings));
    Ok(())
}

/// Checks that come together were all skipped for one reason, and are told of in one line.
fn told(checks: &[Check]) -> Result<(), Failure> {
    match checks {
        [] => Ok(()),
        [check] => lines(check),
        [first, ..] => line(first.finding, "the rest", &first.seen),
    }
}

fn line(finding: Finding, name: &str, seen: &str) -> Result<(), Failure> {
    let (word, style) = match finding {
        Finding::Ok => ("ok", AnsiColor::Green.on_default()),
        Finding::Warning => ("warning", AnsiColor::Yellow.on_default().bold()),
        Finding::Failed => ("failed", AnsiColor::Red.on_default().bold()),
        Finding::Skipped => ("skipped", Style::new().dimmed()),
    };
    let mut seen = wrapped(seen).into_iter();
    print::line(&format!(
        "{style}{word:FINDING_WIDTH$}{style:#}  {name:CHECK_WIDTH$}  {}",
        seen.next().unwrap_or_default()
    ))?;
    seen.try_for_each(|rest| print::line(&format!("{:INDENT$}{rest}", "")))
}

fn lines(check: &Check) -> Result<(), Failure> {
    line(check.finding, check.name, &check.seen)?;
    let to_do = check.to_do.iter().map(|to_do| format!("to do: {to_do}"));
    check
        .more
        .iter()
        .cloned()
        .chain(to_do)
        .flat_map(|text| wrapped(&text))
        .try_for_each(|text| print::line(&format!("{:INDENT$}{text}", "")))
}

/// A text as lines that fit beside the names, where a terminal is too narrow for it. No word is split.
fn wrapped(text: &str) -> Vec<String> {
    let text = visible(text);
    let room = terminal_size::terminal_size_of(io::stdout())
        .and_then(|(width, _)| usize::from(width.0).checked_sub(INDENT))
        .filter(|room| *room >= LEAST_ROOM)
        .unwrap_or(usize::MAX);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn summary(findings: &Findings) -> String {
    let warnings = match findings.count(Finding::Warning) {
        0 => None,
        1 => Some("1 warning".to_owned()),
        many => Some(format!("{many} warnings")),
    };
    let failed = match findings.count(Finding::Failed) {
        0 => None,
        many => Some(format!("{many} failed")),
    };
    match (failed, warnings) {
        (None, None) => "all is well".to_owned(),
        (None, Some(warnings)) => format!("it works, with {warnings}"),
        (Some(failed), None) => failed,
        (Some(failed), Some(warnings)) => format!("{failed}, {warnings}"),
    }
}
