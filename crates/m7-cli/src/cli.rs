//! What can be typed. The doc comments are the help texts.

use std::{net::SocketAddr, path::PathBuf, sync::OnceLock, time::Duration};

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use m7::CodingFormat;
use m7_sandbox::Latency;

use crate::{
    cli_about::{self, CompletionsArgs, DocsArgs, ManArgs},
    cli_api::{self, ApiArgs},
    cli_config::{self, ConfigCommand, LoginArgs},
    cli_roster::{self, ExportArgs, RosterCommand},
    cli_sign::{self, SignCommand},
    config,
    exit::EXITS,
    failure::{Failure, Writes},
    listen_address,
    output::{Printer, Row},
    password::PasswordSource,
    serve_help,
};

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

/// Longer than anybody waits for a call, and far from what can't be added to a time.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(86_400);
/// Longer than any client waits for a reply.
const LONGEST_LATENCY: Duration = Duration::from_secs(3600);
const LATENCIES: &str =
    "give instant, documented, or a whole number of milliseconds up to 3600000 (an hour)";

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
    /// Say nothing but errors on stderr
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
    /// Say more on stderr; twice and thrice for still more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
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

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show everything once, on a fresh sandbox in memory
    Demo,
    /// Keep an account's credentials, once the server has accepted them
    #[command(after_help = cli_config::LOGIN)]
    Login(LoginArgs),
    /// Forget the secret key of a profile
    #[command(after_help = "Example:\n  m7 logout --profile test")]
    Logout,
    /// Show and change what commands are configured with
    #[command(after_help = cli_config::OVERVIEW)]
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Check all that lies between here and the account, and say what to do
    #[command(after_help = cli_config::DOCTOR)]
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
    #[command(after_help = cli_roster::OVERVIEW)]
    Roster {
        #[command(subcommand)]
        command: RosterCommand,
    },
    /// Sign requests, show how, and verify what was captured
    #[command(after_help = cli_sign::OVERVIEW)]
    Sign {
        #[command(subcommand)]
        command: SignCommand,
    },
    /// Call any operation, by its id or its path
    #[command(after_help = cli_api::HELP)]
    Api(ApiArgs),
    /// Run the documented service on this machine
    #[command(after_help = "Examples:\n  \
                            m7 sandbox serve --listen 127.0.0.1:8071     for programs in any language\n  \
                            m7 sandbox serve --sip-listen 127.0.0.1:5060 and for phones\n  \
                            m7 sandbox register 2004                     for `m7 --sandbox sip bind 2004 …`")]
    Sandbox {
        #[command(subcommand)]
        command: SandboxCommand,
    },
    /// Print what makes a shell complete commands
    #[command(after_help = cli_about::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print the manual, or write its pages
    #[command(after_help = cli_about::MAN)]
    Man(ManArgs),
    /// Print all commands, with their options as JSON
    #[command(after_help = cli_about::DOCS)]
    Docs(DocsArgs),
}

impl Command {
    /// Whether it may change anything on a server.
    pub(crate) fn writes(&self) -> Writes {
        match self {
            Self::Sip {
                command: SipCommand::List(_) | SipCommand::Get { .. } | SipCommand::Export(_),
            }
            | Self::Demo
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Docs(_)
            | Self::Login(_)
            | Self::Logout
            | Self::Config { .. }
            | Self::Doctor
            // The one that writes says itself how it ended.
            | Self::Roster { .. }
            | Self::Sign { .. }
            | Self::Sandbox { .. } => Writes::Nothing,
            Self::Api(args) if !args.writes() => Writes::Nothing,
            Self::Sip { .. } | Self::Api(_) => Writes::Numbers,
        }
    }

    /// Whether it takes Ctrl-C as its way to end well.
    pub(crate) fn stops_by_itself(&self) -> bool {
        match self {
            Self::Sandbox { command } => {
                matches!(command, SandboxCommand::Serve(_) | SandboxCommand::Phone(_))
            }
            Self::Roster { command } => command.stops_by_itself(),
            _ => false,
        }
    }

    /// Whether it still has something to do when nobody reads what it prints, as behind `| head`.
    pub(crate) fn goes_on_unread(&self) -> bool {
        match self {
            Self::Roster { command } => command.goes_on_unread(),
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
            Self::Sip { command } => matches!(command, SipCommand::Export(_)),
            Self::Roster { command } => command.has_no_fields(),
            Self::Sandbox { command } => matches!(command, SandboxCommand::Register(_)),
            Self::Sign { .. } | Self::Api(_) | Self::Doctor | Self::Docs(_) => false,
        }
    }

