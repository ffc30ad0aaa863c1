//! What is waited for.

use std::collections::{BTreeSet, HashMap, HashSet};

use m7::{SipNumber, sip::Watch};

use super::{
    is_registered,
    sight::{Sight, State},
};

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
        let mut sight = Sight::none(self.state, self.count, unreadable);
        let Some(numbers) = &self.numbers else {
            let all = there.values().flatten();
            sight.reached = all.filter(|it| is_registered(it)).count();
            return sight;
        };
        let never_there = self.never_there.get_or_insert_with(|| {
            let is_absent = |number: &&String| unreadable == 0 && !there.contains_key(&***number);
            numbers.iter().filter(is_absent).cloned().collect()
        });
        never_there.retain(|number| !there.contains_key(&**number));
        for number in numbers {
            let found = there.get(&**number).map_or(&[][..], Vec::as_slice);
            sight.add(number, found, never_there.contains(number));
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
