//! Passwords, secrets and signs out of any text.
//!
//! A reply echoes the request with its password and its sign, and what can't be decoded (cut off,
//! HTML around it, JSON inside a JSON string) echoes them just as well. So this works on texts, not
//! on JSON: it looks for names of secrets and blanks what stands behind them, and rather blanks too
//! much than too little. All that it looks at it has either copied or blanked then, so that its time
//! grows with the text and no faster.

mod names;
mod scan;
mod value;

use std::borrow::Cow;
use std::ops::Range;

use names::Extent;
pub use names::names_a_secret;
use scan::{Spelling, Unit, unit};

/// What stands in a secret's place.
pub const REDACTED: &str = "[redacted]";

/// How long a key may be, in units, for a string behind a name to be taken for one.
const LONGEST_KEY: usize = 64;

/// The text with the values of all secrets replaced by `[redacted]`.
///
/// Secret is what is named so ([`names_a_secret`]): `password`, `secretKey`, `m7-sign`,
/// `authorization`, `token` and their like, as a JSON key, a header, a form field, a word before `:`
/// or `=`, an XML element, or the first of a pair (`["m7-sign", "…"]`). Quotes may be escaped to any
/// depth, and names and quotes coded as in JSON, HTML and URLs.
///
/// ```
/// use m7_envelope::redact::redact;
///
/// assert_eq!(
///     redact(r#"{"number": "2004", "password": "12\"34", "cut": {"m7-sign": "ybCw"#),
///     r#"{"number": "2004", "password": "[redacted]", "cut": {"m7-sign": "[redacted]"#,
/// );
/// assert_eq!(redact("nothing to hide"), "nothing to hide");
/// ```
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut redaction = Redaction {
        text,
        copied: 0,
        out: String::new(),
        last: 0..0,
    };
    let (mut at, mut before) = (0, None);
    while let Some(unit) = unit(text, at) {
        at = match unit.letter() {
            Some(_) => redaction.word(at, before),
            None => unit.end,
        };
        before = Some(unit);
    }
    redaction.finish()
}

/// The text with every occurrence of `secret` itself blanked, for a caller that knows it. An empty
/// secret changes nothing.
///
/// ```
/// use m7_envelope::redact::redact_value;
///
/// assert_eq!(redact_value("unknown word hunter2", "hunter2"), "unknown word [redacted]");
/// ```
pub fn redact_value<'a>(text: &'a str, secret: &str) -> Cow<'a, str> {
    if secret.is_empty() || !text.contains(secret) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace(secret, REDACTED))
    }
}

/// A text of which some is copied and some blanked.
struct Redaction<'a> {
    text: &'a str,
    /// Where in the text the next copy begins.
    copied: usize,
    out: String,
    /// Where the last word stands.
    last: Range<usize>,
}

/// What stands between a name and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Colon,
    /// `=` and arrows, a bracket, the place in a list.
    Other,
    /// `<name>`.
    Tag,
}

/// The name of a secret, and what is known of where it stands.
struct Name {
    end: usize,
    /// What stands right before it.
    before: Option<Unit>,
    extent: Extent,
    /// It is an option of a command line: `--password`.
    is_option: bool,
}

/// Where a value is to be looked for.
struct Lead {
    at: usize,
    by: By,
    /// How the separator is spelled: separators of the value's end are spelled the same.
    spelling: Spelling,
    /// The name is enclosed in quotes, so a value without any ends where JSON's do.
    quoted: bool,
}

impl<'a> Redaction<'a> {
    /// Reads the word at `start`, blanks its value if it names a secret, and says where to go on.
    fn word(&mut self, start: usize, before: Option<Unit>) -> usize {
        let (mut end, mut word) = (start, String::new());
        while let Some(unit) = unit(self.text, end)
            && let Some(letter) = unit.letter()
        {
            word.push(letter);
            end = unit.end;
        }
        let extent = extent(&word, before).or_else(|| self.two_words(&word, start));
        self.last = start..end;
        let Some(extent) = extent else {
            return end;
        };
        let name = Name {
            end,
            before,
            extent,
            is_option: word.starts_with("--"),
        };
        match self.lead(&name) {
            Some(lead) => self.value(&name, &lead),
            None => end,
        }
    }

    /// Whether a word makes a secret's name with the one before it: `secret key`, `pass phrase`.
    fn two_words(&self, word: &str, start: usize) -> Option<Extent> {
        let seconds = ["key", "word", "code", "phrase"];
        let is_second = seconds
            .iter()
            .any(|second| word.eq_ignore_ascii_case(second));
        let last = &self.text[self.last.clone()];
        (is_second && self.last.end + 1 == start)
            .then(|| names::extent(&format!("{last}{word}")))
            .flatten()
    }