    /// Whether a profile decides how it prints what nobody said otherwise of: it talks to an account.
    pub(crate) fn prints_as_configured(&self) -> bool {
        match self {
            // It prints rosters only.
            Self::Sip { command } => !matches!(command, SipCommand::Export(_)),
            Self::Roster { command } => command.asks_an_account(),
            Self::Sign { command } => command.prints_as_configured(),
            Self::Api(args) => args.asks_an_account(),
            Self::Config { command } => matches!(command, ConfigCommand::List),
            _ => false,
        }
    }
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Serve the documented API until Ctrl-C or SIGTERM
    #[command(after_help = serve_help::SHORT, after_long_help = serve_help::long())]
    Serve(ServeArgs),
    /// Be a phone: register a number over SIP, keep it registered, and unregister at Ctrl-C or SIGTERM
    #[command(
        after_help = "When it is registered, one line of JSON on stdout says from where and for how \
                            many seconds:\n  {\"number\": …, \"address\": …, \"expires\": …}\n\n\
                            Example, beside `m7 sandbox serve --sip-listen 127.0.0.1:5060`:\n  \
                            m7 sandbox phone 2004 --registrar 127.0.0.1:5060"
    )]
    Phone(PhoneArgs),
    /// Have a stand-in for a phone at a number of the embedded sandbox, which speaks no SIP
    #[command(
        after_help = "Example:\n  m7 sandbox register 2004 && m7 --sandbox sip bind 2004 --agent 5feb148e19a5207b5020e728"
    )]
    Register(RegisterArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen; port 0 takes a free one. On other addresses than this machine's own the
    /// control API is off
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", value_parser = listen_address::parse)]
    pub(crate) listen: SocketAddr,
    /// Serve the control API to other machines too. It is unsigned, and called by an address or by a
    /// name without a dot: other names are refused, since a web page could have its own lead here
    #[arg(long)]
    pub(crate) allow_remote_control: bool,
    /// Let phones register here over SIP, UDP and TCP; port 0 takes a free one. Without it none can
    #[arg(long, value_name = "ADDR", value_parser = listen_address::parse, help_heading = "SIP")]
    pub(crate) sip_listen: Option<SocketAddr>,
    /// What numbers show as their SIP server (serverUrl); by default the address of --sip-listen, and
    /// where that is all addresses (0.0.0.0), this machine's own, which no other reaches
    #[arg(long, value_name = "HOST:PORT", help_heading = "SIP")]
    pub(crate) sip_public: Option<String>,
    /// The realm that phones are asked for their password in, without `"` and `\`
    #[arg(
        long,
        default_value = "m7",
        requires = "sip_listen",
        help_heading = "SIP"
    )]
    pub(crate) realm: String,
    /// How many SIP requests a second one address may send; four times as many at once
    #[arg(long, value_name = "N", requires = "sip_listen", help_heading = "SIP",
          default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..),
          allow_negative_numbers = true)]
    pub(crate) sip_rate: u32,
    /// How long it takes over each request: `instant`, `documented` (0.2 s to 25 s, as in the page's
    /// examples), or so many milliseconds, at most 3600000 (an hour); by the sandbox's clock: while that stands, each request
    /// waits until it is moved
    #[arg(
        long,
        value_name = "TIME",
        default_value = "instant",
        value_parser = latency,
        allow_negative_numbers = true,
        help_heading = "Time and faults"
    )]
    pub(crate) latency: Latency,
    /// What goes wrong: a file with a fault schedule, as `PUT /_sandbox/faults` takes it
    #[arg(long, value_name = "FILE", help_heading = "Time and faults")]
    pub(crate) faults: Option<PathBuf>,
    /// The file that keeps the numbers, or :memory:
    #[arg(long, value_name = "PATH", default_value = ":memory:")]
    pub(crate) data: String,
    /// The account number to serve
    #[arg(long, value_name = "K", default_value = "2000113")]
    pub(crate) appkey: String,
}

#[derive(Debug, Args)]
pub(crate) struct PhoneArgs {
    /// The number
    #[arg(value_parser = text)]
    pub(crate) number: String,
    /// Where it registers
    #[arg(long, value_name = "ADDR", value_parser = listen_address::parse)]
    pub(crate) registrar: SocketAddr,
    /// What carries the messages
    #[arg(long, value_enum, default_value_t = Transport::Udp)]
    pub(crate) transport: Transport,
    /// For how long it registers each time; it refreshes after half of what is granted, by this
    /// machine's clock: where a sandbox's clock is set, advanced or let run faster, it ends before that
    #[arg(long, value_name = "SECONDS", default_value = "300",
          value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    pub(crate) expires: u32,
    /// What it calls itself
    #[arg(long, value_name = "NAME", default_value = "Telephone")]
    pub(crate) device: String,
    #[command(flatten)]
    pub(crate) password: PasswordSource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Transport {
    /// Datagrams
    Udp,
    /// A connection
    Tcp,
}

#[derive(Debug, Args)]
pub(crate) struct RegisterArgs {
    /// The number
    pub(crate) number: String,
    /// The address that it registers from
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "192.0.2.10:5060")]
    pub(crate) address: String,
    /// What it calls itself
    #[arg(long, value_name = "NAME", default_value = "Telephone")]
    pub(crate) device: String,
}

/// A text that isn't blank and has no blanks in it. What else is wrong with a number or an id is for
/// the server to say.
pub(crate) fn text(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("it is empty".to_owned())
    } else if text.contains(char::is_whitespace) {
        Err("it has white space in it".to_owned())
    } else {
        Ok(text.to_owned())
    }
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

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|timeout| !timeout.is_zero() && *timeout <= LONGEST_TIMEOUT)
        .ok_or_else(|| {
            "give a number of seconds above 0 and up to 86400 (a day), e.g. 30 or 0.5".to_owned()
        })
}

fn latency(text: &str) -> Result<Latency, String> {
    let latency: Latency = text.parse().map_err(|_| LATENCIES.to_owned())?;
    match latency {
        Latency::Fixed(time) if time > LONGEST_LATENCY => Err(LATENCIES.to_owned()),
        latency => Ok(latency),
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
