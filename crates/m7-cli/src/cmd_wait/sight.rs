//! What is waited for, and how much of it a look has shown.

use std::collections::{BTreeSet, HashMap, HashSet};

use m7::{RegisterStatus, SipNumber, sip::Watch};

use super::is_registered;
use crate::{ranges, roster_view::counted};

/// How many statuses that nobody knows are named.
const MOST_ODD: usize = 3;

/// What is waited for.
pub(super) struct Wanted {
    state: State,
    /// Of which numbers, in order; `None` for all that there are.
    numbers: Option<BTreeSet<String>>,
    /// Of how many of them.
    count: usize,
    /// Those that there weren't when the wait began, as far as could be read then; `None` before the
    /// first look.
    never_there: Option<HashSet<String>>,
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
    /// Those of them that there aren't, where all of the list can be read.
    absent: Vec<String>,
    /// Those of them whose status nobody knows, each with it.
    odd: Vec<String>,
    /// Those that there aren't, and weren't when the wait began, so that nobody saw them go.
    never_there: Vec<String>,
    unreadable: usize,
}

impl Wanted {
    /// Phones at so many numbers of the account.
    pub(super) fn any_registered(count: usize) -> Self {
        Self {
            state: State::Registered,
            numbers: None,
            count,
            never_there: None,
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
            never_there: None,
        }
    }

    pub(super) fn seen(&mut self, watch: &Watch) -> Sight {
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
        let what = match self.state {
            _ if sight.unreadable > 0 => {
                "what can't be read may be what is missing: `m7 sip list` says why it can't"
            }
            State::Gone => "`m7 sip delete` deletes a number",
            State::Registered if !sight.absent.is_empty() => {
                "`m7 sip create` creates a number that isn't there"
            }
            State::Registered => {
                "a phone needs the number, its password and the SIP server's address, and \
                 `m7 sip list --unregistered` shows who has none"
            }
        };
        format!("{what}; --within waits longer")
    }

    fn sight<'a>(
        &mut self,
        there: impl Iterator<Item = &'a SipNumber>,
        unreadable: usize,
    ) -> Sight {
        let there = by_number(there);
        let mut sight = Sight {
            state: self.state,
            count: self.count,
            reached: 0,
            missing: Vec::new(),
            absent: Vec::new(),
            odd: Vec::new(),
            never_there: Vec::new(),
            unreadable,
        };
        let Some(numbers) = &self.numbers else {
            sight.reached = there
                .values()
                .flatten()
                .filter(|it| is_registered(it))
                .count();
            return sight;
        };
        let is_absent = |number: &str| unreadable == 0 && !there.contains_key(number);
        let never_there = self.never_there.get_or_insert_with(|| {
            let absent = numbers.iter().filter(|number| is_absent(number));
            absent.cloned().collect()
        });
        for number in numbers {
            let found = there.get(&**number).map_or(&[][..], Vec::as_slice);
            let is_so = match self.state {
                State::Registered => found.iter().any(|it| is_registered(it)),
                // It may be one that can't be read.
                State::Gone => is_absent(number),
            };
            if !found.is_empty() {
                never_there.remove(number);
            }
            if !is_so {
                sight.add_missing(number, found, is_absent(number));
                continue;
            }
            sight.reached += 1;
            if self.state == State::Gone && never_there.contains(number) {
                sight.never_there.push(number.clone());
            }
        }
        sight
    }
}

/// Those of one text, for the account may have several.
fn by_number<'a>(
    there: impl Iterator<Item = &'a SipNumber>,
) -> HashMap<&'a str, Vec<&'a SipNumber>> {
    let mut by_number: HashMap<&str, Vec<&SipNumber>> = HashMap::new();
    for number in there {
        by_number.entry(&number.number).or_default().push(number);
    }
    by_number
}

impl Sight {
    pub(super) fn is_reached(&self) -> bool {
        self.reached >= self.count
    }

