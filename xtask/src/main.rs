//! `cargo xtask`: the command line of the maintainers' tasks.

use std::error::Error;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use xtask::regen;

/// Maintainers' tasks of the m7 workspace.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Regenerate m7-models and m7-client from the contract, spec/openapi.yaml
    ///
    /// Parses and lints the contract, validates every example against its schema, and generates
    /// crates/m7-models/src/generated/ and crates/m7-client/src/generated/. Only files that differ
    /// are written. Every fault of the contract is listed with its place and what to write instead.
    Regen(Regen),
}

#[derive(Debug, Args)]
struct Regen {
    /// Write nothing: fail, with a diff, when the committed code isn't what the contract generates
    #[arg(long)]
    check: bool,

    /// The workspace to work on, when it isn't the one that this command is from
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."), hide_default_value = true)]
    root: PathBuf,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Regen(Regen { check: true, root }) => regen::check(&root).map(|()| Vec::new()),
        Task::Regen(Regen { check: false, root }) => regen::write(&root),
    };
    match done {
        Ok(paths) => {
            report_written(&paths);
            ExitCode::SUCCESS
        }
        Err(error) => {
            report_failure(&error);
            ExitCode::FAILURE
        }
    }
}

fn report_written(paths: &[impl AsRef<Path>]) {
    let mut stderr = io::stderr().lock();
    for path in paths {
        // There is nowhere left to say that stderr is closed.
        let _ = writeln!(stderr, "wrote {}", path.as_ref().display());
    }
}

fn report_failure(error: &dyn Error) {
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "error: {error}");
    let mut source = error.source();
    while let Some(error) = source {
        let _ = writeln!(stderr, "  caused by: {error}");
        source = error.source();
    }
}
