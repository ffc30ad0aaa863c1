//! `m7 sip wait`: until phones are registered to numbers, or numbers are gone.

mod progress;
mod sight;
mod time;
mod wanted;

use std::time::{Duration, Instant};

use m7::{RegisterStatus, SipNumber, sip::Change, sip::Watch};

use self::{progress::Progress, sight::Sight, time::Time, wanted::Wanted};
use crate::{
    cli::{Global, watching::WaitArgs},
    connection, duration,
    exit::Exit,
    failure::{Failure, Writes, with_causes},
    interrupt::{Interrupt, Signal},
    output::Printer,
    print,
};

/// How often the time that has passed is shown.
const TICK: Duration = Duration::from_secs(1);

/// What can be done where the account doesn't answer as it should.
const UNANSWERED: &str = "m7 doctor says what lies between; --within waits longer";

/// A wait, and how it stands.
struct Wait {
    wanted: Wanted,
    within: Duration,
    seen: Option<Seen>,
    /// Why the last look failed, if it did.
    failed: Option<m7::Error>,
}

/// What the last look has shown that succeeded.
struct Seen {
    sight: Sight,
    at: Instant,
}

pub(crate) async fn run(args: WaitArgs, global: &Global) -> Result<(), Failure> {
    let printer: Printer<SipNumber> = global.printer()?;
    let mut interrupt = Interrupt::listen()?;
    let mut wait = Wait {
        wanted: wanted(&args)?,
        within: args.within,
        seen: None,
        failed: None,
    };
    let begun = Instant::now();
    let numbers = tokio::select! {
        biased;
        signal = interrupt.next() => Err(wait.stopped(signal)),
        numbers = wait.go_on(&args, global) => numbers,
    }?;
    printer.list(wait.wanted.found(numbers.iter()))?;
    if let Some(seen) = &wait.seen {
        let passed = duration::shown(begun.elapsed());
        print::note(&format!("{} after {passed}", seen.sight.reached()));
    }
    Ok(())
}

/// What is waited for, if that can be.
fn wanted(args: &WaitArgs) -> Result<Wanted, Failure> {
    let numbers = args.numbers.scope()?.map(|scope| scope.numbers());
    let count = args.count.map(std::num::NonZeroUsize::get);
    match (numbers, count) {
        (None, _) if args.gone => Err(Failure::usage(
            "name the numbers that are to be gone",
        )
        .hint(
            "m7 sip wait 2001-2040 --gone, or with --count N until so many of them are; without numbers \
             --count is about registered ones alone",
        )),
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

impl Wait {
    /// Looks until it is so, and returns the numbers that there are then.
    async fn go_on(&mut self, args: &WaitArgs, global: &Global) -> Result<Vec<SipNumber>, Failure> {
        let connection = connection::open(global).await?;
        let mut watch = connection.m7.sip().watch(args.every);
        self.look_until_so(&mut watch).await?;
        Ok(watch.numbers().cloned().collect())
    }

    async fn look_until_so(&mut self, watch: &mut Watch) -> Result<(), Failure> {
        let mut time = Time::begin(self.within);
        let mut progress = Progress::begin(self.within);
        let mut ticks = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                // A look that was under way while the process was stopped is known by when that ends.
                biased;
                () = time.up() => if time.is_over(watch) {
                    drop(progress);
                    return Err(self.time_is_up(watch));
                },
                look = watch.look() => {
                    if self.take(look, watch, &mut progress)? {
                        return Ok(());
                    }
                    if time.was_last_look(watch) {
                        drop(progress);
                        return Err(self.time_is_up(watch));
                    }
                }
                _ = ticks.tick() => progress.tick(),
            }
        }
    }

    /// Takes in how a look went, and says whether it is so.
    fn take(
        &mut self,
        look: Result<Vec<Change>, m7::Error>,
        watch: &Watch,
        progress: &mut Progress,
    ) -> Result<bool, Failure> {
        match look {
            Ok(_) => {
                let sight = self.wanted.seen(watch);
                let is_reached = sight.is_reached();
                progress.succeeded(watch);
                if !is_reached {
                    progress.show(&sight.words());
                }
                let at = Instant::now();
                (self.seen, self.failed) = (Some(Seen { sight, at }), None);
                Ok(is_reached)
            }
            Err(error) if error.is_lasting() => Err(error.into()),
            Err(error) => {
                progress.failed(error.clone(), watch);
                self.failed = Some(error);
                Ok(false)
            }
        }
    }

    fn time_is_up(&self, watch: &Watch) -> Failure {
        let missed = self.missed(watch);
        let stood = match (&self.seen, &missed) {
            (None, _) => "no look has succeeded".to_owned(),
            (Some(seen), None) => seen.sight.words(),
            (Some(seen), Some(_)) => {
                let ago = duration::shown(seen.at.elapsed());
                format!("{}, as seen {ago} ago", seen.sight.words())
            }
        };
        let hint = match (&self.seen, &missed) {
            (Some(seen), None) => self.wanted.advice(&seen.sight),
            _ => UNANSWERED.to_owned(),
        };
        let within = duration::shown(self.within);
        let missed = missed.map(|missed| format!("; {missed}"));
        let message = format!(
            "the time was up after {within}: {stood}{}",
            missed.unwrap_or_default()
        );
        Failure::of(Exit::Waiting, message).hint(hint)
    }

    /// Why it isn't known how it stands now, if it isn't.
    fn missed(&self, watch: &Watch) -> Option<String> {
        let failed = self.failed.as_ref();
        failed
            .map(|error| format!("the last look failed: {}", with_causes(error)))
            .or_else(|| {
                watch.looking_for()?;
                Some("the look under way has had no reply".to_owned())
            })
    }

    /// Ctrl-C or SIGTERM.
    fn stopped(&self, by: Signal) -> Failure {
        let failure = Failure::stopped(by, Writes::Nothing);
        match &self.seen {
            None => failure,
            Some(seen) => failure.and_so(&seen.sight.words()),
        }
    }
}

fn is_registered(number: &SipNumber) -> bool {
    number.register_status == RegisterStatus::Registered
}
