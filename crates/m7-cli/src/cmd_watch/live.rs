//! A table of the numbers that is drawn anew after each look.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use anstream::{AutoStream, ColorChoice};
use m7::{RegisterStatus, SipId, SipNumber, sip::Change, sip::Watch};
use tokio::time;

use super::{
    Watched,
    frame::{Line, Mark, Shown, View},
    terminal_signals::{Event, TerminalSignals},
};
use crate::{
    duration,
    failure::{Failure, with_causes},
    looks::Told,
    output::{Column, Row as _},
    print::{self, Screen},
    roster_view::counted,
    times,
};

/// How often is looked whether the terminal has another size, or a mark is old.
const TICK: Duration = Duration::from_millis(500);

/// How long a change is marked at least, for whoever looks away.
const RECENT: Duration = Duration::from_secs(10);

/// A look that takes longer than this, or than the pause between two, is said to be under way.
const OVERDUE: Duration = Duration::from_secs(5);

/// The columns of which one is left out for want of room, the first first.
const DISPENSABLE: [&str; 5] = ["ADDRESS", "DEVICE", "SINCE (UTC+8)", CHANGED, "AGENT"];
const CHANGED: &str = "LAST CHANGE";

/// What is known of the numbers.
pub(super) struct Live {
    /// Of a number in any table; the last change comes after them.
    columns: Vec<Column<SipNumber>>,
    watched: Watched,
    every: Duration,
    looks: u64,
    latest: HashMap<SipId, Latest>,
    failed: Option<Failed>,
    told: Told,
}

/// How the last look failed.
struct Failed {
    words: String,
    /// Whether the server asked to be left alone for a while.
    asks_for_rest: bool,
}

/// What happened to a number last.
struct Latest {
    change: Change,
    at: Instant,
    time: jiff::Timestamp,
    look: u64,
}

impl Live {
    pub(super) fn new(watched: Watched, every: Duration) -> Self {
        let columns = SipNumber::columns().into_iter();
        Self {
            columns: columns.filter(|it| it.title() != "SIP ID").collect(),
            watched,
            every,
            looks: 0,
            latest: HashMap::new(),
            failed: None,
            told: Told::default(),
        }
    }

    /// Shows them until looking is of no use, or the terminal is gone.
    pub(super) async fn run(mut self, mut watch: Watch) -> Result<(), Failure> {
        let mut signals = TerminalSignals::listen()?;
        let mut screen = Screen::enter()?;
        let with_colours = AutoStream::choice(&std::io::stdout()) != ColorChoice::Never;
        let mut ticks = time::interval(TICK);
        loop {
            tokio::select! {
                look = watch.look() => match look {
                    Ok(changes) => self.take(changes, &watch),
                    Err(error) => self.failed(error, &watch)?,
                },
                event = signals.next() => match event {
                    Event::WantedBack => {
                        screen.leave();
                        signals.stop().await?;
                        screen.show()?;
                    }
                    Event::Returned => screen.show()?,
                    Event::Gone => return Ok(()),
                },
                _ = ticks.tick() => {}
            }
            let lines = self.view(&watch).lines(screen.size(), with_colours);
            screen.draw(&lines)?;
        }
    }

    /// Takes in what a look has brought.
    fn take(&mut self, changes: Vec<Change>, watch: &Watch) {
        self.looks += 1;
        self.failed = None;
        self.told.succeeded(watch.unreadable());
        let is_new = |change: &Change| !matches!(change, Change::Present(_));
        for change in changes.into_iter().filter(is_new) {
            if !self.watched.is_of_it(&change) {
                continue;
            }
            let latest = Latest {
                at: Instant::now(),
                time: jiff::Timestamp::now(),
                look: self.looks,
                change,
            };
            self.latest.insert(latest.change.sip_id().clone(), latest);
        }
        let recent = self.recent();
        // Of what is gone nothing stays.
        self.latest.retain(|_, latest| {
            !matches!(latest.change, Change::Removed(_)) || latest.at.elapsed() < recent
        });
    }

    fn failed(&mut self, error: m7::Error, watch: &Watch) -> Result<(), Failure> {
        if error.is_lasting() {
            return Err(error.into());
        }
        self.failed = Some(Failed {
            words: format!("the last look failed: {}", with_causes(&error)),
            asks_for_rest: error.retry_after().is_some(),
        });
        // For when the screen is gone.
        self.told.failed(error, watch.pausing_for());
        Ok(())
    }

