//! What can be typed of SIP numbers. The doc comments are the help texts.

use clap::{Args, Subcommand};
use m7::CodingFormat;

use crate::{
    cli::{roster::ExportArgs, text},
    failure::Writes,
    password::PasswordSource,
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
    /// Create a SIP number
    #[command(
        after_help = "Examples:\n  m7 sip create 2004 --codec G711A            asks for the password\n  \
                      pass show sip/2004 | m7 sip create 2004 --password-stdin"
    )]
    Create(CreateArgs),
    /// Change a SIP number; what isn't named is not sent
    #[command(after_help = "Example:\n  m7 sip update 2004 --codec G729 --nat true")]
    Update(UpdateArgs),
    /// Delete a SIP number
    #[command(after_help = "Example:\n  m7 sip delete 2004 --yes")]
    Delete(DeleteArgs),
    /// Bind an agent (座席) to a number; its phone must be registered, and no agent bound to it
    #[command(after_help = "Example:\n  m7 sip bind 2004 --agent 5feb148e19a5207b5020e728")]
    Bind(BindArgs),
    /// Take the agent off a number
    #[command(after_help = "Example:\n  m7 sip unbind 2004")]
    Unbind(Target),
}

impl SipCommand {
    /// Whether it may change anything on a server.
    pub(crate) fn writes(&self) -> Writes {
        match self {
            Self::List(_) | Self::Get { .. } | Self::Export(_) => Writes::Nothing,
            Self::Create(_)
            | Self::Update(_)
            | Self::Delete(_)
            | Self::Bind(_)
            | Self::Unbind(_) => Writes::Numbers,
        }
    }

    /// Whether it prints no data, or has a form of its own for it.
    pub(crate) fn has_no_fields(&self) -> bool {
        matches!(self, Self::Export(_))
    }
}

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

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// The number
    #[arg(value_parser = text)]
    pub(crate) number: String,
    #[command(flatten)]
    pub(crate) password: PasswordSource,
    #[command(flatten)]
    pub(crate) settings: Settings,
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

#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Don't ask whether to do it
    #[arg(short, long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BindArgs {
    #[command(flatten)]
    pub(crate) target: Target,
    /// The agent's id
    #[arg(long, value_name = "AGENT_ID", value_parser = text)]
    pub(crate) agent: String,
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
