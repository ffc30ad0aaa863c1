//! What can be typed of waiting for numbers and watching them. The doc comments are the help texts.

use std::{num::NonZeroUsize, time::Duration};

use clap::Args;

use crate::{
    cli::{count, numbers::AnyNumbers},
    duration,
};

pub(crate) const WAIT: &str = "\
Prints the numbers that are registered; with --gone nothing, or an empty list. When the time is up it \
looks a last time, for 5 s more at most. If it still isn't so, or no look has succeeded, that is exit \
code 8, and which numbers are missing is told on stderr. A number that isn't there is waited for too.

Examples:
  m7 sip wait 2004 && m7 sip bind 2004 --agent 5feb148e19a5207b5020e728
  m7 sip wait 2001-2040 --count 30 --within 1h
  m7 sip wait --count 3                          three numbers of the account, whichever
  m7 sip wait 2001-2040 --gone";

pub(crate) const WATCH: &str = "\
On a terminal a table that is drawn anew after each look, until Ctrl-C. Elsewhere, and with -o or \
--count, each change as it happens; off a terminal as a line of JSON, if neither -o nor the profile says \
otherwise. The first look shows each number that is there as `present`; the other changes are created, removed, renamed, registered, reregistered, \
unregistered, bound, rebound, unbound and altered.

Examples:
  m7 sip watch
  m7 sip watch 2001-2040 -o table | tee phones.log
  m7 sip watch -o jsonl | jq -r 'select(.change == \"unregistered\").number.number'
  m7 sip watch -o csv --fields time,change,number.number > changes.csv";

#[derive(Debug, Args)]
pub(crate) struct WaitArgs {
    #[command(flatten)]
    pub(crate) numbers: AnyNumbers,
    /// Wait until a phone is registered to each of them, as without this option
    #[arg(long)]
    pub(crate) registered: bool,
    /// Wait until the account has none of them any more
    #[arg(long, conflicts_with = "registered")]
    pub(crate) gone: bool,
    /// Wait for so many of them, whichever; without numbers, of all that the account has
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) count: Option<NonZeroUsize>,
    /// Give up after so long: 30s, 10m, 1h30m, 1d
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, default_value = "10m")]
    pub(crate) within: Duration,
    /// Look so long after the last look; each is one list, however many numbers
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, default_value = "5s")]
    pub(crate) every: Duration,
}

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) numbers: AnyNumbers,
    /// Look so long after the last look
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, default_value = "5s")]
    pub(crate) every: Duration,
    /// End after so many changes, those of the first look included
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) count: Option<NonZeroUsize>,
}
