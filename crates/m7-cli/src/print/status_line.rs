//! One line at the bottom of the terminal that is drawn anew, on stderr.

use std::io::{self, Write};

use super::{Drawn, drawn};

/// Back to the first column, and nothing to the right of it: not what is typed there either.
const CLEAR: &str = "\r\u{1b}[K";

/// The line. Nothing of it stays when this is dropped.
pub(crate) struct StatusLine(());

impl StatusLine {
    /// None yet.
    pub(crate) fn begin() -> Self {
        Self(())
    }

    /// Has this text there instead, which must be narrower than the terminal. It is padded by nothing,
    /// so that the `^C` of a terminal doesn't begin another line.
    #[expect(clippy::unused_self, reason = "only who has begun it may set it")]
    pub(crate) fn set(&self, text: String) {
        let mut drawn = drawn();
        write(&format!("{CLEAR}{text}"));
        *drawn = Some(Drawn::Line(text));
    }
}

impl Drop for StatusLine {
    fn drop(&mut self) {
        if drawn().take().is_some() {
            write(CLEAR);
        }
    }
}

/// Has something written above the line.
pub(super) fn above<T>(line: &str, write_above: impl FnOnce() -> T) -> T {
    write(CLEAR);
    let written = write_above();
    write(line);
    written
}

/// That nobody sees it is no failure.
fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}
