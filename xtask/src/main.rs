//! `cargo xtask`: the command line of the maintainers' tasks.

use std::error::Error;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use xtask::e2e::{self, E2eError};
use xtask::{regen, regen_proof};

/// Maintainers' tasks of the m7 workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,

    #[command(flatten)]
    workspace: Workspace,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Regenerate m7-models and m7-client from the contract, spec/openapi.yaml
    ///
    /// Parses and lints the contract, validates every example against its schema, and generates
    /// crates/m7-models/src/generated/ and crates/m7-client/src/generated/. Writes the contract and
    /// the sandbox's own document, spec/sandbox.yaml, as JSON into crates/m7-sandbox/src/generated/.
    /// Only files that differ are written. Every fault of the contract is listed with its place and
    /// what to write instead.
    Regen {
        /// Write nothing: fail, with a diff, if the committed code isn't what the contract generates
        #[arg(long)]
        check: bool,
    },
    /// Prove that the contract may grow: add a field and an operation to a copy, regen, compile
    ///
    /// The copy is made in target/regen-proof. Nothing else of the workspace is touched.
    RegenProof,
    /// Have programs that this project didn't write use the sandbox: phones and a browser
    ///
    /// Builds and runs `m7 sandbox serve` on free ports of 127.0.0.1. Nothing is installed: Debian
    /// packages that are missing are listed, and the exit code is then 3.
    E2e {
        /// What to run; all, if nothing is given
        #[arg(value_enum)]
        parts: Vec<e2e::Part>,
    },
}

/// The exit code when programs aren't installed that a task runs.
const NOT_INSTALLED: u8 = 3;

#[derive(Debug, Args)]
struct Workspace {
    /// The workspace to work on, if it isn't the one that this command is from
    #[arg(
        long,
        value_name = "DIR",
        global = true,
        default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."),
        hide_default_value = true
    )]
    root: PathBuf,
}

fn main() -> ExitCode {
    let Arguments { task, workspace } = Arguments::parse();
    match run(&task, &workspace.root) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report_failure(&*error);
            match error.downcast_ref() {
                Some(E2eError::Missing(_)) => ExitCode::from(NOT_INSTALLED),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn run(task: &Task, root: &Path) -> Result<(), Box<dyn Error>> {
    match task {
        Task::Regen { check: true } => regen::check(root)?,
        Task::Regen { check: false } => report_written(&regen::write(root)?),
        Task::RegenProof => regen_proof::run(&root.canonicalize()?)?,
        Task::E2e { parts } => e2e::run(&root.canonicalize()?, parts)?,
    }
    Ok(())
}

fn report_written(paths: &[PathBuf]) {
    let mut stderr = io::stderr().lock();
    for path in paths {
        // There is nowhere left to say that stderr is closed.
        let _ = writeln!(stderr, "wrote {}", path.display());
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
