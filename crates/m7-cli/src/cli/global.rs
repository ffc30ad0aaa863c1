//! What can be typed with any command. The doc comments are the help texts.

use std::{sync::OnceLock, time::Duration};

use clap::{ArgAction, Args, ValueEnum};

use crate::{
    cli::seconds,
    config,
    failure::Failure,
    lang::Language,
    output::{Printer, Row},
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// How to print data on stdout; where it isn't given, a profile may say so, and else it is table. With
    /// json and jsonl given here, an error on stderr is one line of JSON too
    #[arg(short, long, global = true, value_enum)]
    pub(crate) output: Option<Output>,
    /// Print these fields alone, in this order, by the names that JSON has for them, e.g.
    /// `number,agent.agentName`; of a plan or a report, those of its rows
    #[arg(long, global = true, value_name = "FIELDS", value_delimiter = ',')]
    pub(crate) fields: Vec<String>,
    /// When to colour what people read; auto: on a terminal, unless `NO_COLOR`, `CLICOLOR` or
    /// `CLICOLOR_FORCE` says otherwise
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
    /// Say nothing on stderr but errors, and that other machines can reach what is served
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Use an embedded sandbox instead of an account; its numbers stay in
    /// `~/.local/state/m7/sandbox.sqlite`, or under `XDG_STATE_HOME`
    #[arg(long, global = true, conflicts_with = "base_url")]
    pub(crate) sandbox: bool,
    /// Which profile of the configuration to use (see `m7 config`); otherwise what `M7_PROFILE` says,
    /// or the default profile
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox")]
    pub(crate) profile: Option<String>,
    /// Where the API is; otherwise what `M7_BASE_URL` or the profile says
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Give up on a call after so many seconds, its further attempts and look-ups included; otherwise
    /// what the profile says, or 45 for reads, 180 for create and update, 270 for delete, and an
    /// attempt a third of it
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds,
          allow_negative_numbers = true)]
    pub(crate) timeout: Option<Duration>,
    /// The language of the help, the manual and `m7 docs`; otherwise by `LC_ALL`, `LC_MESSAGES` or
    /// `LANG`. Data, errors and notes are the same in all
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    pub(crate) lang: Option<Language>,
    /// Say more on stderr; twice and thrice for still more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Whether a profile says how to print, and not the command line.
    #[arg(skip)]
    pub(crate) prints_as_configured: bool,
    /// What applies, once somebody has asked.
    #[arg(skip)]
    settings: OnceLock<config::Settings>,
}

impl Global {
    /// What applies, of the command line, the environment and the configuration, which is read at
    /// the first call.
    pub(crate) fn settings(&self) -> Result<&config::Settings, Failure> {
        if let Some(settings) = self.settings.get() {
            return Ok(settings);
        }
        let settings = config::Settings::of(self)?;
        Ok(self.settings.get_or_init(|| settings))
    }
}

/// How data is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// Columns for people
    #[default]
    Table,
    /// JSON for programs
    Json,
    /// JSON, an object a line
    Jsonl,
    /// CSV for spreadsheets
    Csv,
    /// YAML, for both
    Yaml,
}

/// How a failure is told on stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errors {
    /// In words.
    Text,
    /// As one line of JSON.
    Json,
}

/// When there are colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    #[default]
    Auto,
    Always,
    Never,
}

impl Global {
    /// What rows are printed by. To be asked for before anything is done: fields that there aren't are
    /// refused here.
    pub(crate) fn printer<T: Row>(&self) -> Result<Printer<T>, Failure> {
        self.printer_or(Output::Table)
    }

    /// The same for a command that prints in another way than a table if nobody says how.
    pub(crate) fn printer_or<T: Row>(&self, otherwise: Output) -> Result<Printer<T>, Failure> {
        Printer::new(self.output.unwrap_or(otherwise), &self.fields)
    }

    /// Whether the command line says how to print.
    pub(crate) fn is_output_typed(&self) -> bool {
        self.output.is_some() && !self.prints_as_configured
    }

    pub(crate) fn errors(&self) -> Errors {
        self.output.map_or(Errors::Text, Output::errors)
    }
}

impl Output {
    /// How a failure is told beside such data.
    pub(crate) fn errors(self) -> Errors {
        match self {
            Self::Json | Self::Jsonl => Errors::Json,
            Self::Table | Self::Csv | Self::Yaml => Errors::Text,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Yaml => "yaml",
        }
    }
}

impl Colour {
    pub(crate) fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}
