//! `cargo xtask`: the command line of the maintainers' tasks.

use std::error::Error;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Args, Parser, Subcommand};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use xtask::conformance::{self, ConformanceError};
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
    /// Try a server against the table of what the sandbox does, crates/m7-sandbox/FIDELITY.md
    ///
    /// Plays the scenarios of spec/conformance, one request at a time. What is documented or derived
    /// and doesn't hold is a difference, and the exit code is then 1. What was assumed and doesn't
    /// hold is told, and no failure. 2 is a mistake of the command line, 130 an interrupt; a second
    /// one ends at once, and may leave numbers behind.
    ///
    /// Against a real account it only reads, unless told otherwise. With --writes it touches only
    /// numbers that it made itself, removes them, and tells what it couldn't remove. It prints no
    /// password, secret key or sign.
    #[command(after_help = CONFORMANCE_EXAMPLES)]
    Conformance(conformance::Arguments),
    /// Have programs that this project didn't write use the sandbox: phones and a browser
    ///
    /// Builds and runs `m7 sandbox serve` on free ports of 127.0.0.1. Nothing is installed: Debian
    /// packages that are missing are listed, and the exit code is then 3.
    E2e {
        /// What to run; all, if nothing is given
        #[arg(value_enum)]
        parts: Vec<e2e::Part>,

        /// Write a picture of the sandbox's page to this file, a PNG, once the page was seen to work
        #[arg(long, value_name = "PATH")]
        screenshot: Option<PathBuf>,
    },
}

const CONFORMANCE_EXAMPLES: &str = "\
Examples:
  cargo xtask conformance --sandbox
  cargo xtask conformance --list
  M7_APPKEY=… M7_SECRET_KEY=… cargo xtask conformance --base-url http://v7openapi.7moor.com
  … cargo xtask conformance --base-url http://… --writes --prefix 9900 -o json";

/// The exit code of a mistake on the command line.
const USAGE: u8 = 2;

/// The exit code of a task that was interrupted.
const INTERRUPTED: u8 = 130;

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
        Ok(code) => code,
        Err(error) => {
            report_failure(&*error);
            match error.downcast_ref() {
                Some(E2eError::Missing(_)) => ExitCode::from(NOT_INSTALLED),
                _ => match error.downcast_ref() {
                    Some(ConformanceError::Usage(_)) => ExitCode::from(USAGE),
                    _ => ExitCode::FAILURE,
                },
            }
        }
    }
}

fn run(task: &Task, root: &Path) -> Result<ExitCode, Box<dyn Error>> {
    match task {
        Task::Regen { check: true } => regen::check(root)?,
        Task::Regen { check: false } => report_written(&regen::write(root)?),
        Task::RegenProof => regen_proof::run(&root.canonicalize()?)?,
        Task::Conformance(arguments) => return conform(root, arguments),
        Task::E2e { parts, screenshot } => {
            e2e::run(&root.canonicalize()?, parts, screenshot.as_deref())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn conform(root: &Path, arguments: &conformance::Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first sets the flag, the second finds it set.
        flag::register_conditional_shutdown(signal, INTERRUPTED.into(), Arc::clone(&interrupted))?;
        flag::register(signal, Arc::clone(&interrupted))?;
    }
    let root = root.canonicalize()?;
    let (text, report) = conformance::run_command(&root, arguments, &interrupted)?;
    // Whoever doesn't read to the end still gets the exit code.
    let _ = writeln!(io::stdout(), "{}", text.trim_end());
    Ok(match report {
        Some(report) if report.was_interrupted() => ExitCode::from(INTERRUPTED),
        Some(report) if !report.is_good() => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
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
