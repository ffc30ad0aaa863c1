//! A plan that is carried out: how it goes, how it is stopped, and how it ended.

use std::{collections::HashSet, num::NonZeroUsize, path::Path, pin::pin, time::Duration};

use m7::roster::{
    Error, GeneratedPassword, PasswordRule, Plan, Report, ReportRow, Rotation, Scope, Status,
    StopCause, Stopper, Store,
};

use super::Account;
use crate::{
    cli::Output,
    connection::Connection,
    duration,
    exit::Exit,
    failure::{Failure, Writes},
    input,
    interrupt::{Interrupt, Signal},
    output::Printer,
    password_list::{self, PasswordFile},
    print,
    progress::Progress,
    report_view, roster_failure,
    roster_view::counted,
};

/// How often it is shown how much time has passed.
const TICK: Duration = Duration::from_millis(200);

/// What can be carried out now.
pub(crate) struct Ready {
    pub(crate) connection: Connection,
    pub(crate) account: Account,
    pub(crate) store: Store,
    pub(crate) plan: Plan,
    pub(crate) concurrency: NonZeroUsize,
}

/// How it is to be carried out, and told of.
pub(crate) struct Manner<'a> {
    /// For how long phones are waited for, if they are, and how often they are looked for.
    pub(crate) phones: Option<(Duration, Duration)>,
    /// Where else it is written what became of each step.
    pub(crate) report: Option<&'a Path>,
    /// Where the passwords that were made up are written.
    pub(crate) passwords: Option<GivenOut>,
    /// If passwords are rotated.
    pub(crate) rotation: Option<Rotation>,
    pub(crate) next: Next<'a>,
    /// What to say of what keeps it from being carried out.
    pub(crate) explain: &'a dyn Fn(Error) -> Failure,
}

/// Where the passwords of these numbers that were made up are written.
pub(crate) struct GivenOut {
    pub(crate) file: PasswordFile,
    pub(crate) output: Option<Output>,
    pub(crate) numbers: Scope,
}

/// What goes on with it, if it doesn't come to its end.
pub(crate) struct Next<'a> {
    /// The command that first finds out about what was under way.
    pub(crate) resume: String,
    /// What does the rest, in words, by the numbers that weren't done.
    pub(crate) rest: &'a dyn Fn(&[&str]) -> String,
}

/// How a run was left.
enum Left {
    /// It came to an end, for which it may have been told to stop.
    Over(Result<Report, Error>, Option<Signal>),
    /// At once, by a second signal.
    AtOnce(Signal),
}

/// Carries it out, prints the report, and says by the exit code how it ended.
pub(crate) async fn run(
    ready: Ready,
    manner: Manner<'_>,
    printer: &Printer<ReportRow>,
    mut interrupt: Interrupt,
) -> Result<Exit, Failure> {
    let made_up = MadeUp::of(&ready.plan);
    let began = std::time::Instant::now();
    let runs = ready.store.history().runs();
    let progress = Progress::begin(&ready.plan, &ready.store.history(), ready.concurrency);
    let observer = progress.clone();
    let mut apply = ready
        .plan
        .apply(&ready.connection.m7, &ready.store)
        .concurrency(ready.concurrency.get())
        .observe(move |event| observer.take(event));
    if let Some(rotation) = manner.rotation {
        apply = apply.rotation(rotation);
    }
    if let Some((within, every)) = manner.phones {
        apply = apply.wait_registered(within).look_every(every);
    }
    let stopper = apply.stopper();
    let left = until_left(apply.run(), &stopper, &progress, &mut interrupt).await;
    progress.end();

    match left {
        Left::Over(Ok(report), signal) => {
            print::note(&format!(
                "run {} on {}: {} in {}",
                report.run,
                ready.account.name,
                report_view::counts(&report),
                duration::shown(began.elapsed())
            ));
            let place = (&ready.store, &ready.account);
            conclude(&report, signal, place, &made_up, manner, printer).await
        }
        Left::Over(Err(error), _) => {
            let failure = (manner.explain)(error);
            // What is known of it, as far as the journal has it.
            if let Some(report) = begun(&ready.store, runs).await {
                report_view::print(Some(&report), printer).map_err(Failure::after_the_write)?;
            }
            Err(match ready.store.history().unsettled() {
                0 => failure,
                _ => failure.after_the_write().hint(format!(
                    "mend that, and go on with `{}`",
                    manner.next.resume
                )),
            })
        }
        Left::AtOnce(signal) => Err(Failure::stopped(signal, Writes::Nothing).hint(format!(
            "what was under way may still happen, and is looked for by `{}`",
            manner.next.resume
        ))),
    }
}

/// Gives out the passwords, prints what became of each step, and says by the exit code how it ended.
async fn conclude(
    report: &Report,
    signal: Option<Signal>,
    (store, account): (&Store, &Account),
    made_up: &MadeUp,
    manner: Manner<'_>,
    printer: &Printer<ReportRow>,
) -> Result<Exit, Failure> {
    // Before anything is printed, since that may fail, or nobody reads it.
    let given_out = if let Some(passwords) = manner.passwords {
        passwords.write(store, account).await
    } else {
        if made_up.has_been(report) {
            print::note(&format!(
                "passwords that were made up are in {}, for its owner only; `{}` gives them out",
                store.password_file().display(),
                account.command("roster passwords --out FILE")
            ));
        }
        Ok(())
    };
    let told = tell(report, manner.report, printer);
    let rest = match &undone(report)[..] {
        [] => "nothing is left to do".to_owned(),
        undone => (manner.next.rest)(undone),
    };
    let ended = ended(report, signal, &manner.next.resume, &rest);
    let after = given_out.and(told).map_err(Failure::after_the_write);
    // What the run itself came to matters most.
    match (ended, after) {
        (Err(failure), Err(other)) => {
            print::warn_always(&other.into_words().0);
            Err(failure)
        }
        (ended, after) => after.and(ended),
    }
}

