//! A plan that is carried out: how it goes, how it is stopped, and how it ended.

use std::{pin::pin, time::Duration};

use m7::roster::{Error, PasswordRule, Plan, Report, ReportRow, Status, StopCause, Stopper};

use super::apply::Ready;
use crate::{
    cli::roster::ApplyArgs,
    duration,
    exit::Exit,
    failure::{Failure, Writes},
    interrupt::{Interrupt, Signal},
    output::Printer,
    print,
    progress::Progress,
    report_view, roster_failure,
    roster_view::counted,
};

/// How often it is shown how much time has passed.
const TICK: Duration = Duration::from_millis(200);

/// How a run was left.
enum Left {
    /// It came to an end, for which it may have been told to stop.
    Over(Result<Report, Error>, Option<Signal>),
    /// At once, by a second signal.
    AtOnce(Signal),
}

pub(super) async fn run(
    ready: Ready,
    args: &ApplyArgs,
    printer: &Printer<ReportRow>,
    mut interrupt: Interrupt,
) -> Result<Exit, Failure> {
    let makes_up = makes_up_passwords(&ready.plan);
    let began = std::time::Instant::now();
    let progress = Progress::begin(&ready.plan, &ready.store.history(), ready.concurrency);
    let observer = progress.clone();
    let mut apply = ready
        .plan
        .apply(&ready.connection.m7, &ready.store)
        .concurrency(ready.concurrency.get())
        .look_every(args.look_every)
        .observe(move |event| observer.take(event));
    if let Some(within) = args.wait_registered {
        apply = apply.wait_registered(within);
    }
    let stopper = apply.stopper();
    let left = until_left(apply.run(), &stopper, &progress, &mut interrupt).await;
    progress.end();

    let resume = ready.account.command("apply … --resume");
    let (report, signal) = match left {
        Left::AtOnce(signal) => {
            return Err(Failure::stopped(signal, Writes::Nothing).hint(format!(
                "what was under way may still happen, and is looked for by `{resume}`"
            )));
        }
        Left::Over(Ok(report), signal) => (report, signal),
        Left::Over(Err(error), _) => {
            let failure = roster_failure::of(error, &args.file);
            return Err(match ready.store.history().unsettled() {
                0 => failure,
                _ => failure
                    .after_the_write()
                    .hint(format!("mend that, and go on with `{resume}`")),
            });
        }
    };
    print::note(&format!(
        "run {} on {}: {} in {}",
        report.run,
        ready.account.name,
        report_view::counts(&report),
        duration::shown(began.elapsed())
    ));
    if makes_up {
        print::note(&format!(
            "passwords that were made up are in {}, for its owner only; `{}` gives them out",
            ready.store.password_file().display(),
            ready.account.command("passwords --out FILE")
        ));
    }
    if let Some(path) = &args.report {
        report_view::write(Some(&report), path).map_err(Failure::after_the_write)?;
    }
    report_view::print(Some(&report), printer).map_err(Failure::after_the_write)?;
    ended(&report, signal, &resume)
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

/// Whether a password is made up for one of its steps.
fn makes_up_passwords(plan: &Plan) -> bool {
    let is_made_up = |rule: &PasswordRule| *rule == PasswordRule::Generate;
    plan.steps()
        .iter()
        .any(|step| step.password.as_ref().is_some_and(is_made_up))
}

/// How a run that is over ended.
fn ended(report: &Report, signal: Option<Signal>, resume: &str) -> Result<Exit, Failure> {
    let count = |status| report.count(status);
    let unknown = count(Status::Unknown);
    let look = format!("`{resume}` finds out, and goes on");
    if let Some(signal) = signal {
        let failure = Failure::stopped(signal, Writes::Nothing);
        return Err(match unknown {
            0 => {
                failure.hint("what was under way is finished; the same command again does the rest")
            }
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
            .hint("mend that; the same command again does the rest"));
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
        .hint("the note of each says why; the same command again tries those alone"));
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
