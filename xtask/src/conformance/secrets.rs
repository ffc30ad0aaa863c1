//! What must not be shown, and how much of the rest is.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use m7_envelope::redact::{redact, redact_value};

/// How much of a value is shown, in characters.
const SHOWN: usize = 200;

/// How much of a value is looked at: it may be a list of 100,000 numbers.
const LOOKED_AT: usize = 50 * SHOWN;

/// The secrets of this run, the longest first: one may begin another, whose rest would be shown.
#[derive(Default)]
pub(crate) struct Secrets(BTreeSet<(Reverse<usize>, String)>);

impl Secrets {
    pub(crate) fn add(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.0.insert((Reverse(secret.len()), secret.to_owned()));
        }
    }

    /// The text without secrets and control characters, and cut.
    pub(crate) fn hide(&self, text: &str) -> String {
        // What is cut off here wouldn't be shown anyway.
        let text: String = text.chars().take(LOOKED_AT).collect();
        let mut hidden = redact(&text).into_owned();
        for (_, secret) in &self.0 {
            hidden = redact_value(&hidden, secret).into_owned();
        }
        let mut characters = hidden.chars().map(|character| match character {
            character if is_unsafe(character) => ' ',
            character => character,
        });
        let mut shown: String = characters.by_ref().take(SHOWN).collect();
        if characters.next().is_some() {
            shown.push('…');
        }
        shown
    }
}

/// Whether a terminal may do something else with it than show it: control characters, and those that
/// turn the direction of a text.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A URL without the user and the password that it may have, and that part.
pub(crate) fn without_user(url: &str) -> (String, Option<&str>) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rsplit_once('@') {
        Some((user, _)) => {
            let shown = format!("{scheme}://{}", &rest[user.len() + 1..]);
            (shown, Some(user))
        }
        None => (url.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_begins_another_leaves_nothing_of_it() {
        let mut secrets = Secrets::default();
        for secret in ["abc", "abcdefgh", "xyzabcdefgh"] {
            secrets.add(secret);
        }
        let hidden = secrets.hide("1 abcdefgh 2 abc 3 xyzabcdefgh 4");
        for rest in ["abc", "defgh", "xyz"] {
            assert!(!hidden.contains(rest), "{hidden}");
        }
    }

    #[test]
    fn nothing_that_moves_a_terminal_is_shown() {
        let hidden = Secrets::default().hide("99\u{1b}[2J00\u{9b}1\r\n\u{202e}7");
        assert_eq!(hidden, "99 [2J00 1   7");
    }

    #[test]
    fn a_url_is_shown_without_its_user() {
        for (url, shown, user) in [
            (
                "http://me:p@ss@host:80/x@y",
                "http://host:80/x@y",
                Some("me:p@ss"),
            ),
            ("http://host/@", "http://host/@", None),
            ("http://me@host", "http://host", Some("me")),
        ] {
            assert_eq!(without_user(url), (shown.to_owned(), user));
        }
    }
}
