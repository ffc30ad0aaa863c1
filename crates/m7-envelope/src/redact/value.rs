//! Where a secret's value ends.

use super::names::Extent;
use super::scan::{Quote, Spelling, Unit, What, unit};
use super::{By, Lead, Name, Redaction};

/// Words before a credential that belong to it: `Bearer x`.
const SCHEMES: [&str; 5] = ["basic", "bearer", "digest", "token", "apikey"];

/// What stands right before a quote that encloses a string in some language: `b'…'`, `u"…"`.
const STRING_PREFIXES: [&str; 6] = ["b", "u", "r", "f", "br", "rb"];

impl Redaction<'_> {
    /// Blanks the value that a name leads to, and says where to go on.
    pub(super) fn value(&mut self, name: &Name, lead: &Lead) -> usize {
        let start = self.value_start(lead);
        let Some(first) = unit(self.text, start) else {
            return start;
        };
        if lead.by == By::Tag {
            let end = self.until(start, |unit| {
                unit.is_one_of(&['<']) && unit.spelling == lead.spelling
            });
            self.blank(start, end);
            return end;
        }
        // In a form, a coded quote is part of the value.
        let quote = first
            .quote()
            .filter(|_| first.spelling != Spelling::Percent || lead.spelling == Spelling::Percent);
        let mut end = start;
        if let Some(quote) = quote {
            let (inner_end, closed) = self.closing(quote, first.end);
            if !self.goes_on(quote, closed) && (name.extent == Extent::Word || lead.quoted) {
                // Backslashes that end the value stand before those that escape the quote.
                let own = &self.text[start..first.end];
                let closing = &self.text[inner_end..closed];
                let kept = own.len() * usize::from(closing.ends_with(own));
                self.blank(first.end, if kept > 0 { closed - kept } else { inner_end });
                return closed;
            }
            end = closed;
        } else if first.is_one_of(&['{', '[', '(']) {
            end = self.bracket(start);
        }
        let is_line = name.extent == Extent::Line && !(lead.quoted && end > start);
        if !is_line {
            end = self.pieces(start, end, lead);
        }
        let bare = &self.text[start..end];
        let is_scheme = SCHEMES
            .iter()
            .any(|scheme| bare.eq_ignore_ascii_case(scheme));
        // What begins with a separator is no value as it should be, or an empty one of a form; what
        // ends with one is another name.
        let is_none = end == start && (lead.by == By::Colon || first.is_one_of(&['<', '>']));
        if is_line || is_scheme || is_none || bare.ends_with([':', '=']) {
            end = self.line(end, name, lead);
        }
        if end > start {
            self.blank(start, end);
        }
        end
    }

    fn value_start(&self, lead: &Lead) -> usize {
        let mut at = self.blanks(lead.at);
        // How a form writes a blank.
        while lead.spelling == Spelling::Percent && self.text[at..].starts_with('+') {
            at += 1;
        }
        at
    }

    /// The end of the line, or of the string that the name stands at the start of.
    fn line(&self, from: usize, name: &Name, lead: &Lead) -> usize {
        let enclosing = name
            .before
            .filter(|_| !lead.quoted)
            .and_then(|unit| unit.quote());
        self.until(from, |unit| {
            unit.is_one_of(&['\r', '\n'])
                || unit
                    .quote()
                    .zip(enclosing)
                    .is_some_and(|(quote, opening)| quote.closes(opening))
        })
    }

    /// Where the string ends that `opening` began before `from`: its content, and all of it. What
    /// further out ends it, too, isn't counted to it.
    fn closing(&self, opening: Quote, from: usize) -> (usize, usize) {
        let end = self.until(from, |unit| {
            unit.quote().is_some_and(|quote| quote.closes(opening))
        });
        match unit(self.text, end) {
            Some(closing) if closing.quote() == Some(opening) => (end, closing.end),
            _ => (end, end),
        }
    }

    /// Whether what follows a closed string is more of the same value: `'a''b'`, `""a""`.
    fn goes_on(&self, closed: Quote, at: usize) -> bool {
        let next = unit(self.text, at);
        next.and_then(|next| next.quote())
            .is_some_and(|quote| quote.continues(closed))
            || !self.is_closed(at)
    }

    /// The end of what this bracket encloses, or of all the text if nothing closes it. Brackets of
    /// other kinds count for nothing: where one is missing, that would end it too early.
    fn bracket(&self, start: usize) -> usize {
        let [opening, closing] = match unit(self.text, start).map(|unit| unit.what) {
            Some(What::Char('{')) => ['{', '}'],
            Some(What::Char('[')) => ['[', ']'],
            _ => ['(', ')'],
        };
        let (mut open, mut at) = (0_usize, start);
        while let Some(unit) = unit(self.text, at) {
            at = unit.end;
            if let Some(quote) = unit.quote() {
                at = self.closing(quote, at).1;
            } else if unit.is_one_of(&[opening]) {
                open += 1;
            } else if unit.is_one_of(&[closing]) {
                open = open.saturating_sub(1);
            }
            if open == 0 {
                break;
            }
        }
        at
    }

    /// The end of a value that begins at `start` and of which all up to `from` is known, with the
    /// quoted parts that it may have.
    fn pieces(&self, start: usize, from: usize, lead: &Lead) -> usize {
        let mut at = from;
        // A quote right behind a closed string goes on with it.
        let mut closed = unit(self.text, start)
            .filter(|_| from > start)
            .and_then(|unit| unit.quote());
        while let Some(unit) = unit(self.text, at) {
            let goes_on = |quote: Quote| closed.is_some_and(|closed| quote.continues(closed));
            match unit.quote() {
                Some(quote) if goes_on(quote) || self.opens(&unit, start, at, lead) => {
                    at = self.closing(quote, unit.end).1;
                    closed = Some(quote);
                }
                _ if self.ends(&unit, lead) => break,
                _ => (at, closed) = (unit.end, None),
            }
        }
        at
    }

    /// Whether a unit ends a value without quotes. A coded one does only if the separator before
    /// the value is coded, too: `%26` in a form is part of the value.
    fn ends(&self, unit: &Unit, lead: &Lead) -> bool {
        if unit.spelling != Spelling::Plain && unit.spelling != lead.spelling {
            return false;
        }
        unit.is_blank()
            || unit.quote().is_some()
            || unit.is_one_of(&['&', '<', '>', '}', ']'])
            || unit.is_one_of(&[',', ';']) && (lead.quoted || self.is_closed(unit.end))
    }

    /// Whether a quote within a value without quotes begins a part of it, as in `Some("x")`, rather
    /// than ending the string that all of it stands in.
    fn opens(&self, quote: &Unit, start: usize, at: usize, lead: &Lead) -> bool {
        if !self.ends(quote, lead) {
            return false;
        }
        let before = &self.text[start..at];
        before.ends_with(['(', '[', '{', '=', ':', '#', '@', '$'])
            || STRING_PREFIXES
                .iter()
                .any(|prefix| before.eq_ignore_ascii_case(prefix))
            || !self.is_closed(quote.end)
    }

    /// Whether what stands here can't be the inside of a value: a blank, the text's end, a
    /// separator or another quote.
    fn is_closed(&self, at: usize) -> bool {
        unit(self.text, at).is_none_or(|unit| {
            unit.is_blank()
                || unit.quote().is_some()
                || unit.what == What::Backslashes
                || unit.is_one_of(&[',', ';', ':', '.', '&', '<', '>', '}', ']', ')'])
        })
    }

    /// The first place from `start` on where `ends` is true, or the end of the text.
    fn until(&self, start: usize, ends: impl Fn(&Unit) -> bool) -> usize {
        let mut at = start;
        while let Some(unit) = unit(self.text, at).filter(|unit| !ends(unit)) {
            at = unit.end;
        }
        at
    }
}
