//! How a plan is shown.

use std::{collections::BTreeMap, num::NonZeroUsize, time::Duration};

use m7::roster::{Action, History, Plan, Step, UnknownFields, When};
use serde::Serialize;

use crate::{
    duration,
    failure::Failure,
    output::{Column, Printer, Row, or_dash},
    print, ranges,
};

/// All that can be done to a number, in the order in which it is done.
pub(crate) const ACTIONS: [Action; 5] = [
    Action::Create,
    Action::Update,
    Action::Unbind,
    Action::Bind,
    Action::Delete,
];

/// A plan, and what it is seen with.
pub(crate) struct View<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) history: &'a History,
    pub(crate) account: &'a str,
    pub(crate) concurrency: NonZeroUsize,
    /// What it was made of: rows, or numbers.
    pub(crate) of: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'a> {
    target: &'a str,
    rows: usize,
    unchanged: usize,
    counts: BTreeMap<&'static str, usize>,
    /// How many of the steps wait for a phone.
    waiting: usize,
    /// Of how many rows something is taken to be as the journal has it.
    from_journal: usize,
    concurrency: usize,
    estimate_seconds: f64,
    /// How many writes of an earlier run have no known outcome.
    unsettled: usize,
    steps: &'a [Step],
    unknown: &'a [UnknownFields],
}

impl Row for Step {
    const FIELDS: &'static [&'static str] = &[
        "number",
        "action",
        "sipId",
        "codecs",
        "behindNat",
        "password",
        "passwordVersion",
        "agentId",
        "when",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("number", "NUMBER", |it| it.number.clone()),
            Column::of("action", "ACTION", |it| it.action.to_string()),
            Column::made("WHAT", |it| {
                or_dash(Some(it.summary()).filter(|what| !what.is_empty()))
            }),
        ]
    }
}

impl View<'_> {
    /// Prints the plan, its steps as rows.
    pub(crate) fn print(&self, printer: &Printer<Step>) -> Result<(), Failure> {
        let plan = self.plan;
        let whole = Whole {
            target: self.account,
            rows: plan.rows(),
            unchanged: plan.unchanged(),
            counts: ACTIONS
                .into_iter()
                .map(|action| (action.as_str(), plan.count(action)))
                .collect(),
            waiting: plan.waiting(),
            from_journal: plan.from_journal(),
            concurrency: self.concurrency.get(),
            estimate_seconds: tenths(self.estimate()),
            unsettled: self.history.unsettled(),
            steps: plan.steps(),
            unknown: plan.unknown(),
        };
        printer.document(&whole, plan.steps())
    }

    /// Says on stderr what it comes to.
    pub(crate) fn summary(&self) {
        let plan = self.plan;
        if !plan.is_empty() {
            print::note(&format!("to write: {}", self.counts()));
            for (what, numbers) in self.groups() {
                let shown = ranges::of(numbers.iter().copied());
                print::note(&print::visible(&format!("  {what}: {shown}")));
            }
        }
        if plan.rows() > 0 {
            let all = counted(plan.rows(), self.of);
            print::note(&format!("{} of {all} unchanged", plan.unchanged()));
        }
        if plan.waiting() > 0 {
            print::note(&match plan.waiting() {
                1 => "1 step waits for a phone to register".to_owned(),
                waiting => format!("{waiting} steps wait for phones to register"),
            });
        }
        if plan.from_journal() > 0 {
            print::note(&format!(
                "no list shows codecs, NAT and password: those of {} are taken as this machine set them",
                counted(plan.from_journal(), self.of)
            ));
        }
        self.unknown();
        if !plan.is_idle() {
            print::note(&format!(
                "about {} at {} at a time, {}",
                duration::shown(self.estimate()),
                self.concurrency,
                self.basis()
            ));
        }
    }

    /// The counts of what there is to do: `create 12, delete 3`.
    pub(crate) fn counts(&self) -> String {
        let counts: Vec<String> = ACTIONS
            .into_iter()
            .filter(|action| self.plan.count(*action) > 0)
            .map(|action| format!("{action} {}", self.plan.count(action)))
            .collect();
        counts.join(", ")
    }

    pub(crate) fn estimate(&self) -> Duration {
        self.plan.estimate(self.history, self.concurrency.get())
    }

    /// What is left as it is, since nobody can tell whether it is so.
    fn unknown(&self) {
        let mut by_fields: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for unknown in self.plan.unknown() {
            let names = unknown.fields.iter().map(|field| match field.as_str() {
                "nat" => "NAT",
                field => field,
            });
            let names: Vec<&str> = names.collect();
            by_fields
                .entry(names.join(", "))
                .or_default()
                .push(&unknown.number);
        }
        if by_fields.is_empty() {
            return;
        }
        for (fields, numbers) in by_fields {
            print::warn(&format!(
                "nobody can tell whether this is so, and it is left as it is: {fields} of {}",
                print::visible(&ranges::of(numbers))
            ));
        }
        print::note(
            "  --set-unknown sets it; a password that is set ends the registration of a phone",
        );
    }

    /// The numbers of equal steps, in the order in which they are done.
    fn groups(&self) -> Vec<(String, Vec<&str>)> {
        let mut groups: BTreeMap<(Action, String), Vec<&str>> = BTreeMap::new();
        for step in self.plan.steps() {
            let what = match step.action {
                // Each has an agent of its own.
                Action::Bind | Action::Unbind => match step.when {
                    When::Registered => "once a phone is registered".to_owned(),
                    _ => String::new(),
                },
                _ => step.summary(),
            };
            groups
                .entry((step.action, what))
                .or_default()
                .push(&step.number);
        }
        let named = |((action, what), numbers): ((Action, String), Vec<_>)| {
            let what = match what.as_str() {
                "" => format!("{action} {}", numbers.len()),
                what => format!("{action} {}, {what}", numbers.len()),
            };
            (what, numbers)
        };
        groups.into_iter().map(named).collect()
    }

    /// On what the estimate rests.
    fn basis(&self) -> &'static str {
        let steps = self.plan.steps().iter();
        let mut measured = steps
            .filter(|step| step.when == When::Now)
            .map(|step| self.history.measured(step.action).is_some());
        let first = measured.next().unwrap_or_default();
        match (first, measured.all(|it| it == first)) {
            (true, true) => "as measured in earlier runs",
            (false, true) => "by the vendor's examples",
            (_, false) => "in part as measured, in part by the vendor's examples",
        }
    }
}

/// Warns of writes without a known outcome, which this command finds out.
pub(crate) fn warn_of_unsettled(history: &History, resume: &str) {
    let open = match history.unsettled() {
        0 => return,
        1 => "1 write of an earlier run has".to_owned(),
        open => format!("{open} writes of an earlier run have"),
    };
    print::warn(&format!(
        "{open} no known outcome: `{resume}` looks for it first"
    ));
}

/// `1 row`, `2 rows`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// Seconds, as far as an estimate is worth.
fn tenths(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}
