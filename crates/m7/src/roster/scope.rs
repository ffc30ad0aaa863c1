//! Which numbers a roster is responsible for.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// Which numbers a roster is responsible for: single ones, and ranges of numbers of one length.
///
/// Only inside it numbers are deleted that no row names, and no row may name one outside of it.
///
/// ```
/// use m7::roster::Scope;
///
/// let scope: Scope = "2000-2999, 8001".parse()?;
/// assert!(scope.contains("2004") && scope.contains("8001"));
/// // Of another length, so another number.
/// assert!(!scope.contains("02004"));
/// # Ok::<(), m7::roster::ScopeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    ranges: Vec<NumberRange>,
    single: HashSet<String>,
}

/// A range of numbers of one length, leading zeros included: `2000-2999`, `0001-0100`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberRange {
    digits: usize,
    first: u64,
    last: u64,
}

/// A text that is no scope.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{text:?} is no number and no range of numbers: {what}")]
pub struct ScopeError {
    text: String,
    what: &'static str,
}

/// What a 64-bit number holds of digits, whatever they are.
const MOST_DIGITS: usize = 18;

impl Scope {
    /// Whether this number is in it.
    pub fn contains(&self, number: &str) -> bool {
        self.single.contains(number) || self.ranges.iter().any(|range| range.contains(number))
    }

    /// Adds a number or a range.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] for a range that can't be meant.
    pub fn add(&mut self, text: &str) -> Result<(), ScopeError> {
        match NumberRange::read(text) {
            Some(range) => self.ranges.push(range?),
            None if looks_like_a_range(text) => {
                return Err(ScopeError::new(text, "write a range as in 2000-2999"));
            }
            None if text.is_empty() || text.contains(|c: char| c == ',' || c.is_whitespace()) => {
                return Err(ScopeError::new(text, "write it without blanks and commas"));
            }
            None => {
                self.single.insert(text.to_owned());
            }
        }
        Ok(())
    }

    /// How many numbers it names; one that stands in two of its ranges counts twice.
    pub fn count(&self) -> u64 {
        let singles = u64::try_from(self.single.len()).unwrap_or(u64::MAX);
        let ranges = self.ranges.iter().map(NumberRange::len);
        ranges.fold(singles, u64::saturating_add)
    }

    /// Each number that it names, once, in the order of a roster. A scope can name more than memory
    /// holds: ask for its [`count`](Self::count) first.
    ///
    /// ```
    /// let scope: m7::roster::Scope = "0099-0101,0100".parse()?;
    /// assert_eq!(scope.numbers(), ["0099", "0100", "0101"]);
    /// # Ok::<(), m7::roster::ScopeError>(())
    /// ```
    pub fn numbers(&self) -> Vec<String> {
        let ranges = self.ranges.iter().flat_map(NumberRange::numbers);
        let numbers: BTreeSet<String> = ranges.chain(self.single.iter().cloned()).collect();
        numbers.into_iter().collect()
    }

    /// What [`add`](Self::add) was given, the ranges first, and the single ones in order.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut single: Vec<String> = self.single.iter().cloned().collect();
        single.sort();
        let ranges = self.ranges.iter().map(ToString::to_string);
        ranges.chain(single).collect()
    }
}

/// Whether somebody means several numbers by it, in a way that isn't read here.
fn looks_like_a_range(text: &str) -> bool {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    text == "*"
        || has_one_end_alone(text)
        || has_two_ends(text)
        || is_number
            && (text.contains("..") || text.contains(['?', '*', '~', '–', '—', '～', 'x', 'X']))
}

/// Whether it is two words of nearly digits alone around what may be taken for a hyphen.
fn has_two_ends(text: &str) -> bool {
    const LIKE_A_HYPHEN: [char; 9] = ['-', '_', '‐', '‑', '‒', '−', '－', '–', '—'];
    let is_end = |end: &str| {
        let digits = end.chars().filter(|c| c.is_numeric()).count();
        let others = end.chars().count() - digits;
        // A letter O for a zero, or an l for a one.
        digits > 0 && others <= 1 && end.chars().all(|c| c.is_numeric() || "OoIl".contains(c))
    };
    text.split_once(LIKE_A_HYPHEN)
        .is_some_and(|(first, last)| is_end(first) && is_end(last))
}

