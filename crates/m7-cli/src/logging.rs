//! Logs, on stderr, when asked for.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};

use tracing_subscriber::filter::LevelFilter;

use crate::print;

/// Shows warnings, and with each `-v` more: info, debug, trace. Nothing at all where only errors are
/// told: what they meant is in those.
pub(crate) fn start(verbosity: u8) {
    let level = match verbosity {
        _ if print::is_quiet() => LevelFilter::OFF,
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let colours = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(|| Lines)
        .with_ansi(colours)
        .init();
}

/// Stderr, above what may be drawn there.
struct Lines;

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        print::log(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
