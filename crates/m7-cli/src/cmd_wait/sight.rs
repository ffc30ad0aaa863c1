//! How much of what is waited for a look has shown.

use m7::{RegisterStatus, SipNumber};

use super::is_registered;
use crate::{ranges, roster_view::counted};

/// How many statuses that nobody knows are named.
const MOST_ODD: usize = 3;

/// What numbers are to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Registered,
    Gone,
}

/// How much of it a look has shown.
pub(super) struct Sight {
    state: State,
    count: usize,
    pub(super) reached: usize,
    /// Those that aren't so yet, in order.
    missing: Vec<String>,
    /// Those of them that there aren't, where all of the list can be read.
    pub(super) absent: Vec<String>,
    /// Those of them whose status nobody knows, each with it.
    odd: Vec<String>,
    /// Those that there aren't, and weren't when the wait began, so that nobody saw them go.
    never_there: Vec<String>,
    pub(super) unreadable: usize,
}

impl Sight {
    /// Of no number yet.
    pub(super) fn none(state: State, count: usize, unreadable: usize) -> Self {
        Self {
            state,
            count,
            reached: 0,
            missing: Vec::new(),
            absent: Vec::new(),
            odd: Vec::new(),
            never_there: Vec::new(),
            unreadable,
        }
    }

    pub(super) fn is_reached(&self) -> bool {
        self.reached >= self.count
    }

    /// Adds a number of which these were found, and whether it wasn't there when the wait began either.
    pub(super) fn add(&mut self, number: &str, found: &[&SipNumber], was_never_there: bool) {
        // It may be one that can't be read.
        let is_absent = found.is_empty() && self.unreadable == 0;
        let is_so = match self.state {
            State::Registered => found.iter().any(|it| is_registered(it)),
            State::Gone => is_absent,
        };
        self.reached += usize::from(is_so);
        let of = match (self.state, is_so) {
            (State::Gone, true) if was_never_there => &mut self.never_there,
            (_, true) => return,
            (_, false) => &mut self.missing,
        };
        of.push(number.to_owned());
        if self.state == State::Registered {
            self.absent.extend(is_absent.then(|| number.to_owned()));
            self.odd.extend(found.iter().filter_map(|it| odd(it)));
        }
    }

    /// What was waited for: `3 numbers registered`.
    pub(super) fn reached(&self) -> String {
        let seen = self.reached - self.never_there.len();
        let reached = format!("{} {}", counted(seen, "number"), self.state.word());
        match (seen, self.never_there()) {
            (_, None) => reached,
            (0, Some(never_there)) => never_there,
            (_, Some(never_there)) => format!("{reached}, {never_there}"),
        }
    }

    /// How it stands: `12 of 40 registered, 28 to go: 2013-2040 (no such number yet: 2040)`.
    pub(super) fn words(&self) -> String {
        let left = self.count.saturating_sub(self.reached);
        let mut words = format!(
            "{} of {} {}, {left} to go",
            self.reached,
            self.count,
            self.state.word()
        );
        if !self.missing.is_empty() {
            // Of more than are needed, any will do.
            let of = if self.missing.len() > left {
                " of"
            } else {
                ":"
            };
            words = format!("{words}{of} {}", listed(&self.missing));
        }
        if !self.absent.is_empty() {
            words = format!("{words} (no such number yet: {})", listed(&self.absent));
        }
        for more in [self.never_there(), self.odd(), self.unreadable()]
            .into_iter()
            .flatten()
        {
            words = format!("{words}; {more}");
        }
        words
    }

    fn never_there(&self) -> Option<String> {
        let numbers = &self.never_there;
        (!numbers.is_empty())
            .then(|| format!("{} not there (nor when the wait began)", listed(numbers)))
    }

    fn odd(&self) -> Option<String> {
        let (shown, more) = self.odd.split_at(self.odd.len().min(MOST_ODD));
        match more.len() {
            0 if shown.is_empty() => None,
            0 => Some(shown.join(", ")),
            more => Some(format!("{}, and {more} more like that", shown.join(", "))),
        }
    }

    fn unreadable(&self) -> Option<String> {
        (self.unreadable > 0).then(|| {
            format!(
                "{} of the list can't be read",
                counted(self.unreadable, "item")
            )
        })
    }
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Gone => "gone",
        }
    }
}

/// That nobody knows its status, if so.
fn odd(number: &SipNumber) -> Option<String> {
    match number.register_status {
        RegisterStatus::Registered | RegisterStatus::Unregistered => None,
        status => Some(format!("{} has status {status}", number.number)),
    }
}

fn listed(numbers: &[String]) -> String {
    ranges::of(numbers.iter().map(String::as_str))
}
