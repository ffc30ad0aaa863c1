//! What can be typed of rosters. The doc comments are the help texts.

use std::{num::NonZeroUsize, path::PathBuf, time::Duration};

use clap::{Args, Subcommand, ValueEnum};
use m7::roster::Scope;

use crate::{
    cli::{numbers, seconds},
    duration,
};

/// What the overview of `m7 roster` teaches.
pub(crate) const OVERVIEW: &str = "\
A roster is a file, CSV or YAML, that says what the numbers of an account are to be. What it
doesn't say stays as it is.

  m7 roster init                                  an example that explains itself: roster.yaml
  m7 roster validate roster.yaml                  offline; tells all that is wrong at once
  m7 roster plan roster.yaml                      what would be written, and for how long
  m7 roster apply roster.yaml                     asks, then writes, 8 at a time
  m7 roster apply roster.yaml --resume            goes on after a kill or a lost reply
  m7 roster passwords --out passwords.csv         the passwords that were made up

Agents are bound once a phone is registered to their number; apply again then, or let it wait with
--wait-registered 10m. Numbers are deleted only with --prune, inside the roster's scope.
With --sandbox all of this is tried without an account.";

#[derive(Debug, Subcommand)]
pub(crate) enum RosterCommand {
    /// Write an example roster that explains itself
    #[command(
        after_help = "Examples:\n  m7 roster init                 writes roster.yaml\n  \
                            m7 roster init fleet.csv       for a spreadsheet"
    )]
    Init {
        /// The file, whose name ends in .yaml, .yml or .csv
        #[arg(default_value = "roster.yaml")]
        file: PathBuf,
    },
    /// Check a roster without any account; tells all that is wrong with it
    #[command(after_help = "Example:\n  m7 roster validate roster.yaml && git commit roster.yaml")]
    Validate {
        /// The roster
        file: PathBuf,
    },
    /// Show what would be written, and write nothing
    #[command(after_help = "Examples:\n  \
                            m7 roster plan roster.yaml\n  \
                            m7 roster plan roster.yaml --out plan.json    and then: m7 roster apply plan.json\n  \
                            m7 roster plan roster.yaml --exit-code        10: something to write, 8: only agents\n                                                \
                            to bind, which wait for their phones")]
    Plan(PlanArgs),
    /// Write what a roster, or a plan of it, asks for
    #[command(
        after_help = "What holds: a row that fails doesn't hold up the others. Killed at any moment, nothing is \
                            done twice and no password is lost: go on with --resume. The first Ctrl-C finishes \
                            what is under way.\n\n\
                            Examples:\n  \
                            m7 roster apply roster.yaml                          asks first\n  \
                            m7 roster apply roster.yaml --yes --report run.csv   in a script\n  \
                            m7 roster apply roster.yaml --wait-registered 10m    binds agents as phones register\n  \
                            m7 roster apply plan.json                            what was looked at; refused if it\n                                                       \
                            doesn't fit any more\n  \
                            m7 roster apply roster.yaml --resume                 after a kill, or an outcome unknown"
    )]
    Apply(ApplyArgs),
    /// Show what is known of earlier runs
    #[command(after_help = "Example:\n  m7 roster status -o json | jq .unsettled")]
    Status(StoreArgs),
    /// Show what became of each step of the last run, or of another one
    #[command(after_help = "Examples:\n  \
                            m7 roster report -o csv > run.csv\n  \
                            m7 roster report --run 3 -o json | jq '.rows[] | select(.status == \"failed\")'")]
    Report(ReportArgs),
    /// Write the passwords that were made up to a file of mode 0600
    #[command(after_help = "Examples:\n  \
                            m7 roster passwords --out passwords.csv\n  \
                            m7 roster passwords 2004 --stdout | age -r … > 2004.age")]
    Passwords(PasswordsArgs),
}

/// Where it is kept what was written.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct StoreArgs {
    /// The folder that keeps the journal and the passwords; by default one for each account in
    /// `~/.local/state/m7/roster`, or under `XDG_STATE_HOME`
    #[arg(long, value_name = "FOLDER", help_heading = "How it is done")]
    pub(crate) store: Option<PathBuf>,
}

