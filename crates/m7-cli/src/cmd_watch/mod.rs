//! `m7 sip watch`: what happens to numbers, while it happens.

mod change;
mod frame;
mod live;

use std::io::{self, IsTerminal};

use m7::{
    roster::Scope,
    sip::{Change, Watch},
};

pub(crate) use self::change::Changed;
use self::live::Live;
use crate::{
    cli::{Global, Output, watching::WatchArgs},
    connection,
    failure::{Failure, with_causes},
    interrupt::Interrupt,
    output::{Printer, Stream},
    print,
};

/// Which numbers, and how many changes of them at most.
struct Watched {
    scope: Option<Scope>,
    left: Option<usize>,
}

pub(crate) async fn run(args: WatchArgs, global: &Global) -> Result<(), Failure> {
    let otherwise = if io::stdout().is_terminal() {
        Output::Table
    } else {
        Output::Jsonl
    };
    let printer: Printer<Changed> = global.printer_or(otherwise)?;
    let watched = Watched {
        scope: args.numbers.scope()?,
        left: args.count.map(std::num::NonZeroUsize::get),
    };
    let mut interrupt = Interrupt::listen()?;
    let connection = connection::open(global).await?;
    let watch = connection.m7.sip().watch(args.every);
    let shown = async {
        if printer.is_for_people() && can_show_a_screen() {
            Live::new(watched, args.every).run(watch).await
        } else {
            print_changes(watch, watched, printer.stream()).await
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

async fn print_changes(
    mut watch: Watch,
    mut watched: Watched,
    mut stream: Stream<Changed>,
) -> Result<(), Failure> {
    while let Some(change) = watch.next().await {
        match change {
            Ok(change) if watched.is_of_it(&change) => {
                let seen = watch.looked_at().and_then(|time| time.try_into().ok());
                let seen = seen.unwrap_or_else(jiff::Timestamp::now);
                stream.row(&Changed::new(&change, seen)).await?;
                if watched.is_over_after(1) {
                    break;
                }
            }
            Ok(_) => {}
            Err(error) => go_on_after(error)?,
        }
    }
    Ok(())
}

/// Tells of a look that failed, unless the next will too.
fn go_on_after(error: m7::Error) -> Result<(), Failure> {
    if error.is_lasting() {
        return Err(error.into());
    }
    print::warn(&format!(
        "a look failed, and it goes on: {}",
        with_causes(&error)
    ));
    Ok(())
}

impl Watched {
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

    /// Whether so many more changes are the last.
    fn is_over_after(&mut self, changes: usize) -> bool {
        self.left = self.left.map(|left| left.saturating_sub(changes));
        self.left == Some(0)
    }
}
