//! What can be typed of signs. The doc comments are the help texts.

use std::{path::PathBuf, time::SystemTime};

use clap::{Args, Subcommand};

use crate::times;

/// What the overview of `m7 sign` teaches.
pub(crate) const OVERVIEW: &str = "\
m7-sign = base64( HMAC-SHA256( key = secret key, message = appkey + timestamp + nonce ) )

Examples:
  m7 sign explain                   each step, with your own account
  m7 sign verify request.txt        what is wrong with a request that was captured
  m7 sign headers --http            the headers of one request, for other tools";

#[derive(Debug, Subcommand)]
pub(crate) enum SignCommand {
    /// Print the four headers that sign a request
    #[command(
        after_help = "The path and the body are not signed, so the headers fit any request, once, \
                            within 5 minutes.\n\n\
                            Examples:\n  \
                            m7 sign headers -o json\n  \
                            m7 sign headers --http | curl -H @- -H 'content-type: application/json' -d '{}' \\\n    \
                            $M7_BASE_URL/openapi/v1/call/sip/list"
    )]
    Headers(HeadersArgs),
    /// Show step by step how the sign is computed, for whoever writes a client
    #[command(after_help = "The secret key itself is never shown.\n\n\
                            Examples:\n  \
                            m7 sign explain\n  \
                            m7 sign explain --timestamp 1608119594 --nonce 123221 -o json | jq .digest.hex\n  \
                            m7 --sandbox sign explain               without an account")]
    Explain(ExplainArgs),
    /// Verify a request that was captured, and name the first thing that is wrong with it
    #[command(
        after_help = "It is verified with the account's secret key, and nothing is sent. What it reads:\n  \
                            header lines, as in a log or as `curl -v` shows them, in any order and case\n  \
                            curl commands, as a browser copies them too\n  \
                            a JSON object of headers; a reply, which echoes them; an entry of a sandbox's journal\n  \
                            a HAR file: each of its requests to a path of the API\n\n\
                            A captured request is old, so its sign may be right and it would be refused all the same: \
                            --at says when it is to be verified for, --ignore-time that it doesn't matter. Exit code \
                            0: it would be accepted; 4: it wouldn't; 2: no request was found.\n\n\
                            Examples:\n  \
                            curl -v … 2>&1 | m7 sign verify\n  \
                            m7 sign verify request.txt --at 2021-03-22T18:22:29+08:00\n  \
                            m7 sign verify trace.har --ignore-time -o json | jq '.[] | select(.verdict != \"right\")'"
    )]
    Verify(VerifyArgs),
}

impl SignCommand {
    /// Whether a profile decides how it prints: not what curl takes.
    pub(crate) fn prints_as_configured(&self) -> bool {
        !matches!(self, Self::Headers(args) if args.http)
    }
}

#[derive(Debug, Args)]
pub(crate) struct HeadersArgs {
    #[command(flatten)]
    pub(crate) parts: PartsArgs,
    /// As lines of HTTP, `name: value`, which `curl -H @-` takes
    #[arg(long)]
    pub(crate) http: bool,
}

/// What is signed besides the appkey.
#[derive(Debug, Args)]
pub(crate) struct PartsArgs {
    /// Unix time in seconds, 10 digits; now, if not given
    #[arg(long, value_name = "T")]
    pub(crate) timestamp: Option<String>,
    /// Six digits; a fresh one, if not given
    #[arg(long, value_name = "N")]
    pub(crate) nonce: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) parts: PartsArgs,
    /// The account number, instead of the one that the secret key belongs to
    #[arg(long, value_name = "K")]
    pub(crate) appkey: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The file with what was captured; stdin, if it is - or not given
    pub(crate) file: Option<PathBuf>,
    /// Verify as at this time, in Unix seconds or as 2021-03-22T18:22:29+08:00; now, if not given
    #[arg(long, value_name = "TIME", value_parser = times::parse, conflicts_with = "ignore_time")]
    pub(crate) at: Option<SystemTime>,
    /// Whenever it was signed
    #[arg(long)]
    pub(crate) ignore_time: bool,
}
