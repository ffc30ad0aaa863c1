//! The `m7` command line.
//!
//! What it prints as data goes to stdout, through `print`; everything else goes to stderr. Each
//! command is one file, `cmd_*.rs`; `cli` says what can be typed, `exit` what the exit codes mean.

mod cli;
mod cmd_demo;
mod cmd_sandbox;
mod cmd_sign;
mod cmd_sip;
mod connection;
mod exit;
mod failure;
mod logging;
mod password;
mod print;
mod raw_call;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    cli::{Cli, Command, SandboxCommand},
    failure::Failure,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::start(cli.global.verbose);
    let done = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::new(format!("can't start the runtime: {error}")))
        .and_then(|runtime| runtime.block_on(run(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let Cli { global, command } = cli;
    match command {
        // It ends by the same signals, but cleanly.
        Command::Sandbox {
            command: SandboxCommand::Serve(args),
        } => cmd_sandbox::serve(args).await,
        Command::Sandbox {
            command: SandboxCommand::Register(args),
        } => until_interrupted(cmd_sandbox::register(args)).await,
        Command::Demo => until_interrupted(cmd_demo::run()).await,
        Command::Sip { command } => until_interrupted(cmd_sip::run(command, &global)).await,
        Command::Sign { command } => until_interrupted(cmd_sign::run(command, &global)).await,
    }
}

async fn until_interrupted(
    command: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    tokio::select! {
        done = command => done,
        _ = tokio::signal::ctrl_c() => Err(Failure::interrupted()),
    }
}
