//! A signed request that changes nothing, to learn whether an account answers.

use std::time::Duration;

use m7::{ClockEstimate, Items, Reply, SipNumber, Timeouts};

use crate::duration;

/// A list of this number is short, whether there is one or not.
const ANY_NUMBER: &str = "0";

/// What the clocks differ by less than this doesn't matter to anybody.
const WORTH_TELLING: Duration = Duration::from_secs(2);

/// How long it may take, with whatever attempts it takes.
pub(crate) fn patience(timeout: Option<Duration>) -> Duration {
    timeout.unwrap_or_else(|| Timeouts::default().read())
}

pub(crate) async fn ask(m7: &m7::Client) -> Result<Reply<Items<SipNumber>>, m7::Error> {
    m7.sip().list().number(ANY_NUMBER).send().await
}

/// How far the clocks are apart.
pub(crate) fn clock_in_words(offset: &ClockEstimate) -> String {
    let apart = offset.distance();
    if apart < WORTH_TELLING.max(2 * offset.uncertainty()) {
        return "the clocks agree".to_owned();
    }
    let side = if offset.offset_nanos() < 0 {
        "behind"
    } else {
        "ahead of"
    };
    format!(
        "the server's clock is {} {side} this machine's",
        duration::shown(apart)
    )
}
