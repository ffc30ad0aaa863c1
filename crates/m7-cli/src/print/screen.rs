//! A whole screen of the terminal, for what is drawn anew again and again.

use std::{
    collections::VecDeque,
    io::{self, IsTerminal, Write},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::failure::Failure;

/// The alternate screen, on which no line wraps, without a cursor.
const ENTER: &str = "\u{1b}[?1049h\u{1b}[?7l\u{1b}[?25l";
const LEAVE: &str = "\u{1b}[?25h\u{1b}[?7h\u{1b}[?1049l";
const HOME: &str = "\u{1b}[H";
const CLEAR_TO_END_OF_LINE: &str = "\u{1b}[K";
const CLEAR_BELOW: &str = "\u{1b}[J";

/// How many lines are kept for afterwards at most.
const MOST_HELD: usize = 200;

/// What was told on stderr while the screen was shown there.
static HELD: Mutex<Option<VecDeque<String>>> = Mutex::new(None);

/// The terminal's other screen, shown until this is dropped. What is told on stderr meanwhile, if that
/// is a terminal too, comes after it.
pub(crate) struct Screen {
    /// What is on it; `None` while it isn't shown.
    shown: Option<String>,
}

/// How much fits on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

impl Screen {
    /// Shows it, empty.
    pub(crate) fn enter() -> Result<Self, Failure> {
        let mut screen = Self { shown: None };
        screen.show()?;
        Ok(screen)
    }

    /// Shows it after something else was shown, whatever that has left: all is drawn anew.
    pub(crate) fn show(&mut self) -> Result<(), Failure> {
        if io::stderr().is_terminal() {
            held().get_or_insert_default();
        }
        self.shown = Some(String::new());
        write(ENTER)
    }

    /// Gives the terminal back, until it is shown again.
    pub(crate) fn leave(&mut self) {
        if self.shown.take().is_none() {
            return;
        }
        // Whoever has the terminal now isn't to be told that it failed.
        let _ = written(LEAVE);
        let lines = held().take();
        for line in lines.into_iter().flatten() {
            let _ = anstream::stderr().write_all(line.as_bytes());
        }
    }

    /// How large it is at the moment.
    #[expect(clippy::unused_self, reason = "it is the size of this screen")]
    pub(crate) fn size(&self) -> Size {
        let size = terminal_size::terminal_size_of(io::stdout());
        let (columns, rows) = size.map_or((80, 24), |(width, height)| (width.0, height.0));
        Size {
            columns: usize::from(columns),
            rows: usize::from(rows),
        }
    }

    /// Replaces what is on it by these lines, which must fit. Nothing is written if they are there already.
    pub(crate) fn draw(&mut self, lines: &[String]) -> Result<(), Failure> {
        let lines: Vec<String> = lines
            .iter()
            .map(|line| format!("{line}{CLEAR_TO_END_OF_LINE}"))
            .collect();
        let shown = format!("{HOME}{}{CLEAR_BELOW}", lines.join("\n"));
        if self.shown.as_ref() != Some(&shown) {
            write(&shown)?;
            self.shown = Some(shown);
        }
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

fn write(text: &str) -> Result<(), Failure> {
    super::written(written(text))
}

fn written(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Keeps what is told on stderr until the screen is left, if there is one; the oldest goes first.
pub(super) fn holds(text: &str) -> bool {
    let mut held = held();
    let Some(lines) = held.as_mut() else {
        return false;
    };
    if lines.len() == MOST_HELD {
        lines.pop_front();
    }
    lines.push_back(text.to_owned());
    true
}

fn held() -> MutexGuard<'static, Option<VecDeque<String>>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}
