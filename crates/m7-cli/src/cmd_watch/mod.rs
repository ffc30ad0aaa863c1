//! `m7 sip watch`: what happens to numbers, while it happens.

mod change;
mod frame;
mod live;
mod terminal_signals;

use std::{
    collections::HashSet,
    io::{self, IsTerminal},
    time::Duration,
};

use m7::{
    roster::Scope,
    sip::{Change, Watch},
};
use tokio::time;

pub(crate) use self::change::Changed;
use self::live::Live;
use crate::{
    cli::{Global, Output, watching::WatchArgs},
    connection,
    failure::Failure,
    interrupt::Interrupt,
    looks::Told,
    output::{Printer, Stream},
    print, ranges,
};

/// How often is seen to it that somebody still reads what is printed.
const TICK: Duration = Duration::from_secs(1);

/// Which numbers.
struct Watched {
    scope: Option<Scope>,
    /// Those that it names, in order.
    named: Vec<String>,
}

pub(crate) async fn run(args: WatchArgs, global: &Global) -> Result<(), Failure> {
    let otherwise = if io::stdout().is_terminal() {
        Output::Table
    } else {
        Output::Jsonl
    };
    let printer: Printer<Changed> = global.printer_or(otherwise)?;
    let watched = Watched::new(args.numbers.scope()?);
    let is_live = args.count.is_none()
        && !global.is_output_typed()
        && printer.is_for_people()
        && can_show_a_screen();
    let mut interrupt = Interrupt::listen()?;
    let connection = connection::open(global).await?;
    let watch = connection.m7.sip().watch(args.every);
    let shown = async {
        if is_live {
            Live::new(watched, args.every).run(watch).await
        } else {
            let count = args.count.map(std::num::NonZeroUsize::get);
            print_changes(watch, watched, count, printer.stream()).await
        }
    };
    tokio::select! {
        biased;
        _ = interrupt.next() => Ok(()),
        done = shown => done,
    }
}

/// Whether stdout is a terminal whose cursor can be moved.
fn can_show_a_screen() -> bool {
    io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Prints each change, or as many as are wanted.
async fn print_changes(
    mut watch: Watch,
    watched: Watched,
    mut left: Option<usize>,
    mut stream: Stream<Changed>,
) -> Result<(), Failure> {
    let mut told = Told::default();
    let mut has_seen_all = false;
    stream.begin().await?;
    while let Some(look) = look_while_read(&mut watch).await {
        let changes = match look {
            Ok(changes) => changes,
            Err(error) if error.is_lasting() => return Err(error.into()),
            Err(error) => {
                told.failed(error, watch.pausing_for());
                continue;
            }
        };
        told.succeeded(watch.unreadable());
        if !has_seen_all && watch.unreadable() == 0 {
            watched.tell_absent(&watch);
            has_seen_all = true;
        }
        let seen = watch.looked_at().and_then(|time| time.try_into().ok());
        let seen = seen.unwrap_or_else(jiff::Timestamp::now);
        for change in changes.iter().filter(|change| watched.is_of_it(change)) {
            stream.row(&Changed::new(change, seen)).await?;
            left = left.map(|left| left.saturating_sub(1));
            if left == Some(0) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The next look, unless nobody reads any more what it would show.
async fn look_while_read(watch: &mut Watch) -> Option<Result<Vec<Change>, m7::Error>> {
    let mut ticks = time::interval(TICK);
    loop {
        tokio::select! {
            biased;
            look = watch.look() => return Some(look),
            _ = ticks.tick() => if !print::is_read() {
                return None;
            },
        }
    }
}

impl Watched {
    fn new(scope: Option<Scope>) -> Self {
        let named = scope.as_ref().map(Scope::numbers).unwrap_or_default();
        Self { scope, named }
    }

    /// Whether it happened to one of the numbers, as they are called now or were before.
    fn is_of_it(&self, change: &Change) -> bool {
        let before = change.before().map(|number| &*number.number);
        self.contains(&change.number().number) || before.is_some_and(|it| self.contains(it))
    }

    fn contains(&self, number: &str) -> bool {
        self.scope
            .as_ref()
            .is_none_or(|scope| scope.contains(number))
    }

    /// Which of them there aren't, in a few words, unless something may be one that can't be read.
    fn absent(&self, watch: &Watch) -> Option<String> {
        if watch.unreadable() > 0 || watch.looked_at().is_none() {
            return None;
        }
        let there: HashSet<&str> = watch.numbers().map(|it| &*it.number).collect();
        let is_absent = |number: &&str| !there.contains(number);
        let absent: Vec<&str> = self
            .named
            .iter()
            .map(|it| &**it)
            .filter(is_absent)
            .collect();
        (!absent.is_empty()).then(|| format!("no such number: {}", ranges::of(absent)))
    }

    fn tell_absent(&self, watch: &Watch) {
        if let Some(absent) = self.absent(watch) {
            print::note(&format!("{absent}; what comes is told of"));
        }
    }
}
