//! The texts of the help by what they are in English.

use std::{borrow::Cow, collections::HashMap, sync::OnceLock};

use super::zh;

/// What each text is.
pub(super) struct Texts(HashMap<&'static str, &'static str>);

impl Texts {
    /// All of them in Chinese. Not to be asked for unless they are shown, since it makes a table.
    pub(super) fn chinese() -> &'static Self {
        static CHINESE: OnceLock<Texts> = OnceLock::new();
        CHINESE.get_or_init(|| Self(zh::TEXTS.iter().copied().flatten().copied().collect()))
    }

    /// A text, piece by piece: what is typed in it stays as it is, in its place.
    pub(super) fn of(&self, english: &str) -> String {
        let pieces: Vec<String> = pieces(english)
            .into_iter()
            .map(|Piece { kept, said }| {
                format!("{kept}{}", self.0.get(&*said).copied().unwrap_or(&said))
            })
            .collect();
        pieces.join("\n")
    }

    /// What stands above options of a kind.
    pub(super) fn heading(&self, english: &str) -> Option<&'static str> {
        self.0.get(english).copied()
    }

    #[cfg(test)]
    pub(super) fn has(&self, english: &str) -> bool {
        self.0.contains_key(english)
    }
}

/// Lines of prose, however they are broken, or one line of an example or a table with all that is said
/// of it.
pub(super) struct Piece<'a> {
    /// What stays as it is: what is typed.
    kept: &'a str,
    /// What is said, of it or by itself.
    pub(super) said: Cow<'a, str>,
}

pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut in_prose = false;
    for line in text.lines() {
        let is_prose = !line.is_empty() && !line.starts_with(' ');
        match pieces.last_mut() {
            Some(prose) if is_prose && in_prose => prose.goes_on(line),
            Some(comment) if line.starts_with(COMMENTS) => comment.goes_on(line.trim_start()),
            _ => pieces.push(Piece::of(line)),
        }
        in_prose = is_prose;
    }
    pieces
}

/// What lines begin with that go on with the comment of the one above them.
const COMMENTS: &str = "                    ";
/// What lines begin with that have no more than what is typed or printed.
const TYPED: [&str; 8] = ["m7 ", "curl -", "curl $", "pass ", "-", "{", "$", "M7_"];

impl<'a> Piece<'a> {
    fn of(line: &'a str) -> Self {
        let text = line.trim_start();
        let indentation = line.len() - text.len();
        let said_from = match text.rfind("  ") {
            Some(at) => indentation + at + 2,
            None if indentation > 0 && TYPED.iter().any(|it| text.starts_with(it)) => line.len(),
            None => indentation,
        };
        let (kept, said) = line.split_at(said_from);
        Self {
            kept,
            said: said.into(),
        }
    }

    fn goes_on(&mut self, line: &str) {
        let said = self.said.to_mut();
        said.push(' ');
        said.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_stays_in_its_place() {
        let texts = Texts(HashMap::from([
            ("Examples:", "示例："),
            ("a list", "一个列表"),
            ("Prose on two lines", "正文"),
        ]));
        for (english, chinese) in [
            (
                "Examples:\n  m7 sip list    a list",
                "示例：\n  m7 sip list    一个列表",
            ),
            ("Examples:\n  m7 sip list", "示例：\n  m7 sip list"),
            ("Prose\non two lines\n\nExamples:", "正文\n\n示例："),
            (
                "a list\n  a list\n    a list",
                "一个列表\n  一个列表\n    一个列表",
            ),
            (
                "  m7 demo            a\n                     list",
                "  m7 demo            一个列表",
            ),
            ("nothing known", "nothing known"),
        ] {
            assert_eq!(texts.of(english), chinese);
        }
    }
}
