//! `m7 sip wait`: until phones are registered to numbers, or numbers are gone.

mod progress;
mod sight;

use std::time::Duration;

use m7::{RegisterStatus, SipNumber, sip::Watch};
use tokio::time::{self, Instant};

use self::{
    progress::Progress,
    sight::{Sight, Wanted},
};
use crate::{
    cli::{Global, watching::WaitArgs},
    connection, duration,
    exit::Exit,
    failure::{Failure, with_causes},
    output::Printer,
    print,
};

/// How often the time that has passed is shown.
const TICK: Duration = Duration::from_secs(1);

pub(crate) async fn run(args: WaitArgs, global: &Global) -> Result<(), Failure> {
    let printer: Printer<SipNumber> = global.printer()?;
    let wanted = wanted(&args)?;
    let connection = connection::open(global).await?;
    let mut watch = connection.m7.sip().watch(args.every);
    let begun = Instant::now();
    let sight = wait(&mut watch, &wanted, args.within).await?;
    let found = wanted.found(watch.numbers());
    printer.list(found)?;
    print::note(&format!(
        "{} after {}",
        sight.reached(),
        duration::shown(begun.elapsed())
    ));
    Ok(())
}

/// What is waited for, if that can be.
fn wanted(args: &WaitArgs) -> Result<Wanted, Failure> {
    let numbers = args.numbers.scope()?.map(|scope| scope.numbers());
    let count = args.count.map(std::num::NonZeroUsize::get);
    match (numbers, count) {
        (None, _) if args.gone => Err(Failure::usage(
            "the numbers that are to be gone are missing",
        )
        .hint("name them: m7 sip wait 2001-2040 --gone")),
        (None, None) => Err(Failure::usage("what to wait for is missing").hint(
            "name numbers, or say with --count N how many of the account's are to be registered",
        )),
        (Some(numbers), Some(count)) if count > numbers.len() => Err(Failure::usage(format!(
            "--count {count} is more than the {} that are named",
            numbers.len()
        ))),
        (None, Some(count)) => Ok(Wanted::any_registered(count)),
        (Some(numbers), count) if args.gone => Ok(Wanted::gone(numbers, count)),
        (Some(numbers), count) => Ok(Wanted::registered(numbers, count)),
    }
}

/// Looks until it is so.
async fn wait(watch: &mut Watch, wanted: &Wanted, within: Duration) -> Result<Sight, Failure> {
    let deadline = Instant::now() + within;
    let mut progress = Progress::begin(within);
    let mut ticks = time::interval(TICK);
    let (mut seen, mut failed) = (None, None);
    loop {
        tokio::select! {
            // What a look under way would show is too late.
            biased;
            () = time::sleep_until(deadline) => {
                drop(progress);
                return Err(time_is_up(wanted, within, seen, failed));
            }
            look = watch.look() => match look {
                Ok(_) => {
                    let sight = wanted.seen(watch);
                    if sight.is_reached() {
                        return Ok(sight);
                    }
                    progress.show(&sight.words());
                    (seen, failed) = (Some(sight), None);
                }
                Err(error) if error.is_lasting() => return Err(error.into()),
                Err(error) => {
                    progress.failed(&error);
                    failed = Some(error);
                }
            },
            _ = ticks.tick() => progress.tick(),
        }
    }
}

fn time_is_up(
    wanted: &Wanted,
    within: Duration,
    seen: Option<Sight>,
    failed: Option<m7::Error>,
) -> Failure {
    let within = duration::shown(within);
    let (sight, failed) = match (seen, failed) {
        (Some(sight), failed) => (sight, failed),
        // Nobody knows which are missing, and a phone isn't to blame.
        (None, Some(error)) => {
            return Failure::from(error).and_so(&format!("no look succeeded within {within}"));
        }
        (None, None) => {
            return Failure::new(format!("no list has arrived within {within}"))
                .hint("m7 doctor says what lies between; --within waits longer");
        }
    };
    let mut message = format!("the time was up after {within}: {}", sight.words());
    if let Some(error) = failed {
        message = format!("{message}; the last look failed: {}", with_causes(&error));
    }
    Failure::of(Exit::Waiting, message).hint(wanted.advice(&sight))
}

fn is_registered(number: &SipNumber) -> bool {
    number.register_status == RegisterStatus::Registered
}
