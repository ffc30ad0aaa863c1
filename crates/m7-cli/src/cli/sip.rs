//! What can be typed of SIP numbers. The doc comments are the help texts.

use clap::{Args, Subcommand};

use crate::{
    cli::{
        roster::ExportArgs,
        text,
        watching::{self, WaitArgs, WatchArgs},
        writing::{self, BindArgs, CreateArgs, RotateArgs, TakeAwayArgs, UpdateArgs},
    },
    failure::Writes,
};

#[derive(Debug, Subcommand)]
pub(crate) enum SipCommand {
    /// List SIP numbers, all or those that match
    #[command(after_help = "Example:\n  m7 sip list --unregistered -o json | jq -r '.[].number'")]
    List(ListArgs),
    /// Show one SIP number
    #[command(after_help = "Example:\n  m7 sip get 2004 -o json | jq -r .sipId")]
    Get {
        /// The number
        #[arg(value_parser = text)]
        number: String,
    },
    /// Write the account's numbers as a roster, for `m7 roster`
    #[command(
        after_help = "What no list shows (codecs, NAT, passwords) isn't in it.\n\n\
                            Examples:\n  m7 sip export > fleet.csv\n  \
                            m7 sip export --out fleet.yaml && m7 roster plan fleet.yaml    nothing to write"
    )]
    Export(ExportArgs),
    /// Create SIP numbers
    #[command(after_help = writing::CREATE)]
    Create(CreateArgs),
    /// Change a SIP number; what isn't named is not sent
    #[command(
        after_help = "Examples:\n  m7 sip update 2004 --codec G729 --nat true\n  \
                            m7 sip update 2004 --new-number 2005 --dry-run    shows what would be sent"
    )]
    Update(UpdateArgs),
    /// Delete SIP numbers
    #[command(after_help = writing::DELETE)]
    Delete(TakeAwayArgs),
    /// Bind an agent (座席) to a number; its phone must be registered, and no agent bound to it
    #[command(after_help = "Example:\n  m7 sip bind 2004 --agent 5feb148e19a5207b5020e728")]
    Bind(BindArgs),
    /// Take agents off numbers
    #[command(
        after_help = "Examples:\n  m7 sip unbind 2004                 asks first\n  \
                            m7 sip unbind 2001-2040 --yes      those of them that have one"
    )]
    Unbind(TakeAwayArgs),
    /// Give numbers new passwords, made up here
    #[command(after_help = writing::ROTATE)]
    RotatePassword(RotateArgs),
    /// Wait until phones are registered to numbers, or until numbers are gone
    #[command(after_help = watching::WAIT)]
    Wait(WaitArgs),
    /// Show what happens to numbers while it happens
    #[command(after_help = watching::WATCH)]
    Watch(WatchArgs),
}

impl SipCommand {
    /// Whether it may change anything on a server.
    pub(crate) fn writes(&self) -> Writes {
        match self {
            Self::List(_) | Self::Get { .. } | Self::Export(_) | Self::Wait(_) | Self::Watch(_) => {
                Writes::Nothing
            }
            // What is about many says itself how it ended.
            _ if self.is_dry_run() || self.is_about_many() => Writes::Nothing,
            Self::Create(_)
            | Self::Update(_)
            | Self::Delete(_)
            | Self::Bind(_)
            | Self::Unbind(_)
            | Self::RotatePassword(_) => Writes::Numbers,
        }
    }

    fn is_dry_run(&self) -> bool {
        match self {
            Self::Create(args) => args.assurance.dry_run.is_wanted,
            Self::Update(args) => args.assurance.dry_run.is_wanted,
            Self::Delete(args) | Self::Unbind(args) => args.assurance.dry_run.is_wanted,
            Self::Bind(args) => args.assurance.dry_run.is_wanted,
            Self::RotatePassword(args) => args.assurance.dry_run.is_wanted,
            Self::List(_) | Self::Get { .. } | Self::Export(_) | Self::Wait(_) | Self::Watch(_) => {
                false
            }
        }
    }

    /// Whether it takes Ctrl-C as its way to end well, or says how it stood.
    pub(crate) fn stops_by_itself(&self) -> bool {
        self.writes_many() || matches!(self, Self::Wait(_) | Self::Watch(_))
    }

    /// Whether it still has something to do when nobody reads what it prints.
    pub(crate) fn goes_on_unread(&self) -> bool {
        self.writes() == Writes::Numbers || self.writes_many()
    }

    fn writes_many(&self) -> bool {
        self.is_about_many() && !self.is_dry_run()
    }

    /// Whether it is written as a roster is.
    fn is_about_many(&self) -> bool {
        match self {
            Self::Create(args) => args.is_about_many(),
            Self::Delete(args) | Self::Unbind(args) => args.targets.many().is_some(),
            Self::RotatePassword(_) => true,
            Self::List(_)
            | Self::Get { .. }
            | Self::Export(_)
            | Self::Wait(_)
            | Self::Watch(_)
            | Self::Update(_)
            | Self::Bind(_) => false,
        }
    }

    /// Whether it prints no data, or has a form of its own for it.
    pub(crate) fn has_no_fields(&self) -> bool {
        matches!(self, Self::Export(_))
    }
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only this number
    #[arg(long, value_parser = text)]
    pub(crate) number: Option<String>,
    /// Only numbers with a phone registered
    #[arg(long, conflicts_with = "unregistered")]
    pub(crate) registered: bool,
    /// Only numbers without a phone registered
    #[arg(long)]
    pub(crate) unregistered: bool,
}
