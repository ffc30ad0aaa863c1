//! The only place that writes to stdout and stderr: data, and nothing else, to stdout.

use std::{
    borrow::Cow,
    io::{self, Write},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use indicatif::MultiProgress;

pub(crate) use self::{
    screen::{Screen, Size},
    status_line::StatusLine,
};
use crate::failure::Failure;

mod screen;
mod status_line;

/// Whether a command that nobody reads any more has something left to do.
static GOES_ON_UNREAD: AtomicBool = AtomicBool::new(false);

/// Whether only errors are told.
static QUIET: AtomicBool = AtomicBool::new(false);

/// From now on a closed stdout, like that of `… | head`, takes what is printed and ends nothing.
pub(crate) fn go_on_unread() {
    GOES_ON_UNREAD.store(true, Ordering::Relaxed);
}

/// From now on nothing but errors, questions and what must be known is told on stderr.
pub(crate) fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

pub(crate) fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// How many columns stdout has, if it is a terminal.
pub(crate) fn width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// The same of stderr.
pub(crate) fn width_of_stderr() -> Option<usize> {
    terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0))
}

/// Whether there is still somebody who can read stdout: not behind `… | head` that has had enough.
pub(crate) fn is_read() -> bool {
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};

        let stdout = io::stdout();
        let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
        let at_once = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        let gone = PollFlags::ERR | PollFlags::HUP;
        !(poll(&mut watched, Some(&at_once)).is_ok() && watched[0].revents().intersects(gone))
    }
    // The next write will say so.
    #[cfg(not(unix))]
    true
}

/// Prints one line of text, with the styles that are in it if they can be shown.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    written(anstream::stdout().write_all(format!("{text}\n").as_bytes()))
}

/// Prints help, as [`line`] does. That nobody reads it is no failure.
pub(crate) fn help(text: &str) -> io::Result<()> {
    anstream::stdout().write_all(format!("{text}\n").as_bytes())
}

/// Prints lines as they are: data, which has no styles.
pub(crate) fn lines(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let done = stdout.write_all(text.as_bytes()).and_then(|()| {
        if !text.is_empty() && !text.ends_with('\n') {
            stdout.write_all(b"\n")?;
        }
        stdout.flush()
    });
    written(done)
}

/// Prints lines as they are, without holding up what goes on beside that: whoever reads them may take
/// their time.
pub(crate) async fn lines_in_time(text: String) -> Result<(), Failure> {
    let done = tokio::task::spawn_blocking(move || lines(&text)).await;
    done.map_err(|error| Failure::new(format!("can't write to stdout: {error}")))?
}

/// Prints a text as it is, which whoever asked for it keeps to themselves. Nothing else is to hold it.
pub(crate) fn secret(text: &str) -> Result<(), Failure> {
    lines(text)
}

fn written(done: io::Result<()>) -> Result<(), Failure> {
    match done {
        // Whoever read our output has had enough, like `head`: that's no failure of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            if !GOES_ON_UNREAD.load(Ordering::Relaxed) {
                std::process::exit(0);
            }
            Ok(())
        }
        done => done.map_err(|error| Failure::new(format!("can't write to stdout: {error}"))),
    }
}

/// Tells the person at the terminal something, on stderr. That nobody listens is no failure.
pub(crate) fn note(text: &str) {
    if !is_quiet() {
        error(text);
    }
}

/// Tells of a failure, on stderr, however quiet it is to be.
pub(crate) fn error(text: &str) {
    let line = format!("{text}\n");
    if screen::holds(&line) {
        return;
    }
    above_what_is_drawn(|| {
        // At once, so that another process writing to the same terminal doesn't come in between.
        let _ = anstream::stderr().write_all(line.as_bytes());
    });
}

/// Tells of what is logged, on stderr.
pub(crate) fn log(line: &[u8]) -> io::Result<usize> {
    if screen::holds(&String::from_utf8_lossy(line)) {
        return Ok(line.len());
    }
    above_what_is_drawn(|| io::stderr().write(line))
}

/// What is drawn at the bottom of the terminal while something goes on.
enum Drawn {
    Bars(MultiProgress),
    Line(String),
}

static DRAWN: Mutex<Option<Drawn>> = Mutex::new(None);

/// From now on this is drawn on stderr, or nothing: all else on stderr goes above it.
pub(crate) fn draw(bars: Option<MultiProgress>) {
    *drawn() = bars.map(Drawn::Bars);
}

/// For whatever writes to stderr, and draws nothing.
pub(crate) fn above_what_is_drawn<T>(write: impl FnOnce() -> T) -> T {
    let drawn = drawn();
    match &*drawn {
        None => write(),
        Some(Drawn::Line(line)) => status_line::above(line, write),
        Some(Drawn::Bars(bars)) => {
            let bars = bars.clone();
            // They are drawn by other threads meanwhile, which may have something to tell.
            drop(drawn);
            bars.suspend(write)
        }
    }
}

fn drawn() -> MutexGuard<'static, Option<Drawn>> {
    DRAWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks a question on stderr, to be answered on the same line.
pub(crate) fn ask(question: &str) {
    let mut stderr = anstream::stderr();
    let _ = write!(stderr, "{question}");
    let _ = stderr.flush();
}

/// Warns on stderr.
pub(crate) fn warn(text: &str) {
    let style = anstyle::AnsiColor::Yellow.on_default().bold();
    note(&format!("{style}warning:{style:#} {text}"));
}

/// Warns on stderr of what must be known, however quiet it is to be.
pub(crate) fn warn_always(text: &str) {
    let style = anstyle::AnsiColor::Yellow.on_default().bold();
    error(&format!("{style}warning:{style:#} {text}"));
}

/// A text from elsewhere with what could move a cursor, hide or reorder text made visible. A phone
/// chooses what it calls itself.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unfit) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unfit(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character could move a cursor, hide or reorder text.
pub(crate) fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_play_with_a_terminal_is_made_visible() {
        assert_eq!(visible("凯哥测试 Telephone"), "凯哥测试 Telephone");
        assert_eq!(
            visible("a\u{1b}[2J\r\nb\u{202e}"),
            r"a\u{1b}[2J\r\nb\u{202e}"
        );
    }
}
