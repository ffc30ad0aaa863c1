//! Many numbers in few words.

use std::fmt;

/// More of them than this are only counted.
const MOST_PARTS: usize = 8;

/// Numbers that are in order, those that follow each other as a range: `2001-2040, 8001`.
pub(crate) fn of<'a>(numbers: impl IntoIterator<Item = &'a str>) -> String {
    let parts = Part::of(numbers);
    let rest: usize = parts.iter().skip(MOST_PARTS).map(|part| part.count).sum();
    let mut shown: Vec<String> = parts
        .iter()
        .take(MOST_PARTS)
        .map(ToString::to_string)
        .collect();
    if rest > 0 {
        shown.push(format!("and {rest} more"));
    }
    shown.join(", ")
}

/// All of them, as a command takes them: `2001-2040 8001`.
pub(crate) fn typed<'a>(numbers: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<String> = Part::of(numbers).iter().map(ToString::to_string).collect();
    parts.join(" ")
}

/// Numbers that follow each other.
struct Part<'a> {
    first: &'a str,
    last: &'a str,
    count: usize,
}

impl<'a> Part<'a> {
    fn of(numbers: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        for number in numbers {
            match parts.last_mut() {
                Some(part) if follows(part.last, number) => {
                    part.last = number;
                    part.count += 1;
                }
                _ => parts.push(Self {
                    first: number,
                    last: number,
                    count: 1,
                }),
            }
        }
        parts
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            1 => f.write_str(self.first),
            _ => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

/// Whether they are digits of one length, and the next is one more.
fn follows(number: &str, next: &str) -> bool {
    let value = |text: &str| -> Option<u64> {
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        is_digits.then(|| text.parse().ok()).flatten()
    };
    number.len() == next.len()
        && value(number)
            .zip(value(next))
            .is_some_and(|(number, next)| number.checked_add(1) == Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_a_range() {
        for (numbers, shown) in [
            (&["2001"][..], "2001"),
            (&["2001", "2002", "2003", "2005"], "2001-2003, 2005"),
            // Of another length, or none at all.
            (&["099", "100", "0101", "front"], "099-100, 0101, front"),
            (&[], ""),
        ] {
            assert_eq!(of(numbers.iter().copied()), shown);
        }
        assert_eq!(typed(["2001", "2002", "8001"]), "2001-2002 8001");
        let odd: Vec<String> = (0..12).map(|n| (2001 + 2 * n).to_string()).collect();
        let shown = of(odd.iter().map(String::as_str));
        assert!(shown.ends_with("2015, and 4 more"), "{shown}");
    }
}