    /// How long a change is marked.
    fn recent(&self) -> Duration {
        RECENT.max(self.every * 2)
    }

    fn view(&self, watch: &Watch) -> View {
        let there = watch
            .numbers()
            .filter(|number| self.watched.contains(&number.number));
        let removed = self
            .latest
            .values()
            .filter_map(|latest| match &latest.change {
                Change::Removed(number) if latest.at.elapsed() < self.recent() => Some(number),
                _ => None,
            });
        let there: Vec<&SipNumber> = there.collect();
        let headline = self.headline(&there, watch);
        let mut numbers: Vec<&SipNumber> = there.into_iter().chain(removed).collect();
        numbers.sort_by(|one, other| one.number.cmp(&other.number));
        View {
            headline,
            columns: self.shown(),
            rows: numbers.iter().map(|number| self.line(number)).collect(),
            trouble: self.trouble(watch),
        }
    }

    fn headline(&self, there: &[&SipNumber], watch: &Watch) -> Vec<String> {
        let overdue = self.overdue(watch);
        let Some(looked) = watch.looked_at() else {
            return vec![overdue.unwrap_or_else(|| "looking".to_owned())];
        };
        let registered = there
            .iter()
            .filter(|number| number.register_status == RegisterStatus::Registered);
        let bound = there.iter().filter(|number| number.agent.is_some());
        let time = jiff::Timestamp::try_from(looked).unwrap_or_default();
        let seen = format!("seen at {} (UTC+8)", times::utc8_of_day(time));
        vec![
            format!(
                "{}, {} registered, {} bound",
                counted(there.len(), "number"),
                registered.count(),
                bound.count()
            ),
            overdue.map_or_else(|| seen.clone(), |overdue| format!("{seen}, {overdue}")),
            format!("every {}, Ctrl-C ends it", duration::shown(self.every)),
        ]
    }

    /// That a look takes its time, once it does.
    fn overdue(&self, watch: &Watch) -> Option<String> {
        let taken = watch.looking_for()?;
        (taken >= OVERDUE.min(self.every)).then(|| format!("looking for {} s", taken.as_secs()))
    }

    fn trouble(&self, watch: &Watch) -> Option<String> {
        let failed = self.failed.as_ref().map(|failed| {
            let pause = watch.pausing_for().filter(|_| failed.asks_for_rest);
            let next = pause.map(|it| format!("; the next look is in {}", duration::shown(it)));
            format!("{}{}", failed.words, next.unwrap_or_default())
        });
        let unreadable = || match watch.unreadable() {
            0 => None,
            count => Some(format!(
                "{} of the list can't be read",
                counted(count, "item")
            )),
        };
        failed
            .or_else(unreadable)
            .or_else(|| self.watched.absent(watch))
    }

    fn shown(&self) -> Vec<Shown> {
        let titles = self.columns.iter().map(Column::title).chain([CHANGED]);
        let rank = |title| {
            let at = DISPENSABLE.iter().position(|it| *it == title);
            at.map_or(0, |at| DISPENSABLE.len() - at)
        };
        titles
            .map(|title| Shown {
                title,
                rank: rank(title),
            })
            .collect()
    }

    fn line(&self, number: &SipNumber) -> Line {
        let latest = self.latest.get(&number.sip_id);
        let is_removed = latest.is_some_and(|latest| matches!(latest.change, Change::Removed(_)));
        let cell = |column: &Column<SipNumber>| {
            if is_removed && column.title() == "STATUS" {
                return "removed".to_owned();
            }
            print::visible(&column.cell(number)).into_owned()
        };
        let changed = latest.map(|latest| {
            let time = times::utc8_of_day(latest.time);
            format!("{} {time}", latest.change.name())
        });
        Line {
            cells: self
                .columns
                .iter()
                .map(cell)
                .chain([changed.unwrap_or_default()])
                .collect(),
            is_wanting: number.register_status != RegisterStatus::Registered,
            mark: latest
                .filter(|latest| latest.at.elapsed() < self.recent())
                .map(|latest| Mark {
                    change: latest.change.name(),
                    look: latest.look,
                }),
        }
    }
}
