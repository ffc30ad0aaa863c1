//! What can be typed of the sandbox. The doc comments are the help texts.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Subcommand, ValueEnum};
use m7_sandbox::Latency;

use super::{serve_help, text};
use crate::{listen_address, password::PasswordSource};

/// Longer than any client waits for a reply.
const LONGEST_LATENCY: Duration = Duration::from_secs(3600);
const LATENCIES: &str =
    "give instant, documented, or a whole number of milliseconds up to 3600000 (an hour)";

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

fn latency(text: &str) -> Result<Latency, String> {
    let latency: Latency = text.parse().map_err(|_| LATENCIES.to_owned())?;
    match latency {
        Latency::Fixed(time) if time > LONGEST_LATENCY => Err(LATENCIES.to_owned()),
        latency => Ok(latency),
    }
}
