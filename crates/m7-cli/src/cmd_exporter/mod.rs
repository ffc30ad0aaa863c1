//! `m7 exporter`: an account's numbers as metrics for Prometheus.
//!
//! `looking` asks the account and writes on the `board` what it saw; `server` answers scrapes from
//! there. The two meet nowhere else, so that no scrape causes a request or waits for one.

mod accept;
mod board;
mod label;
mod looking;
mod metrics;
mod numbers;
mod pages;
mod requests;
mod server;

use std::{net::SocketAddr, sync::Arc};

use serde::Serialize;
use tokio::{net::TcpListener, task::JoinError};

use self::{
    board::Board,
    metrics::Detail,
    pages::{AskedBy, Pages},
    requests::Requests,
};
use crate::{
    cli::{Global, exporter::ExporterArgs},
    connection,
    failure::Failure,
    interrupt::Interrupt,
    output::{Column, Row},
    print,
};

/// What is said on stdout when it listens.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ready {
    url: String,
    metrics_url: String,
    health_url: String,
}

impl Row for Ready {
    const FIELDS: &'static [&'static str] = &["url", "metricsUrl", "healthUrl"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("metricsUrl", "METRICS", |it| it.metrics_url.clone()),
            Column::of("healthUrl", "HEALTH", |it| it.health_url.clone()),
        ]
    }
}

impl Ready {
    fn at(address: SocketAddr) -> Self {
        let url = format!("http://{address}");
        Self {
            metrics_url: format!("{url}/metrics"),
            health_url: format!("{url}/healthz"),
            url,
        }
    }
}

/// Looks and serves until it is told to stop.
pub(crate) async fn run(args: ExporterArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let mut interrupt = Interrupt::listen()?;
    let requests = Requests::new();
    let connection = connection::observed(global, requests.observer()).await?;
    let (listener, address) = listen(args.listen).await?;
    let board = Arc::new(Board::new(args.every));
    let registry = metrics::registry(&requests, &board, Detail::of(&args));
    printer.announce(&Ready::at(address))?;
    let mut looking = tokio::spawn(looking::go_on(connection.m7.clone(), Arc::clone(&board)));
    let pages = Pages::new(registry, board, asked_by(address));
    let mut serving = server::start(listener, pages);
    tokio::select! {
        biased;
        _ = interrupt.next() => looking.abort(),
        // Who serves what nobody looks at any more has a supervisor begin anew.
        ended = &mut looking => return Err(no_more_looks(&ended)),
    }
    print::note("stopping when the scrapes under way are answered; once more to stop at once");
    tokio::select! {
        () = serving.finish() => {}
        _ = interrupt.next() => {}
    }
    Ok(())
}

fn asked_by(address: SocketAddr) -> AskedBy {
    if address.ip().is_loopback() {
        AskedBy::ThisMachine
    } else {
        AskedBy::Others
    }
}

/// It goes on until it is aborted, unless it is wrong itself.
fn no_more_looks(ended: &Result<(), JoinError>) -> Failure {
    let why = ended.as_ref().err().map(ToString::to_string);
    Failure::new(format!(
        "the exporter can't look at the account any more: {}",
        why.unwrap_or_else(|| "its task has ended".to_owned())
    ))
    .hint("this is a mistake in m7; started again, it looks again")
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |error| Failure::of_listening(address, &error);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    if !address.ip().is_loopback() {
        print::warn_always(&format!(
            "listening on {address}: whoever reaches it reads the account's numbers and agents, over \
             plain http (no secret is among them)"
        ));
    }
    Ok((listener, address))
}
