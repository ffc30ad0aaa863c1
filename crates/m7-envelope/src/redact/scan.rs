//! The characters of a text, decoded from however they are spelled.
//!
//! Nothing is parsed: a reply that is cut off, or JSON within JSON within HTML, is read as far as it
//! goes. So a quote is known by how it is spelled, and only one that is spelled like it, or further
//! out, ends what it opened.

/// How a character is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As itself.
    Plain,
    /// `&quot;`, `&#34;`, `&#x22;`.
    Entity,
    /// `%22`.
    Percent,
    /// `\u0022`.
    Unicode,
}

/// A quote, told from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    mark: char,
    spelling: Spelling,
    /// How deep it is escaped: 0 for `"`, 1 for `\"`, 2 for `\\\"`.
    depth: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Char(char),
    Quote(Quote),
    /// Backslashes that escape neither a quote nor a code.
    Backslashes,
}

/// A character of the text, or backslashes with what they escape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) what: What,
    pub(super) spelling: Spelling,
    /// Where it ends in the text, in bytes.
    pub(super) end: usize,
}

/// The unit at a place of the text; `None` at its end.
pub(super) fn unit(text: &str, at: usize) -> Option<Unit> {
    let (mut end, mut backslashes) = (at, 0_u32);
    while let Some(coded) = coded(&text[end..]) {
        if coded.char == '\\' {
            // All of them at once: to look at the rest again for each would take for ever.
            backslashes += 1;
            end += coded.length;
            continue;
        }
        if backslashes > 0
            && let Some(char) = unicode(&text[end..])
        {
            return Some(spelled(char, Spelling::Unicode, backslashes, end + 5));
        }
        if backslashes > 0 && mark(coded.char).is_none() {
            break;
        }
        // A string in a string doubles its backslashes and escapes its quotes: 0, 1, 3, 7 … are the
        // depths, and each pair before them is a backslash in the string.
        let depth = (backslashes + 1).trailing_zeros() + 32 * coded.times;
        return Some(spelled(
            coded.char,
            coded.spelling,
            depth,
            end + coded.length,
        ));
    }
    (backslashes > 0).then_some(Unit {
        what: What::Backslashes,
        spelling: Spelling::Plain,
        end,
    })
}

impl Unit {
    /// The character of a word.
    pub(super) fn letter(&self) -> Option<char> {
        match self.what {
            What::Char(c) if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            _ => None,
        }
    }

    pub(super) fn quote(&self) -> Option<Quote> {
        match self.what {
            What::Quote(quote) => Some(quote),
            _ => None,
        }
    }

    pub(super) fn is_one_of(&self, chars: &[char]) -> bool {
        matches!(self.what, What::Char(c) if chars.contains(&c))
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(self.what, What::Char(c) if c.is_whitespace())
    }
}

impl Quote {
    /// Whether this quote ends what `opening` began: its like does, and so does one that is less
    /// deep, where the text in between is cut off.
    pub(super) fn closes(self, opening: Self) -> bool {
        self.mark == opening.mark
            && self.spelling == opening.spelling
            && self.depth <= opening.depth
    }

    /// Whether it is of this kind, as deep or deeper: then what stands between it and a closing
    /// quote is more of the same value, as in `'a''b'` and `'a'\''b'`.
    pub(super) fn continues(self, closed: Self) -> bool {
        closed.closes(self)
    }

    /// A backtick, which sets off a name in prose and encloses no value of a list.
    pub(super) fn is_backtick(self) -> bool {
        self.mark == '`'
    }
}

struct Coded {
    char: char,
    spelling: Spelling,
    length: usize,
    /// How often it is coded again: `%2522` and `&amp;quot;` once.
    times: u32,
}

fn spelled(char: char, spelling: Spelling, depth: u32, end: usize) -> Unit {
    let what = match mark(char) {
        Some(mark) => What::Quote(Quote {
            mark,
            spelling,
            depth,
        }),
        None => What::Char(char),
    };
    Unit {
        what,
        spelling,
        end,
    }
}

fn mark(char: char) -> Option<char> {
    match char {
        '"' | '\'' | '`' => Some(char),
        '“' | '”' | '„' | '＂' => Some('“'),
        '‘' | '’' => Some('‘'),
        '「' | '」' => Some('「'),
        _ => None,
    }
}

fn coded(text: &str) -> Option<Coded> {
    let char = text.chars().next()?;
    let coded = match char {
        '%' => percent(text),
        '&' => entity(text),
        _ => None,
    };
    Some(coded.unwrap_or(Coded {
        char,
        spelling: Spelling::Plain,
        length: char.len_utf8(),
        times: 0,
    }))
}

fn percent(text: &str) -> Option<Coded> {
    let mut code = &text[1..];
    let mut times = 0;
    while let Some(again) = code
        .strip_prefix("25")
        .filter(|rest| hex(rest, 2).is_some())
    {
        code = again;
        times += 1;
    }
    let char = hex(code, 2).filter(char::is_ascii)?;
    Some(Coded {
        char,
        spelling: Spelling::Percent,
        length: text.len() - code.len() + 2,
        times,
    })
}

fn entity(text: &str) -> Option<Coded> {
    let mut code = &text[1..];
    let mut times = 0;
    while let Some(again) = code
        .strip_prefix("amp;")
        .filter(|rest| named(rest).is_some())
    {
        code = again;
        times += 1;
    }
    let (char, length) = named(code)?;
    Some(Coded {
        char,
        spelling: Spelling::Entity,
        length: text.len() - code.len() + length,
        times,
    })
}

/// The character of `quot;`, `#34;` or `#x22;`, and the length of that.
fn named(text: &str) -> Option<(char, usize)> {
    // None that matters here is longer, zeros before a number included.
    let length = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = &text[..length];
    let char = match name {
        "quot" => '"',
        "apos" => '\'',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(number) => u32::from_str_radix(number, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((char, length + 1))
}

/// The character of `u0022`, which backslashes stand before. Half of a pair is no letter.
fn unicode(text: &str) -> Option<char> {
    let code = text.strip_prefix('u')?;
    hex(code, 4)
}

/// The character of so many hexadecimal digits.
fn hex(text: &str, digits: usize) -> Option<char> {
    let digits = text
        .get(..digits)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}
