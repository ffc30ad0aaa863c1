//! What is waited for, and how much of it a look has shown.

use std::collections::{BTreeSet, HashMap};

use m7::{SipNumber, sip::Watch};

use super::is_registered;
use crate::{ranges, roster_view::counted};

/// What is waited for.
pub(super) struct Wanted {
    state: State,
    /// Of which numbers, in order; `None` for all that there are.
    numbers: Option<BTreeSet<String>>,
    /// Of how many of them.
    count: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Registered,
    Gone,
}

/// How much of it a look has shown.
pub(super) struct Sight {
    state: State,
    count: usize,
    reached: usize,
    /// Those that aren't so yet, in order.
    missing: Vec<String>,
    /// Those of them that there aren't.
    absent: Vec<String>,
    unreadable: usize,
}

impl Wanted {
    /// Phones at so many numbers of the account.
    pub(super) fn any_registered(count: usize) -> Self {
        Self {
            state: State::Registered,
            numbers: None,
            count,
        }
    }

    /// Phones at these numbers, or at so many of them.
    pub(super) fn registered(numbers: Vec<String>, count: Option<usize>) -> Self {
        Self::of(State::Registered, numbers, count)
    }

    /// None of these numbers, or so many of them not.
    pub(super) fn gone(numbers: Vec<String>, count: Option<usize>) -> Self {
        Self::of(State::Gone, numbers, count)
    }

    fn of(state: State, numbers: Vec<String>, count: Option<usize>) -> Self {
        Self {
            state,
            count: count.unwrap_or(numbers.len()),
            numbers: Some(numbers.into_iter().collect()),
        }
    }

    pub(super) fn seen(&self, watch: &Watch) -> Sight {
        self.sight(watch.numbers(), watch.unreadable())
    }

    /// The numbers that were waited for and are there, by number.
    pub(super) fn found<'a>(
        &self,
        numbers: impl Iterator<Item = &'a SipNumber>,
    ) -> Vec<&'a SipNumber> {
        if self.state == State::Gone {
            return Vec::new();
        }
        let is_meant = |number: &&SipNumber| match &self.numbers {
            None => true,
            Some(meant) => meant.contains(&number.number),
        };
        let mut found: Vec<_> = numbers
            .filter(|number| is_registered(number))
            .filter(is_meant)
            .collect();
        found.sort_by(|one, other| one.number.cmp(&other.number));
        found
    }

    /// What can be done when the time is up.
    pub(super) fn advice(&self, sight: &Sight) -> String {
        match (self.state, sight.absent.is_empty()) {
            (State::Gone, _) => {
                "`m7 sip delete` deletes a number; --within waits longer".to_owned()
            }
            (State::Registered, false) => "`m7 sip create` creates a number that isn't there; \
                                           --within waits longer"
                .to_owned(),
            (State::Registered, true) => {
                "a phone needs the number, its password and the SIP server's address, and \
                 `m7 sip list --unregistered` shows who has none; --within waits longer"
                    .to_owned()
            }
        }
    }

    fn sight<'a>(&self, there: impl Iterator<Item = &'a SipNumber>, unreadable: usize) -> Sight {
        let registered_by_number = by_number(there);
        let is_so = |number: &str| match (self.state, registered_by_number.get(number)) {
            (State::Registered, registered) => registered.is_some_and(|it| *it > 0),
            // It may be one that can't be read.
            (State::Gone, found) => found.is_none() && unreadable == 0,
        };
        let mut sight = Sight {
            state: self.state,
            count: self.count,
            reached: 0,
            missing: Vec::new(),
            absent: Vec::new(),
            unreadable,
        };
        let Some(numbers) = &self.numbers else {
            sight.reached = registered_by_number.values().sum();
            return sight;
        };
        for number in numbers {
            if is_so(number) {
                sight.reached += 1;
                continue;
            }
            sight.missing.push(number.clone());
            if self.state == State::Registered && !registered_by_number.contains_key(&**number) {
                sight.absent.push(number.clone());
            }
        }
        sight
    }
}

/// At how many of one text a phone is registered, for the account may have several.
fn by_number<'a>(there: impl Iterator<Item = &'a SipNumber>) -> HashMap<&'a str, usize> {
    let mut registered: HashMap<&str, usize> = HashMap::new();
    for number in there {
        *registered.entry(&number.number).or_default() += usize::from(is_registered(number));
    }
    registered
}

impl Sight {
    pub(super) fn is_reached(&self) -> bool {
        self.reached >= self.count
    }

    /// What was waited for: `3 numbers registered`.
    pub(super) fn reached(&self) -> String {
        format!("{} {}", counted(self.reached, "number"), self.state.word())
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
        if self.unreadable > 0 {
            words = format!(
                "{words}; {} of the list can't be read",
                counted(self.unreadable, "item")
            );
        }
        words
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

fn listed(numbers: &[String]) -> String {
    ranges::of(numbers.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use m7::{RegisterStatus, SipId};

    use super::*;

    fn number(number: &str, is_registered: bool) -> SipNumber {
        let status = if is_registered {
            RegisterStatus::Registered
        } else {
            RegisterStatus::Unregistered
        };
        SipNumber::new(status, number, SipId::from(number))
    }

    fn numbers(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    fn words(wanted: &Wanted, there: &[SipNumber], unreadable: usize) -> (bool, String) {
        let sight = wanted.sight(there.iter(), unreadable);
        (sight.is_reached(), sight.words())
    }

    #[test]
    fn it_says_who_is_missing_and_who_is_not_there() {
        let there = [number("2001", true), number("2002", false)];
        let all = Wanted::registered(numbers(&["2001", "2002", "2003"]), None);
        let said = "1 of 3 registered, 2 to go: 2002-2003 (no such number yet: 2003)";
        assert_eq!(words(&all, &there, 0), (false, said.to_owned()));
        let two = Wanted::registered(numbers(&["2001", "2002", "2003"]), Some(2));
        let said = "1 of 2 registered, 1 to go of 2002-2003 (no such number yet: 2003)";
        assert_eq!(words(&two, &there, 0), (false, said.to_owned()));
        let one = Wanted::registered(numbers(&["2001", "2002"]), Some(1));
        assert!(words(&one, &there, 0).0);
        let any = Wanted::any_registered(2);
        assert_eq!(
            words(&any, &there, 0),
            (false, "1 of 2 registered, 1 to go".to_owned())
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_gone() {
        let gone = Wanted::gone(numbers(&["2001", "2002"]), None);
        let there = [number("2001", true)];
        let said = "1 of 2 gone, 1 to go: 2001";
        assert_eq!(words(&gone, &there, 0), (false, said.to_owned()));
        assert!(words(&gone, &[], 0).0);
        let said = "0 of 2 gone, 2 to go: 2001-2002; 1 item of the list can't be read";
        assert_eq!(words(&gone, &[], 1), (false, said.to_owned()));
    }

    #[test]
    fn of_two_of_one_text_any_will_do() {
        let there = [number("2001", true), number("2001", false)];
        let wanted = Wanted::registered(numbers(&["2001"]), None);
        assert!(words(&wanted, &there, 0).0);
        assert_eq!(wanted.found(there.iter()), [&there[0]]);
    }
}
