//! Logs, on stderr, when asked for.

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::LevelFilter;

/// Shows warnings, and with each `-v` more: info, debug, trace.
pub(crate) fn start(verbosity: u8) {
    let level = match verbosity {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(colours)
        .init();
}