/// Whether it is digits with a hyphen before or behind them: a range whose other end was forgotten.
fn has_one_end_alone(text: &str) -> bool {
    let end = text.strip_prefix('-').or_else(|| text.strip_suffix('-'));
    end.is_some_and(|end| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit()))
}

impl FromStr for Scope {
    type Err = ScopeError;

    /// Reads numbers and ranges that are separated by commas.
    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let mut scope = Self::default();
        for part in text.split(',') {
            scope.add(part.trim())?;
        }
        Ok(scope)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self.ranges.iter().map(ToString::to_string).collect();
        parts.extend(self.single.iter().cloned());
        parts.sort();
        f.write_str(&parts.join(","))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl NumberRange {
    /// The range that this text is, if it looks like one: digits, a hyphen, digits.
    pub(super) fn read(text: &str) -> Option<Result<Self, ScopeError>> {
        let (first, last) = text.split_once('-')?;
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(first) || !is_digits(last) {
            return None;
        }
        let wrong = |what| Some(Err(ScopeError::new(text, what)));
        if first.len() != last.len() {
            return wrong("write both ends with as many digits, as in 0900-1099");
        }
        if first.len() > MOST_DIGITS {
            return wrong("a range has 18 digits at most");
        }
        let (Ok(first_value), Ok(last_value)) = (first.parse(), last.parse()) else {
            return wrong("a range has 18 digits at most");
        };
        if first_value > last_value {
            return wrong("write the smaller end first");
        }
        Some(Ok(Self {
            digits: first.len(),
            first: first_value,
            last: last_value,
        }))
    }

    fn contains(&self, number: &str) -> bool {
        number.len() == self.digits
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && number
                .parse()
                .is_ok_and(|value| (self.first..=self.last).contains(&value))
    }

    /// How many numbers it has.
    pub(super) fn len(&self) -> u64 {
        self.last - self.first + 1
    }

    /// Each of its numbers, leading zeros kept.
    pub(super) fn numbers(&self) -> impl Iterator<Item = String> + use<> {
        let digits = self.digits;
        (self.first..=self.last).map(move |value| format!("{value:0digits$}"))
    }
}

impl ScopeError {
    fn new(text: &str, what: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            what,
        }
    }
}

impl fmt::Display for NumberRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits;
        write!(f, "{:0digits$}-{:0digits$}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_keeps_its_leading_zeros() {
        let range = NumberRange::read("0098-0101").unwrap().unwrap();
        let numbers: Vec<_> = range.numbers().collect();
        assert_eq!(numbers, ["0098", "0099", "0100", "0101"]);
        assert_eq!(range.len(), 4);
        assert!(range.contains("0100") && !range.contains("100") && !range.contains("0102"));
        assert_eq!(range.to_string(), "0098-0101");
    }

    #[test]
    fn what_is_no_range_is_a_single_number() {
        let scope: Scope = "+86-2004,ext".parse().unwrap();
        assert!(scope.contains("+86-2004") && scope.contains("ext"));
        assert!(!scope.contains("2004"));
    }

    #[test]
    fn a_range_that_cannot_be_meant_is_refused() {
        for (text, what) in [
            ("900-1099", "as many digits"),
            ("2999-2000", "the smaller end first"),
            ("1000000000000000000-2000000000000000000", "18 digits"),
            ("2000..2999", "as in 2000-2999"),
            ("2000–2999", "as in 2000-2999"),
            ("2000−2999", "as in 2000-2999"),
            ("2000_2999", "as in 2000-2999"),
            ("20O0-2999", "as in 2000-2999"),
            ("２０００-２９９９", "as in 2000-2999"),
            ("2000-", "as in 2000-2999"),
            ("-2999", "as in 2000-2999"),
            ("20??", "as in 2000-2999"),
            ("2xxx", "as in 2000-2999"),
            ("*", "as in 2000-2999"),
            ("2000,", "without blanks"),
            ("20 00", "without blanks"),
        ] {
            let error = text.parse::<Scope>().unwrap_err().to_string();
            assert!(error.contains(what), "{text}: {error}");
        }
    }
}
