//! What can be typed of the exporter. The doc comments are the help texts.

use std::{net::SocketAddr, time::Duration};

use clap::Args;

use crate::{duration, listen_address};

pub(crate) const HELP: &str = r"The account is asked by the exporter alone, once each --every, and never by a scrape: that is
answered from what was seen last. What it serves:
  /metrics   for Prometheus, text 0.0.4, or OpenMetrics 1.0 where that is asked for
  /healthz   200 while what was seen last is fresh, otherwise 503
  /          a page that leads to both

What was seen is fresh for three times --every, or three times what that look took where it
took longer. After that the metrics of numbers (m7_sip_…) are gone until a look succeeds;
those of looks and requests stay (m7_last_look_success,
m7_last_successful_look_timestamp_seconds, m7_calls_total, …).

Examples:
  m7 exporter                          on 127.0.0.1:9717
  m7 --profile prod exporter --every 1m
  m7 exporter --listen :0 -o json      says in one line of JSON where it is";

#[derive(Debug, Args)]
pub(crate) struct ExporterArgs {
    /// Where to listen; port 0 takes a free one. What it serves is for everybody who reaches it
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9717", value_parser = listen_address::parse)]
    pub(crate) listen: SocketAddr,
    /// How often to list the account's numbers, counted from the begin of one look to that of the next:
    /// 30s, 10m, 1h30m, 1d
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = duration::parse)]
    pub(crate) every: Duration,
    /// Serve totals alone, no metric of a single number
    #[arg(long)]
    pub(crate) no_per_number: bool,
}