/// What a plan may ask for.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is written")]
pub(crate) struct PlanningArgs {
    /// Delete what is inside the roster's scope and in no row of it
    #[arg(long)]
    pub(crate) prune: bool,
    /// Which numbers the roster is responsible for, e.g. 2000-2999,8001; instead of its own scope
    #[arg(long, value_name = "RANGES")]
    pub(crate) scope: Option<Scope>,
    /// Set codecs, NAT and passwords of existing numbers where nobody can tell what they are. A
    /// password that is set ends the registration of the number's phone
    #[arg(long)]
    pub(crate) set_unknown: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// The roster
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    #[command(flatten)]
    pub(crate) pace: PaceArgs,
    /// Write the plan to a file, for `m7 roster apply`. There is no password in it
    #[arg(long, value_name = "FILE", help_heading = "How it is done")]
    pub(crate) out: Option<PathBuf>,
    /// Tell by the exit code: 0 nothing to write, 10 something, 8 only agents to bind that wait for
    /// phones
    #[arg(long, help_heading = "How it is done")]
    pub(crate) exit_code: bool,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

#[derive(Debug, Args)]
pub(crate) struct PaceArgs {
    /// How many writes are under way at a time, up to 64
    #[arg(long, value_name = "N", default_value = "8", value_parser = concurrency,
          allow_negative_numbers = true, help_heading = "How it is done")]
    pub(crate) concurrency: NonZeroUsize,
}

/// What is done first about an earlier run that was cut off.
#[derive(Debug, Args)]
pub(crate) struct SettleArgs {
    /// First find out about the writes of an earlier run that have no known outcome
    #[arg(long, help_heading = "How it is done")]
    pub(crate) resume: bool,
    /// How long after it was sent such a write may still show, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = seconds,
          allow_negative_numbers = true, help_heading = "How it is done")]
    pub(crate) settle: Duration,
}

#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// The roster, or a plan that `m7 roster plan --out` wrote
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    /// Delete up to so many numbers; without it a tenth of those in the scope, or 5
    #[arg(long, value_name = "N", help_heading = "What is written")]
    pub(crate) max_deletes: Option<usize>,
    /// Don't ask whether to do it
    #[arg(short, long, help_heading = "How it is done")]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) pace: PaceArgs,
    #[command(flatten)]
    pub(crate) settle: SettleArgs,
    /// Wait so long for phones to register, and bind agents as they do: 30s, 10m, 1h30m, 1d
    #[arg(long, value_name = "DURATION", value_parser = duration::parse,
          allow_negative_numbers = true, help_heading = "How it is done")]
    pub(crate) wait_registered: Option<Duration>,
    /// How often to look for phones
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = duration::parse,
          allow_negative_numbers = true, help_heading = "How it is done")]
    pub(crate) look_every: Duration,
    /// Also write what became of each step to a file, whose name ends in .csv or .json
    #[arg(long, value_name = "FILE", help_heading = "How it is done")]
    pub(crate) report: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The run, counted from 1; otherwise the last
    #[arg(long, value_name = "N")]
    pub(crate) run: Option<u64>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

#[derive(Debug, Args)]
pub(crate) struct PasswordsArgs {
    /// Only those of these numbers and ranges
    #[arg(value_name = "NUMBER|RANGE", value_parser = numbers::part)]
    pub(crate) numbers: Vec<String>,
    #[command(flatten)]
    pub(crate) place: PasswordsPlace,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

/// Where passwords are written.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct PasswordsPlace {
    /// A file, which must not be there yet; it is made with mode 0600
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Stdout, unless that is a terminal
    #[arg(long)]
    pub(crate) stdout: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// How it is written; otherwise by the name of the file, or CSV
    #[arg(long, value_enum)]
    pub(crate) format: Option<RosterFormat>,
    /// A file, which must not be there yet, instead of stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// How a roster is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RosterFormat {
    /// For spreadsheets
    Csv,
    /// With room for comments, ranges and a scope
    Yaml,
}

impl RosterCommand {
    /// Whether it still has something to do when nobody reads what it prints.
    pub(crate) fn goes_on_unread(&self) -> bool {
        matches!(self, Self::Plan(_) | Self::Apply(_))
    }

    /// Whether it prints no data, or has a form of its own for it.
    pub(crate) fn has_no_fields(&self) -> bool {
        matches!(self, Self::Init { .. } | Self::Passwords(_))
    }

    /// Whether it is about an account, and not a file alone.
    pub(crate) fn asks_an_account(&self) -> bool {
        !matches!(self, Self::Init { .. } | Self::Validate { .. })
    }

    /// Whether it takes Ctrl-C as its way to end well.
    pub(crate) fn stops_by_itself(&self) -> bool {
        matches!(self, Self::Apply(_))
    }
}

/// As many as a client has under way.
const MOST_AT_A_TIME: usize = 64;

fn concurrency(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .ok()
        .filter(|writes: &NonZeroUsize| writes.get() <= MOST_AT_A_TIME)
        .ok_or_else(|| format!("give a whole number from 1 to {MOST_AT_A_TIME}"))
}
