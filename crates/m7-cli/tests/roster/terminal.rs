//! A command in a real pseudo-terminal.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::process::{Command, Stdio};

use rexpect::session::PtySession;

use crate::m7::Result;

/// As long as anything may take there.
const PATIENCE_MILLIS: u64 = 30_000;

/// Runs it where a person sits.
pub(crate) fn open(mut command: Command) -> Result<PtySession> {
    command
        .stdin(Stdio::inherit())
        .env("TERM", "xterm-256color");
    Ok(rexpect::session::spawn_command(
        command,
        Some(PATIENCE_MILLIS),
    )?)
}

/// Its exit code. The status is of a type that the library doesn't export, so it is read as it is
/// printed: `Exited(Pid(7), 130)`.
pub(crate) fn exit_code(session: &PtySession) -> Result<i32> {
    let status = format!("{:?}", session.process().wait()?);
    let code = status
        .strip_prefix("Exited(")
        .and_then(|status| status.strip_suffix(')'))
        .and_then(|status| status.rsplit(", ").next());
    Ok(code.ok_or(status.as_str())?.parse()?)
}
