//! The `m7` command line.
//!
//! What it prints as data goes to stdout, through `print`; everything else goes to stderr. Each
//! command is one file, `cmd_*.rs`, or a folder of one for each subcommand; `cli` says what can be typed, `exit` what the exit codes mean.

mod applying;
mod call_body;
mod captured;
mod cli;
mod cmd_about;
mod cmd_api;
mod cmd_config;
mod cmd_demo;
mod cmd_doctor;
mod cmd_export;
mod cmd_exporter;
mod cmd_login;
mod cmd_logout;
mod cmd_phone;
mod cmd_roster;
mod cmd_sandbox;
mod cmd_sign;
mod cmd_sip;
mod cmd_wait;
mod cmd_watch;
mod command_line;
mod config;
mod connection;
mod curl_command;
mod dry_run;
mod duration;
mod exit;
mod failure;
mod failure_view;
mod input;
mod interrupt;
mod json;
mod lang;
mod listen_address;
mod logging;
mod looks;
mod number_view;
mod output;
mod password;
mod password_list;
mod plain_words;
mod print;
mod probe;
mod progress;
mod ranges;
mod raw_call;
mod report_view;
mod roster_failure;
mod roster_view;
mod secret_line;
mod sign_verdict;
mod times;

use std::{process::ExitCode, time::Duration};

use crate::{
    cli::{Cli, Command, Global},
    exit::Exit,
    failure::Failure,
    interrupt::Interrupt,
};

/// How long a prompt may take to give the terminal back when it is interrupted. A read that nothing
/// ends, of stdin or a pipe, is left behind after this.
const LAST_MOMENT: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    let cli = match command_line::read() {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let errors = cli.global.errors();
    if cli.global.quiet {
        print::be_quiet();
    }
    if cli.command.goes_on_unread() {
        print::go_on_unread();
    }
    logging::start(cli.global.verbose);
    let done = match tokio::runtime::Runtime::new() {
        Ok(runtime) => {
            let done = runtime.block_on(run(cli));
            runtime.shutdown_timeout(LAST_MOMENT);
            done
        }
        Err(error) => Err(Failure::new(format!("can't start the runtime: {error}"))),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => failure.report(errors),
    }
}

async fn run(Cli { global, command }: Cli) -> Result<Exit, Failure> {
    let mut interrupt = Interrupt::listen()?;
    let (writes, stops_by_itself) = (command.writes(), command.stops_by_itself());
    tokio::select! {
        // Whoever has interrupted a question doesn't want its answer to count.
        biased;
        signal = interrupt.next(), if !stops_by_itself => Err(Failure::stopped(signal, writes)),
        done = perform(command, global) => done,
    }
}

async fn perform(command: Command, mut global: Global) -> Result<Exit, Failure> {
    if command.has_no_fields() && !global.fields.is_empty() {
        return Err(
            Failure::usage("this command prints nothing that has fields")
                .hint("leave --fields out"),
        );
    }
    apply_configured_output(&command, &mut global)?;
    let global = &global;
    match command {
        Command::Sip { command } => return Box::pin(cmd_sip::run(command, global)).await,
        Command::Roster { command } => return cmd_roster::run(command, global).await,
        Command::Completions(args) => cmd_about::completions(&args, global)?,
        Command::Man(args) => cmd_about::man(&args, global)?,
        Command::Docs(args) => cmd_about::docs(&args, global)?,
        Command::Doctor => return cmd_doctor::run(global).await,
        Command::Demo => cmd_demo::run(global.output).await?,
        Command::Login(args) => cmd_login::run(args, global).await?,
        Command::Logout => cmd_logout::run(global).await?,
        Command::Config { command } => cmd_config::run(command, global)?,
        Command::Api(args) => cmd_api::run(args, global).await?,
        Command::Sign { command } => cmd_sign::run(command, global).await?,
        Command::Exporter(args) => cmd_exporter::run(args, global).await?,
        Command::Sandbox { command } => cmd_sandbox::run(command, global).await?,
    }
    Ok(Exit::Done)
}

/// A profile may say how to print. No file is read where that doesn't matter.
fn apply_configured_output(command: &Command, global: &mut Global) -> Result<(), Failure> {
    if global.output.is_none() && !global.sandbox && command.prints_as_configured() {
        global.output = global.settings()?.output()?;
        global.prints_as_configured = true;
    }
    Ok(())
}