/// Prints what became of each step, and writes it where else it is wanted.
fn tell(report: &Report, path: Option<&Path>, printer: &Printer<ReportRow>) -> Result<(), Failure> {
    if let Some(path) = path {
        report_view::write(Some(report), path)?;
    }
    report_view::print(Some(report), printer)
}

impl GivenOut {
    /// Writes those that there are.
    pub(crate) async fn write(self, store: &Store, account: &Account) -> Result<(), Failure> {
        let folder = store.folder().to_owned();
        let mut passwords = input::blocking(move || {
            GeneratedPassword::read(folder).map_err(roster_failure::without_file)
        })
        .await?;
        passwords.retain(|it| self.numbers.contains(&it.number));
        if passwords.is_empty() {
            return Ok(());
        }
        let path = self.file.path().display().to_string();
        self.file
            .write(&passwords, self.output)
            .map_err(|failure| {
                let command = account.command("roster passwords --out FILE");
                failure.hint(format!("`{command}` gives the passwords out"))
            })?;
        print::note(&format!(
            "wrote {} to {path}, for its owner only",
            counted(passwords.len(), "password")
        ));
        password_list::warn_of_uncertain(&passwords);
        Ok(())
    }
}

/// The report of the run that was begun after so many, if one was.
async fn begun(store: &Store, runs: u64) -> Option<Report> {
    let folder = store.folder().to_owned();
    let report =
        input::blocking(move || Report::read(folder, None).map_err(roster_failure::without_file));
    report.await.ok()?.filter(|report| report.run > runs)
}

/// The numbers of which something wasn't done, each once.
fn undone(report: &Report) -> Vec<&str> {
    let mut numbers: Vec<&str> = report
        .rows
        .iter()
        .filter(|row| row.status != Status::Done)
        .map(|row| row.number.as_str())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Carries it out until it is over. The first signal has it finish what is under way, the second leaves.
async fn until_left(
    run: impl Future<Output = Result<Report, Error>>,
    stopper: &Stopper,
    progress: &Progress,
    interrupt: &mut Interrupt,
) -> Left {
    let mut run = pin!(run);
    let mut ticks = tokio::time::interval(TICK);
    let mut stopped_by = None;
    loop {
        tokio::select! {
            over = &mut run => return Left::Over(over, stopped_by),
            signal = interrupt.next() => {
                if stopped_by.is_some() {
                    return Left::AtOnce(signal);
                }
                stopped_by = Some(signal);
                stopper.stop();
                print::note(&match progress.under_way() {
                    0 => "stopping; once more to leave at once".to_owned(),
                    under_way => format!(
                        "finishing {} under way; once more to leave at once",
                        counted(under_way, "write")
                    ),
                });
            }
            _ = ticks.tick() => progress.tick(),
        }
    }
}

/// The numbers for which a password is made up.
struct MadeUp(HashSet<String>);

impl MadeUp {
    fn of(plan: &Plan) -> Self {
        let is_made_up = |rule: &PasswordRule| *rule == PasswordRule::Generate;
        let steps = plan
            .steps()
            .iter()
            .filter(|step| step.password.as_ref().is_some_and(is_made_up));
        Self(steps.map(|step| step.number.clone()).collect())
    }

    /// Whether one may have been set.
    fn has_been(&self, report: &Report) -> bool {
        report.rows.iter().any(|row| {
            matches!(row.status, Status::Done | Status::Unknown) && self.0.contains(&row.number)
        })
    }
}

/// How a run that is over ended.
fn ended(
    report: &Report,
    signal: Option<Signal>,
    resume: &str,
    rest: &str,
) -> Result<Exit, Failure> {
    let count = |status| report.count(status);
    let unknown = count(Status::Unknown);
    let look = format!("`{resume}` finds out, and goes on");
    if let Some(signal) = signal {
        let failure = Failure::stopped(signal, Writes::Nothing);
        return Err(match unknown {
            0 => failure.hint(format!("what was under way is finished; {rest}")),
            _ => failure.hint(format!(
                "of {unknown} it isn't known whether they were done: {look}"
            )),
        });
    }
    if unknown > 0 {
        let message = format!(
            "of {} it isn't known whether {} done",
            counted(unknown, "write"),
            if unknown == 1 { "it was" } else { "they were" }
        );
        return Err(Failure::of(Exit::OutcomeUnknown, message).hint(look));
    }
    let undone = count(Status::Failed) + count(Status::NotStarted);
    if let Some(stopped) = &report.stopped {
        let exit = match report.stopped_by {
            Some(StopCause::Authentication) => Exit::Auth,
            _ => Exit::Partial,
        };
        return Err(Failure::of(exit, format!("it was stopped: {stopped}"))
            .hint(format!("mend that; {rest}")));
    }
    if undone > 0 {
        return Err(Failure::of(
            Exit::Partial,
            format!(
                "{} of {} failed or weren't started",
                undone,
                counted(report.rows.len(), "step")
            ),
        )
        .hint(format!("the note of each says why; {rest}")));
    }
    match count(Status::Pending) {
        0 => Ok(Exit::Done),
        waiting => {
            print::note(&format!(
                "{} for phones: the same command again goes on once they are registered, or add \
                 --wait-registered 10m",
                match waiting {
                    1 => "1 step waits".to_owned(),
                    _ => format!("{waiting} steps wait"),
                }
            ));
            Ok(Exit::Waiting)
        }
    }
}
