//! Texts from elsewhere, made fit for a terminal or a log.

use std::fmt;

/// A text that is written in one line and without control characters, which could otherwise move a
/// terminal's cursor or forge a line of a log.
pub(crate) struct Plain<'a>(pub(crate) &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(is_unfit) {
            match part.char_indices().next_back() {
                Some((at, last)) if is_unfit(last) => write!(f, "{} ", &part[..at])?,
                _ => f.write_str(part)?,
            }
        }
        Ok(())
    }
}

fn is_unfit(c: char) -> bool {
    // The second kind turns the direction of what follows.
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::Plain;

    #[test]
    fn control_characters_become_blanks_and_all_else_stays() {
        for (text, plain) in [
            ("", ""),
            ("号码已存在", "号码已存在"),
            ("a\r\nb\u{1b}[2J", "a  b [2J"),
            ("\u{202e}x\n", " x "),
        ] {
            assert_eq!(Plain(text).to_string(), plain);
        }
    }
}