    /// What leads from a name to its value.
    fn lead(&self, name: &Name) -> Option<Lead> {
        let lead = |at, by, spelling, quoted| Lead {
            at,
            by,
            spelling,
            quoted,
        };
        if let Some(next) = unit(self.text, name.end) {
            if next.is_one_of(&['>']) && name.before.is_some_and(|unit| unit.is_one_of(&['<'])) {
                return Some(lead(next.end, By::Tag, next.spelling, false));
            }
            if next.is_one_of(&['(']) && self.quote_at(next.end).is_some() {
                return Some(lead(next.end, By::Other, next.spelling, false));
            }
        }
        let (gap_end, quote) = self.gap(name.end);
        let quoted = quote.is_some() && name.before.is_some_and(|unit| unit.quote().is_some());
        // Not all that code quotes code the separator between them, too.
        let spelling = quote.map_or(Spelling::Plain, |unit| unit.spelling);
        if let Some((at, by, own)) = self.separator(gap_end) {
            let spelling = if own == Spelling::Plain {
                spelling
            } else {
                own
            };
            return Some(lead(at, by, spelling, quoted));
        }
        if quoted
            && !quote
                .and_then(|unit| unit.quote())
                .is_some_and(scan::Quote::is_backtick)
            && let Some(at) = self.pair(gap_end)
        {
            return Some(lead(at, By::Other, spelling, quoted));
        }
        if name.is_option && gap_end > name.end && !self.text[gap_end..].starts_with('-') {
            return Some(lead(gap_end, By::Other, spelling, quoted));
        }
        None
    }

    /// The end of what may stand between a name and a separator, and the last quote in it.
    fn gap(&self, from: usize) -> (usize, Option<Unit>) {
        let (mut at, mut quote) = (from, None);
        loop {
            at = self.blanks(at);
            match unit(self.text, at) {
                Some(unit) if unit.quote().is_some() => (at, quote) = (unit.end, Some(unit)),
                Some(unit) if unit.what == scan::What::Backslashes => at = unit.end,
                Some(unit) if unit.is_one_of(&[']', ')']) => at = unit.end,
                _ => return (at, quote),
            }
        }
    }

    /// The end of the blanks here, of those too that are written as `\n`.
    fn blanks(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(blank) = unit(self.text, at) {
            let escaped = blank.what == scan::What::Backslashes
                && self.text[blank.end..].starts_with(['n', 'r', 't']);
            if !blank.is_blank() && !escaped {
                break;
            }
            at = blank.end + usize::from(escaped);
        }
        at
    }

    /// `:`, `=`, `=>`, `==`, `:=` here: where it ends, which, and how it is spelled.
    fn separator(&self, at: usize) -> Option<(usize, By, Spelling)> {
        let first = unit(self.text, at)?;
        let by = if first.is_one_of(&[':', '：']) {
            By::Colon
        } else if first.is_one_of(&['=', '＝']) {
            By::Other
        } else {
            return None;
        };
        let mut end = first.end;
        while let Some(more) = unit(self.text, end).filter(|unit| unit.is_one_of(&[':', '=', '>']))
        {
            end = more.end;
        }
        Some((end, by, first.spelling))
    }

    /// Where the value begins of a name that is itself the value of a field or the first of a pair:
    /// `"name": "m7-sign", "value": "…"`, `["m7-sign", "…"]`, `name="m7-sign" value="…"`.
    fn pair(&self, from: usize) -> Option<usize> {
        let comma = unit(self.text, from).filter(|unit| unit.is_one_of(&[',']));
        let second = self.blanks(comma.map_or(from, |comma| comma.end));
        let key = match unit(self.text, second)?.quote() {
            Some(_) => self.short_string(second),
            None => self
                .text
                .get(second..second + 5)
                .map(|word| (word, second + 5)),
        };
        let value = key.and_then(|(key, end)| Some((key, self.separator(self.blanks(end))?)));
        match value {
            Some((key, (at, ..))) => key.eq_ignore_ascii_case("value").then_some(at),
            None => (comma.is_some() && self.quote_at(second).is_some()).then_some(second),
        }
    }

    /// What the quotes here enclose, and where they end, if it is as short as a key is. What is longer
    /// is a value, and isn't looked through twice.
    fn short_string(&self, start: usize) -> Option<(&str, usize)> {
        let opening = unit(self.text, start)?;
        let mut at = opening.end;
        for _ in 0..LONGEST_KEY {
            let next = unit(self.text, at)?;
            if next
                .quote()
                .zip(opening.quote())
                .is_some_and(|(quote, opening)| quote.closes(opening))
            {
                return Some((&self.text[opening.end..at], next.end));
            }
            at = next.end;
        }
        None
    }

    /// The quote here, perhaps behind letters that say how it is to be read: `b'…'`.
    fn quote_at(&self, from: usize) -> Option<Unit> {
        let mut at = from;
        for _ in 0..3 {
            let unit = unit(self.text, at)?;
            if unit.quote().is_some() {
                return Some(unit);
            }
            unit.letter()?;
            at = unit.end;
        }
        None
    }

    /// Copies what stands before a value and blanks it.
    fn blank(&mut self, from: usize, to: usize) {
        self.out.push_str(&self.text[self.copied..from]);
        self.out.push_str(REDACTED);
        self.copied = to;
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.text);
        }
        self.out.push_str(&self.text[self.copied..]);
        Cow::Owned(self.out)
    }
}

/// How far the value of this word goes, if it names a secret. Behind a backslash its first letter
/// may be the backslash's: `\nsign`.
fn extent(word: &str, before: Option<Unit>) -> Option<Extent> {
    names::extent(word).or_else(|| {
        before.filter(|unit| unit.what == scan::What::Backslashes)?;
        names::extent(word.strip_prefix(['n', 'r', 't'])?)
    })
}

#[cfg(test)]
mod tests;
