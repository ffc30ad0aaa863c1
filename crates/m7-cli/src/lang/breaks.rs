//! Where a line of Chinese may be broken: between any two characters, but not before what closes and not
//! behind what opens. What clap says in brackets is broken at blanks alone, and no line has but one
//! character: most words have two.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What doesn't begin a line.
const CLOSING: &str = "，。、；：？！）》」』】…,.;:?!)]}%";
/// What doesn't end a line.
const OPENING: &str = "（《「『【([{";

/// Whether a line may be broken between these two.
fn may_break(before: char, after: char) -> bool {
    (is_wide(before) || is_wide(after))
        && ![before, after].contains(&' ')
        && !CLOSING.contains(after)
        && !OPENING.contains(before)
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

/// The parts of a line between which it may be broken, each with the blanks behind it.
pub(super) fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in line.char_indices() {
        let breaks = match before {
            Some(' ') => c != ' ',
            Some(before) => may_break(before, c) && !line[start..].starts_with('['),
            None => false,
        };
        if breaks {
            words.push(&line[start..at]);
            start = at;
        }
        before = Some(c);
    }
    match words.pop() {
        Some(before) if line[start..].width() <= 2 && !before.ends_with(' ') => {
            words.push(&line[start - before.len()..]);
        }
        before => {
            words.extend(before);
            words.push(&line[start..]);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_stays_where_it_belongs() {
        for (line, parts) in [
            ("plain words here", &["plain ", "words ", "here"][..]),
            ("  indented", &["  ", "indented"]),
            ("号码，密码", &["号", "码，", "密码"]),
            ("用（SIP）绑定", &["用", "（SIP）", "绑定"]),
            ("见 `m7 sip`。好", &["见 ", "`m7 ", "sip`。好"]),
            ("间隔 [默认：5s] 秒", &["间", "隔 ", "[默认：5s] ", "秒"]),
            ("", &[""]),
        ] {
            assert_eq!(words(line), parts, "{line}");
        }
    }
}