    /// Adds one that isn't so yet, of which these were found.
    fn add_missing(&mut self, number: &str, found: &[&SipNumber], is_absent: bool) {
        self.missing.push(number.to_owned());
        if self.state == State::Gone {
            return;
        }
        if is_absent {
            self.absent.push(number.to_owned());
        }
        let odd = found.iter().filter_map(|it| match it.register_status {
            RegisterStatus::Registered | RegisterStatus::Unregistered => None,
            status => Some(format!("{number} has status {status}")),
        });
        self.odd.extend(odd);
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

fn listed(numbers: &[String]) -> String {
    ranges::of(numbers.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use m7::SipId;

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

    fn words(wanted: &mut Wanted, there: &[SipNumber], unreadable: usize) -> (bool, String) {
        let sight = wanted.sight(there.iter(), unreadable);
        (sight.is_reached(), sight.words())
    }

    #[test]
    fn it_says_who_is_missing_and_who_is_not_there() {
        let there = [number("2001", true), number("2002", false)];
        let mut all = Wanted::registered(numbers(&["2001", "2002", "2003"]), None);
        let said = "1 of 3 registered, 2 to go: 2002-2003 (no such number yet: 2003)";
        assert_eq!(words(&mut all, &there, 0), (false, said.to_owned()));
        let mut two = Wanted::registered(numbers(&["2001", "2002", "2003"]), Some(2));
        let said = "1 of 2 registered, 1 to go of 2002-2003 (no such number yet: 2003)";
        assert_eq!(words(&mut two, &there, 0), (false, said.to_owned()));
        let mut one = Wanted::registered(numbers(&["2001", "2002"]), Some(1));
        assert!(words(&mut one, &there, 0).0);
        let mut any = Wanted::any_registered(2);
        assert_eq!(
            words(&mut any, &there, 0),
            (false, "1 of 2 registered, 1 to go".to_owned())
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_gone() {
        let mut gone = Wanted::gone(numbers(&["2001", "2002"]), None);
        let there = [number("2001", true)];
        let said = "1 of 2 gone, 1 to go: 2001; 2002 not there (nor when the wait began)";
        assert_eq!(words(&mut gone, &there, 0), (false, said.to_owned()));
        assert!(words(&mut gone, &[], 0).0);
        let said = "0 of 2 gone, 2 to go: 2001-2002; 1 item of the list can't be read";
        assert_eq!(words(&mut gone, &[], 1), (false, said.to_owned()));
    }

    #[test]
    fn of_two_of_one_text_any_will_do() {
        let there = [number("2001", true), number("2001", false)];
        let mut wanted = Wanted::registered(numbers(&["2001"]), None);
        assert!(words(&mut wanted, &there, 0).0);
        assert_eq!(wanted.found(there.iter()), [&there[0]]);
    }

    /// Nobody knows whether one that isn't there is one that can't be read.
    #[test]
    fn what_cannot_be_read_may_be_what_is_missing() {
        let mut wanted = Wanted::registered(numbers(&["2001", "2002"]), None);
        let there = [number("2001", false)];
        let sight = wanted.sight(there.iter(), 1);
        let said = "0 of 2 registered, 2 to go: 2001-2002; 1 item of the list can't be read";
        assert_eq!(sight.words(), said);
        let advice = wanted.advice(&sight);
        assert!(!advice.contains("create"), "{advice}");
    }

    #[test]
    fn what_was_never_there_is_not_gone() {
        let mut gone = Wanted::gone(numbers(&["2001", "2001-"]), None);
        let there = [number("2001", false)];
        let said = "1 of 2 gone, 1 to go: 2001; 2001- not there (nor when the wait began)";
        assert_eq!(words(&mut gone, &there, 0), (false, said.to_owned()));
        let reached = gone.sight([].iter(), 0).reached();
        assert_eq!(
            reached,
            "1 number gone, 2001- not there (nor when the wait began)"
        );
        let mut gone = Wanted::gone(numbers(&["2001"]), None);
        let reached = gone.sight([].iter(), 0).reached();
        assert_eq!(reached, "2001 not there (nor when the wait began)");
        // What can't be read at first may be there.
        let mut gone = Wanted::gone(numbers(&["2001"]), None);
        assert!(!gone.sight([].iter(), 1).is_reached());
        assert_eq!(gone.sight([].iter(), 0).reached(), "1 number gone");
    }

    #[test]
    fn a_status_that_nobody_knows_is_named() {
        let there: Vec<SipNumber> = (2001..2006)
            .map(|it| SipNumber::new(7, it.to_string(), SipId::from("id")))
            .collect();
        let mut wanted = Wanted::registered(numbers(&["2001"]), None);
        let said = "0 of 1 registered, 1 to go: 2001; 2001 has status 7";
        assert_eq!(words(&mut wanted, &there, 0).1, said);
        let mut wanted =
            Wanted::registered(there.iter().map(|it| it.number.clone()).collect(), None);
        let said = words(&mut wanted, &there, 0).1;
        assert!(
            said.ends_with("2003 has status 7, and 2 more like that"),
            "{said}"
        );
    }
}
