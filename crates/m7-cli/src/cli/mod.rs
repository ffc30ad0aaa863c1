//! What can be typed. The doc comments are the help texts; each has its Chinese one in `lang::zh`.

pub(crate) mod about;
pub(crate) mod api;
pub(crate) mod config;
#[cfg(test)]
mod examples;
pub(crate) mod exporter;
mod global;
pub(crate) mod numbers;
pub(crate) mod roster;
pub(crate) mod sandbox;
mod serve_help;
pub(crate) mod sign;
pub(crate) mod sip;
mod values;
pub(crate) mod watching;
pub(crate) mod writing;

use clap::{Parser, Subcommand};

use self::{
    about::{CompletionsArgs, DocsArgs, ManArgs},
    api::ApiArgs,
    config::{ConfigCommand, LoginArgs},
    exporter::ExporterArgs,
    roster::RosterCommand,
    sandbox::SandboxCommand,
    sign::SignCommand,
    sip::SipCommand,
};
pub(crate) use self::{
    global::{Colour, Errors, Global, Output},
    values::{count, seconds, text},
};
use crate::{exit::EXITS, failure::Writes};

const EXAMPLES: &str = "\
Examples:
  m7 demo                                          the whole story, without any account
  m7 --sandbox sip create 2004 --codec G711A       against a sandbox of your own
  m7 login && m7 sip list --registered -o json     against an account
  m7 --sandbox roster apply roster.yaml            many numbers, as a file says

Environment:
  M7_APPKEY          the account number
  M7_SECRET_KEY      its secret key (never an argument)
  M7_BASE_URL        where the API is, if not http://v7openapi.7moor.com
  M7_PROFILE         which profile of ~/.config/m7/config.toml is used for all else
  M7_SANDBOX_SECRET  the secret key that `m7 sandbox serve` uses

Exit codes:";

fn after_help() -> String {
    EXITS
        .iter()
        .fold(EXAMPLES.to_owned(), |help, (code, meaning)| {
            format!("{help}\n  {code:<4} {meaning}")
        })
}

/// Operate the SIP numbers of a 7moor (七陌) v7 contact-centre account
#[derive(Debug, Parser)]
#[command(name = "m7", version, after_help = after_help(), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show everything once, on a fresh sandbox in memory
    #[command(after_help = "Example:\n  m7 demo")]
    Demo,
    /// Keep an account's credentials, once the server has accepted them
    #[command(after_help = config::LOGIN)]
    Login(LoginArgs),
    /// Forget the secret key of a profile
    #[command(after_help = "Example:\n  m7 logout --profile test")]
    Logout,
    /// Show and change what commands are configured with
    #[command(after_help = config::OVERVIEW)]
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Check all that lies between here and the account, and say what to do
    #[command(after_help = config::DOCTOR)]
    Doctor,
    /// Work with SIP numbers
    #[command(after_help = "Examples:\n  \
                            m7 sip list\n  \
                            m7 sip create 2004 --codec G711A\n  \
                            m7 sip bind 2004 --agent 5feb148e19a5207b5020e728\n  \
                            m7 sip delete 2004")]
    Sip {
        #[command(subcommand)]
        command: SipCommand,
    },
    /// Keep the numbers of an account as a file says that they are to be
    #[command(after_help = roster::OVERVIEW)]
    Roster {
        #[command(subcommand)]
        command: RosterCommand,
    },
    /// Sign requests, show how, and verify what was captured
    #[command(after_help = sign::OVERVIEW)]
    Sign {
        #[command(subcommand)]
        command: SignCommand,
    },
    /// Call any operation, by its id or its path
    #[command(after_help = api::HELP)]
    Api(ApiArgs),
    /// Serve the account's numbers as metrics to Prometheus, until Ctrl-C or SIGTERM
    #[command(after_help = exporter::HELP)]
    Exporter(ExporterArgs),
    /// Run the documented service on this machine
    #[command(after_help = "Examples:\n  \
                            m7 sandbox serve --listen 127.0.0.1:8071        for programs in any language\n  \
                            m7 sandbox serve --sip-listen 127.0.0.1:5060    and for phones\n  \
                            m7 sandbox register 2004                        for `m7 --sandbox sip bind 2004 …`")]
    Sandbox {
        #[command(subcommand)]
        command: SandboxCommand,
    },
    /// Print what makes a shell complete commands
    #[command(after_help = about::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print the manual, or write its pages
    #[command(after_help = about::MAN)]
    Man(ManArgs),
    /// Print all commands, with their options as JSON
    #[command(after_help = about::DOCS)]
    Docs(DocsArgs),
}

impl Command {
    /// Whether it may change anything on a server.
    pub(crate) fn writes(&self) -> Writes {
        match self {
            Self::Sip { command } => command.writes(),
            Self::Demo
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Docs(_)
            | Self::Login(_)
            | Self::Logout
            | Self::Config { .. }
            | Self::Doctor
            | Self::Exporter(_)
            // The one that writes says itself how it ended.
            | Self::Roster { .. }
            | Self::Sign { .. }
            | Self::Sandbox { .. } => Writes::Nothing,
            Self::Api(args) if !args.writes() => Writes::Nothing,
            Self::Api(_) => Writes::Numbers,
        }
    }

    /// Whether it takes Ctrl-C as its way to end well.
    pub(crate) fn stops_by_itself(&self) -> bool {
        match self {
            Self::Sandbox { command } => {
                matches!(command, SandboxCommand::Serve(_) | SandboxCommand::Phone(_))
            }
            Self::Sip { command } => command.stops_by_itself(),
            Self::Roster { command } => command.stops_by_itself(),
            Self::Exporter(_) => true,
            _ => false,
        }
    }

    /// Whether it still has something to do when nobody reads what it prints, as behind `| head`.
    pub(crate) fn goes_on_unread(&self) -> bool {
        match self {
            Self::Roster { command } => command.goes_on_unread(),
            Self::Sip { command } => command.goes_on_unread(),
            // It is read elsewhere.
            Self::Exporter(_) => true,
            _ => self.writes() == Writes::Numbers,
        }
    }

    /// Whether it prints no data, or has a form of its own for it: no fields can be chosen.
    pub(crate) fn has_no_fields(&self) -> bool {
        match self {
            Self::Demo | Self::Completions(_) | Self::Man(_) | Self::Login(_) | Self::Logout => {
                true
            }
            Self::Config { command } => matches!(
                command,
                ConfigCommand::Set { .. } | ConfigCommand::Unset { .. } | ConfigCommand::Use { .. }
            ),
            Self::Sip { command } => command.has_no_fields(),
            Self::Roster { command } => command.has_no_fields(),
            Self::Sandbox { command } => matches!(command, SandboxCommand::Register(_)),
            Self::Sign { .. } | Self::Api(_) | Self::Doctor | Self::Docs(_) | Self::Exporter(_) => {
                false
            }
        }
    }

    /// Whether a profile decides how it prints what nobody said otherwise of: it talks to an account.
    pub(crate) fn prints_as_configured(&self) -> bool {
        match self {
            // One that has no fields prints in a form of its own.
            Self::Sip { command } => !command.has_no_fields(),
            Self::Roster { command } => command.asks_an_account(),
            Self::Sign { command } => command.prints_as_configured(),
            Self::Api(args) => args.asks_an_account(),
            Self::Config { command } => matches!(command, ConfigCommand::List),
            Self::Exporter(_) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_tree_is_sound() {
        Cli::command().debug_assert();
    }
}
