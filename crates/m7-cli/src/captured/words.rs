//! A shell's commands taken apart into words, as far as a text alone tells.

use std::{iter::Peekable, str::Chars};

/// One word of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// It holds what only the shell could have put in: `$NAME`, `$(…)`, backquotes.
    pub(super) expands: bool,
}

/// The commands of a text, each with its words.
pub(crate) fn commands(text: &str) -> Vec<Vec<Word>> {
    let text = without_carets(text);
    let mut reader = Reader {
        chars: text.chars().peekable(),
        word: None,
        command: Vec::new(),
        commands: Vec::new(),
    };
    reader.run();
    reader.commands
}

/// What `cmd.exe` escapes with a caret, as browsers copy commands for it.
fn without_carets(text: &str) -> String {
    if !["^\"", "^\n", "^\r\n"]
        .iter()
        .any(|sign| text.contains(sign))
    {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '^' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('\r') => {
                chars.next_if_eq(&'\n');
                plain.push(' ');
            }
            Some('\n') => plain.push(' '),
            Some(escaped) => plain.push(escaped),
            None => {}
        }
    }
    plain
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    word: Option<Word>,
    command: Vec<Word>,
    commands: Vec<Vec<Word>>,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(c) = self.chars.next() {
            match c {
                '\n' | ';' | '|' | '&' => self.end_command(),
                ' ' | '\t' | '\r' => self.end_word(),
                '#' if self.word.is_none() => while self.chars.next_if(|c| *c != '\n').is_some() {},
                '\'' => self.single(),
                '"' => self.double(),
                '\\' => self.escaped(),
                '$' => self.dollar(),
                c => {
                    self.word().expands |= c == '`';
                    self.push(c);
                }
            }
        }
        self.end_command();
    }

    fn word(&mut self) -> &mut Word {
        self.word.get_or_insert_default()
    }

    fn push(&mut self, c: char) {
        self.word().text.push(c);
    }

    fn end_word(&mut self) {
        self.command.extend(self.word.take());
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.command.is_empty() {
            self.commands.push(std::mem::take(&mut self.command));
        }
    }

    /// A backslash outside of quotes: the next character as it is, or a line that goes on.
    fn escaped(&mut self) {
        match self.chars.next() {
            Some('\r') if self.chars.next_if_eq(&'\n').is_some() => {}
            Some('\n') | None => {}
            Some(c) => self.push(c),
        }
    }

    fn single(&mut self) {
        self.word();
        while let Some(c) = self.chars.next() {
            if c == '\'' {
                return;
            }
            self.push(c);
        }
    }

    fn double(&mut self) {
        self.word();
        while let Some(c) = self.chars.next() {
            match c {
                '"' => return,
                '\\' => match self.chars.next_if(|c| "$`\"\\\n".contains(*c)) {
                    Some('\n') => {}
                    Some(c) => self.push(c),
                    None => self.push('\\'),
                },
                '$' if self.expansion_follows() => {
                    self.word().expands = true;
                    self.push('$');
                }
                c => {
                    self.word().expands |= c == '`';
                    self.push(c);
                }
            }
        }
    }

    /// A dollar outside of quotes: `$'…'`, `$"…"`, `$NAME`, or itself.
    fn dollar(&mut self) {
        if self.chars.next_if_eq(&'\'').is_some() {
            self.ansi();
        } else if self.chars.next_if_eq(&'"').is_some() {
            self.double();
        } else {
            let expands = self.expansion_follows();
            self.word().expands |= expands;
            self.push('$');
        }
    }

    fn expansion_follows(&mut self) -> bool {
        let begins = |c: &char| c.is_alphanumeric() || "_{(".contains(*c);
        self.chars.peek().is_some_and(begins)
    }

    /// `$'…'`, with the escapes of C.
    fn ansi(&mut self) {
        self.word();
        while let Some(c) = self.chars.next() {
            let c = match c {
                '\'' => return,
                '\\' => match self.chars.next() {
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some('x') => self.digits(16, 2),
                    Some('u') => self.digits(16, 4),
                    Some('U') => self.digits(16, 8),
                    Some(c @ '0'..='7') => self.octal(c),
                    Some(c) => c,
                    None => return,
                },
                c => c,
            };
            self.push(c);
        }
    }

    fn octal(&mut self, first: char) -> char {
        let first = first.to_digit(8).unwrap_or_default();
        self.number(first, 8, 2)
    }

    fn digits(&mut self, radix: u32, most: u32) -> char {
        self.number(0, radix, most)
    }

    /// A character by its number, of at most so many more digits.
    fn number(&mut self, first: u32, radix: u32, most: u32) -> char {
        let mut number = first;
        for _ in 0..most {
            let Some(digit) = self.chars.peek().and_then(|c| c.to_digit(radix)) else {
                break;
            };
            self.chars.next();
            number = number.saturating_mul(radix).saturating_add(digit);
        }
        char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let commands = commands(text).into_iter();
        commands
            .map(|words| words.into_iter().map(|word| word.text).collect())
            .collect()
    }

    #[test]
    fn words_are_read_as_a_shell_reads_them() {
        for (text, words) in [
            ("a 'b c'd \"e f\"", vec!["a", "b cd", "e f"]),
            (r#"'it'\''s' "a\"b\\c\d""#, vec!["it's", r#"a"b\c\d"#]),
            ("a \\\n  b \\\r\n c", vec!["a", "b", "c"]),
            (r"$'a\n\x2b\u53f7\'\101' ''", vec!["a\n+号'A", ""]),
            ("a # b ' c", vec!["a"]),
            ("a 'open", vec!["a", "open"]),
            (
                "curl ^\"a^\" ^\n ^\"{^\\^\"b^\\^\"}^\"",
                vec!["curl", "a", "{\"b\"}"],
            ),
        ] {
            assert_eq!(texts(text), [words], "{text}");
        }
        assert_eq!(
            texts("a; b && c | d\ne"),
            [["a"], ["b"], ["c"], ["d"], ["e"]]
        );
    }

    #[test]
    fn what_a_shell_puts_in_is_noticed() {
        for (text, expands) in [
            ("$A", true),
            ("\"x${A}\"", true),
            ("\"$(a)\"", true),
            ("`a`", true),
            ("'$A'", false),
            ("\"\\$A\"", false),
            ("a$", false),
            ("$'$A'", false),
        ] {
            assert_eq!(commands(text)[0][0].expands, expands, "{text}");
        }
    }
}
