//! Asks the account for its numbers, over and over.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use m7::{Error, sip::LONGEST_REST};
use tokio::time;

use super::{board::Board, numbers::Numbers};
use crate::looks::Told;

/// Looks until it is dropped.
pub(super) async fn go_on(m7: m7::Client, board: Arc<Board>) {
    let mut told = Told::default();
    loop {
        let began = Instant::now();
        let list = m7.sip().list().send().await;
        let took = began.elapsed();
        let numbers = list.as_ref().ok().map(|reply| Numbers::of(&reply.data));
        board.enter(numbers, took, m7.clock_offset());
        let asked_rest = list.as_ref().err().and_then(Error::retry_after);
        let rest = rest(board.every(), took, asked_rest);
        match list {
            Ok(reply) => told.succeeded(reply.data.rejected.len()),
            Err(error) => told.failed(error, Some(rest)),
        }
        time::sleep(rest).await;
    }
}

/// How long to wait for the next look: they begin at whole intervals, and where one takes longer, those
/// that it has missed aren't made up for. A server that asks for more has it.
fn rest(every: Duration, took: Duration, asked: Option<Duration>) -> Duration {
    let into_interval = took.as_nanos() % every.as_nanos().max(1);
    let into_interval = Duration::from_nanos(u64::try_from(into_interval).unwrap_or(u64::MAX));
    let until_next = every.saturating_sub(into_interval);
    until_next.max(asked.unwrap_or_default().min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_begin_at_whole_intervals() {
        let seconds = Duration::from_secs;
        for (took, asked, expected) in [
            (0, None, 30),
            (10, None, 20),
            (30, None, 30),
            (45, None, 15),
            (10, Some(5), 20),
            (10, Some(60), 60),
            (10, Some(1_000_000), 3600),
        ] {
            let rest = rest(seconds(30), seconds(took), asked.map(seconds));
            assert_eq!(rest, seconds(expected), "{took} {asked:?}");
        }
    }
}
