//! What can be typed to write SIP numbers. The doc comments are the help texts.

use std::path::PathBuf;

use clap::Args;
use m7::CodingFormat;

use super::{
    numbers::{self, Numbers},
    roster::{PaceArgs, SettleArgs, StoreArgs},
    text,
};
use crate::password::PasswordSource;

pub(super) const CREATE: &str = "\
Several numbers, and passwords that are made up, are written as a roster is: with a journal that
survives a kill (go on with --resume), and each password in a file of mode 0600 before it is
sent. Such a command again creates what is still missing.

Examples:
  m7 sip create 2004 --codec G711A                         asks for the password
  pass show sip/2004 | m7 sip create 2004 --password-stdin
  m7 sip create 2001-2040 --generate-passwords --out passwords.csv
  m7 sip create 2001-2040 --password-file 'secrets/{number}' --codec G711A --yes
  m7 sip create 2001-2040 --generate-passwords --dry-run   what would be written, and how long it takes";

pub(super) const DELETE: &str = "\
Nothing brings a number back. One that is named and not there is an error, before anything is
deleted; of a range, those that are there are deleted.

Examples:
  m7 sip delete 2004                       asks first
  m7 sip delete 2004 --yes                 in a script
  m7 sip delete 2001-2040 2050 --dry-run   which ones those are";

pub(super) const ROTATE: &str = "\
A password is made up for each number, of 92 random bits, and kept in a file of mode 0600 before
it is sent. The phone of a number is signed off until it is given the new one. With --out they
are written to a file that must not be there yet; `m7 roster passwords` gives them out later.

A roster that has such a number has to name a higher password_version than the file of passwords
does, to have it changed once more.

Examples:
  m7 sip rotate-password 2004 --out 2004.csv
  m7 sip rotate-password 2001-2040 --out new.csv --yes
  m7 sip rotate-password 2001-2040 --dry-run";

/// Which SIP number a write is about.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Target {
    /// The number; its id is looked up first
    #[arg(value_parser = text)]
    pub(crate) number: Option<String>,
    /// The number's sipId, which spares the look-up
    #[arg(long, value_name = "SIP_ID", value_parser = text)]
    pub(crate) id: Option<String>,
}

/// Which SIP numbers a write is about.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Targets {
    /// Numbers, and ranges of numbers with as many digits: 2004 2010-2019 0001-0100
    #[arg(value_name = "NUMBER|RANGE", value_parser = numbers::part)]
    numbers: Vec<String>,
    /// The sipId of a single number, which spares the look-up
    #[arg(long, value_name = "SIP_ID", value_parser = text)]
    id: Option<String>,
}

impl Targets {
    /// The numbers, unless it is but one.
    pub(crate) fn many(&self) -> Option<Numbers> {
        let numbers = Numbers::from(self.numbers.clone());
        let is_one = self.id.is_some() || numbers.single().is_some();
        (!is_one).then_some(numbers)
    }

    /// The one number that is meant, where [`many`](Self::many) are not.
    pub(crate) fn single(self) -> Target {
        Target {
            number: self.numbers.into_iter().next(),
            id: self.id,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    #[command(flatten)]
    pub(crate) numbers: Numbers,
    #[command(flatten)]
    pub(crate) password: PasswordSource,
    /// Make up a password for each number, kept in a file of mode 0600 before it is sent
    #[arg(long, visible_alias = "generate-password", conflicts_with_all = ["password_stdin", "password_file"])]
    pub(crate) generate_passwords: bool,
    /// Also write the passwords that were made up to this file, which must not be there yet; it is made
    /// with mode 0600
    #[arg(long, value_name = "FILE", requires = "generate_passwords",
          conflicts_with_all = ["password_stdin", "password_file"])]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[command(flatten)]
    pub(crate) assurance: Assurance,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

impl CreateArgs {
    /// Whether it is written as a roster is: several, or one whose password has to be kept.
    pub(crate) fn is_about_many(&self) -> bool {
        self.numbers.single().is_none()
            || self.generate_passwords
            || self.password.is_of_each_number()
    }
}

#[derive(Debug, Args)]
pub(crate) struct UpdateArgs {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Give it another number
    #[arg(long, value_name = "NUMBER", value_parser = text)]
    pub(crate) new_number: Option<String>,
    #[command(flatten)]
    pub(crate) password: PasswordSource,
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[command(flatten)]
    pub(crate) assurance: Assurance,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

impl UpdateArgs {
    /// Whether there is nothing to send but the id.
    pub(crate) fn changes_nothing(&self) -> bool {
        self.new_number.is_none()
            && !self.password.is_given()
            && self.settings.codecs.is_empty()
            && self.settings.nat.is_none()
    }
}

/// What create and update set alike. What isn't given isn't sent.
#[derive(Debug, Args)]
pub(crate) struct Settings {
    /// A voice codec: G711A, G711U, GSM, G729, VP8 or ILBC; repeat it for several
    #[arg(long = "codec", value_name = "CODEC", value_parser = codec)]
    pub(crate) codecs: Vec<CodingFormat>,
    /// Whether the phone is behind NAT: true or false
    #[arg(long, value_name = "BOOL", hide_possible_values = true)]
    pub(crate) nat: Option<bool>,
}

/// For what takes away what numbers have, or the numbers.
#[derive(Debug, Args)]
pub(crate) struct TakeAwayArgs {
    #[command(flatten)]
    pub(crate) targets: Targets,
    #[command(flatten)]
    pub(crate) assurance: Assurance,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    #[command(flatten)]
    pub(crate) numbers: Numbers,
    /// Write the new passwords to this file, which must not be there yet; it is made with mode 0600
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) assurance: Assurance,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BindArgs {
    #[command(flatten)]
    pub(crate) target: Target,
    /// The agent's id
    #[arg(long, value_name = "AGENT_ID", value_parser = text)]
    pub(crate) agent: String,
    #[command(flatten)]
    pub(crate) assurance: Assurance,
}

/// How sure somebody is of it.
#[derive(Debug, Args)]
pub(crate) struct Assurance {
    /// Don't ask whether to do it, where it would be asked
    #[arg(short, long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) dry_run: DryRun,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct DryRun {
    /// Write nothing, and print the request, as a command for a shell with curl; where several are
    /// written, or passwords made up, the plan
    #[arg(id = "dry_run", long = "dry-run")]
    pub(crate) is_wanted: bool,
}

/// How many numbers are written.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) pace: PaceArgs,
    #[command(flatten)]
    pub(crate) settle: SettleArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

fn codec(text: &str) -> Result<CodingFormat, String> {
    let codec = CodingFormat::from(text.to_ascii_uppercase());
    if codec.is_known() {
        return Ok(codec);
    }
    let known: Vec<_> = CodingFormat::KNOWN
        .iter()
        .map(CodingFormat::as_str)
        .collect();
    Err(format!(
        "no codec of the API; it knows {}",
        known.join(", ")
    ))
}
