//! What every part needs: the program, sandboxes, and a word on how far it has come.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::E2eError;
use crate::served_sandbox::{Program, ServedSandbox};

/// The stage that the programs play on.
pub(crate) struct Stage {
    root: PathBuf,
    program: Program,
    started: Instant,
}

impl Stage {
    /// Builds the program `m7`.
    pub(super) fn build(root: &Path) -> Result<Self, E2eError> {
        let started = Instant::now();
        say_at(started, "the program `m7` is built …");
        Ok(Self {
            root: root.to_owned(),
            program: Program::build(root)?,
            started,
        })
    }

    /// The workspace's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Runs `m7 sandbox serve` with these arguments added, on free ports of 127.0.0.1 and in memory,
    /// until it is dropped.
    pub(crate) fn sandbox(&self, arguments: &[&str]) -> Result<ServedSandbox, E2eError> {
        Ok(self.program.serve(arguments)?)
    }

    /// Says on stderr what is being done, or was seen.
    pub(crate) fn say(&self, what: &str) {
        say_at(self.started, what);
    }
}

fn say_at(started: Instant, what: &str) {
    let at = started.elapsed().as_secs_f32();
    // There is nowhere left to say that stderr is closed.
    let _ = writeln!(io::stderr(), "[{at:5.1}s] {what}");
}
