//! How a run is going, on stderr while it goes on.

mod drawn_on;
mod live;
mod plain;
mod tally;

use std::{
    io::{self, IsTerminal},
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use m7::roster::{ApplyEvent, History, Plan};

use live::Live;
use plain::Plain;
use tally::Tally;

use crate::print;

/// What is shown of a run. Its clones show the same one.
#[derive(Clone)]
pub(crate) struct Progress(Arc<Shared>);

struct Shared {
    tally: Arc<Mutex<Tally>>,
    shown: Shown,
}

enum Shown {
    /// At the bottom of a terminal, drawn again and again.
    Live(Live),
    /// A line for each step that is over.
    Plain(Plain),
}

impl Progress {
    /// Begins to show how this plan is carried out.
    pub(crate) fn begin(plan: &Plan, history: &History, concurrency: NonZeroUsize) -> Self {
        let tally = Arc::new(Mutex::new(Tally::new(plan, history, concurrency)));
        let shown = if can_be_drawn_on() {
            Shown::Live(Live::begin(plan.steps().len(), &tally))
        } else {
            Shown::Plain(Plain::new(plan.steps().len()))
        };
        Self(Arc::new(Shared { tally, shown }))
    }

    /// Takes in what happened.
    pub(crate) fn take(&self, event: &ApplyEvent) {
        // Not held while anything is shown, which reads it.
        self.tally().take(event);
        match &self.0.shown {
            Shown::Live(live) => live.take(event),
            Shown::Plain(plain) => plain.take(event),
        }
    }

    /// Shows how much time has passed.
    pub(crate) fn tick(&self) {
        if let Shown::Live(live) = &self.0.shown {
            live.tick();
        }
    }

    /// How many writes are under way.
    pub(crate) fn under_way(&self) -> usize {
        self.tally().under_way()
    }

    /// Leaves nothing behind at the bottom of the terminal.
    pub(crate) fn end(&self) {
        if let Shown::Live(live) = &self.0.shown {
            live.end();
        }
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.0.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether stderr is a terminal whose cursor can be moved, and that wants to be told anything.
pub(crate) fn can_be_drawn_on() -> bool {
    !print::is_quiet()
        && io::stderr().is_terminal()
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
