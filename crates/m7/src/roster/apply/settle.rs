//! Writes of an earlier run whose outcome isn't known.

use std::time::{Duration, Instant, SystemTime};

use m7_auth::ClockEstimate;

use crate::Client;
use crate::roster::seen::SeenNumber;
use crate::roster::store::record::{Became, Conclusion, Intent, Millis, Record};
use crate::roster::{Action, Error, Seen, Store};

/// What was found out about the writes that had no known outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settled {
    /// How many had been done.
    pub done: usize,
    /// How many had not, or can be done again without harm.
    pub open: usize,
    /// How many creates can't be proved to have made the number that is there.
    pub unproved: usize,
}

/// After this a create can't be that of an intent any more: its call has three minutes by default, the
/// service accepts what was signed at most five minutes ago, and then takes some seconds.
const LATEST: Duration = Duration::from_secs(3 * 60 + 5 * 60 + 20);
/// How often it is looked.
const INTERVAL: Duration = Duration::from_millis(500);

impl Store {
    /// Finds out what became of each write that has no known outcome, and enters it, so that a new plan
    /// can be made.
    ///
    /// A create is this store's if the number's `sipId` was made in the second of the intent or later, by
    /// the server's clock, and no later than a request of then can be accepted. What doesn't show is waited for until `settle` has passed since its intent:
    /// three times the documented time of a create (20 s) is what [`Reconcile`](crate::Reconcile) waits.
    /// After that a create is taken for not done, **which is an assumption**: no page says how late a
    /// request may be carried out. All else may be done again without harm.
    ///
    /// # Errors
    ///
    /// [`Error::List`] if the numbers can't be listed, [`Error::File`] if the journal can't be written.
    /// What was found out by then is entered.
    pub fn settle(
        &self,
        m7: &Client,
        settle: Duration,
    ) -> impl Future<Output = Result<Settled, Error>> + Send + use<> {
        self.clone().settle_all(m7.clone(), settle)
    }

    async fn settle_all(self, m7: Client, settle: Duration) -> Result<Settled, Error> {
        let mut settled = Settled::default();
        let began = Instant::now();
        loop {
            let open: Vec<Intent> = self.history().open().cloned().collect();
            if open.is_empty() {
                return Ok(settled);
            }
            // What is asked for from now on shows what had settled by now.
            let is_over = began.elapsed() >= settle;
            let age_of = ages(&m7);
            let seen = Seen::list(&m7).await?;
            let mut is_waiting = false;
            for intent in open {
                let is_settled = is_over || age_of(&intent) >= settle;
                let Some((became, conclusion)) = judge(&intent, &seen, is_settled) else {
                    is_waiting = true;
                    continue;
                };
                match became {
                    Became::Done => settled.done += 1,
                    Became::Unproved => settled.unproved += 1,
                    _ => settled.open += 1,
                }
                self.append(Record::Result(conclusion)).await?;
            }
            if is_waiting {
                tokio::time::sleep(INTERVAL).await;
            }
        }
    }
}

/// How long ago intents were entered: by the server's clock where it is known then and now, since this
/// machine's may have been set in between.
fn ages(m7: &Client) -> impl Fn(&Intent) -> Duration + use<> {
    let local = SystemTime::now();
    let clocks = m7.clock_offset().filter(ClockEstimate::is_confirmed);
    let server = clocks.map(|clocks| clocks.earliest_server_time(m7.local_now()));
    move |intent| {
        let age = match (intent.server_at, server) {
            (Some(then), Some(now)) => now.duration_since(then.time()),
            _ => local.duration_since(intent.at.time()),
        };
        age.unwrap_or_default()
    }
}

/// What a list shows of a write; `None` if the next one may show more.
fn judge(intent: &Intent, seen: &Seen, is_settled: bool) -> Option<(Became, Conclusion)> {
    let there = seen.of_number(&intent.number);
    let (became, sip_id, note) = match intent.action {
        Action::Create => match of_create(intent, there) {
            Found::Made(made) => (
                Became::Done,
                Some(made.sip_id.clone()),
                "it was found by a list",
            ),
            Found::Unproved => (
                Became::Unproved,
                None,
                "the number is there, but can't be told to be this run's own",
            ),
            Found::Nothing if is_settled => (Became::Absent, None, "no list has it"),
            Found::Nothing => return None,
        },
        _ if shows(intent, there) => (
            Became::Done,
            intent.sip_id.clone(),
            "a list shows that it was done",
        ),
        _ if is_settled => (
            Became::Again,
            None,
            "no list shows that it was done; it will be planned again",
        ),
        _ => return None,
    };
    let conclusion = Conclusion {
        op: intent.op,
        at: Millis::now(),
        became,
        sip_id,
        request_id: None,
        took: None,
        attempts: None,
        note: Some(note.to_owned()),
    };
    Some((became, conclusion))
}

enum Found<'a> {
    Made(&'a SeenNumber),
    Unproved,
    Nothing,
}

fn of_create<'a>(intent: &Intent, there: &'a [SeenNumber]) -> Found<'a> {
    if there.is_empty() {
        return Found::Nothing;
    }
    let Some(since) = intent.server_at.map(|at| whole_second(at.time())) else {
        return Found::Unproved;
    };
    let until = since + LATEST;
    let mut made = there.iter().filter(|seen| {
        let created_at = seen.sip_id.created_at();
        created_at.is_some_and(|at| (since..=until).contains(&at))
    });
    match (made.next(), made.next()) {
        (Some(made), None) => Found::Made(made),
        _ => Found::Unproved,
    }
}

/// The second that this time is in: a `sipId` tells no more.
fn whole_second(time: SystemTime) -> SystemTime {
    let since = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}

/// Whether the list shows that it was done.
fn shows(intent: &Intent, there: &[SeenNumber]) -> bool {
    let same = there
        .iter()
        .find(|seen| Some(&seen.sip_id) == intent.sip_id.as_ref());
    match (intent.action, same) {
        (Action::Delete, same) => same.is_none(),
        (Action::Bind, Some(seen)) => seen.agent_id == intent.agent_id,
        (Action::Unbind, Some(seen)) => seen.agent_id.is_none(),
        // No list shows codecs, NAT and password.
        _ => false,
    }
}
