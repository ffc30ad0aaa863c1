//! Header lines, bare or with something around them.

use super::{Captured, NAMES};

/// What ends a value that nothing encloses, where it doesn't go on to the end of its line.
const ENDS: [char; 10] = [' ', '\t', ',', ';', '}', ']', ')', '\'', '"', '\\'];

/// Whether it is what `curl -v` tells of a request.
pub(super) fn is_transcript(text: &str) -> bool {
    let sent = |line: &str| Some(request_line(line.strip_prefix('>')?)?.0.to_owned());
    text.lines().any(|line| sent(line).is_some())
}

/// The requests whose headers stand in a text.
pub(super) fn read(text: &str) -> Vec<Captured> {
    let mut reader = Reader::default();
    for line in text.lines() {
        reader.line(line);
    }
    reader.end();
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Vec<Captured>,
    now: Captured,
    body: String,
    /// How the first line of the request stood there, if that was seen.
    began: Option<Began>,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Began {
    /// As it was sent.
    Bare,
    /// Behind a `>`.
    Told,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Headers,
    /// Behind a blank line, where another request may begin, or what was sent.
    Behind,
}

impl Reader {
    fn line(&mut self, line: &str) {
        // What was answered.
        if line.starts_with("< ") {
            return;
        }
        let told = line.strip_prefix('>');
        let bare = told.unwrap_or(line).trim();
        if let Some((method, target)) = request_line(bare) {
            self.end();
            self.now.method = Some(method.to_owned());
            self.now.note_url(target);
            self.began = Some(if told.is_some() {
                Began::Told
            } else {
                Began::Bare
            });
            return;
        }
        match (self.place, self.began) {
            (Place::Headers, _) if bare.is_empty() => {
                if !self.now.headers.is_empty() {
                    self.place = Place::Behind;
                }
            }
            (Place::Behind, Some(Began::Told)) => {}
            (Place::Behind, Some(Began::Bare)) => {
                if !self.body.is_empty() {
                    self.body.push('\n');
                }
                self.body.push_str(line);
            }
            (Place::Headers, _) | (Place::Behind, None) => self.headers(bare),
        }
    }

    fn headers(&mut self, line: &str) {
        // Some write JSON so.
        let line = line.replace(r"\/", "/");
        for (name, value) in scan(&line) {
            if self.place == Place::Behind && self.now.header(name).is_some() {
                self.end();
            }
            self.now.note(name, value);
        }
    }

    /// The request is over.
    fn end(&mut self) {
        let mut ended = std::mem::take(self);
        ended.now.body = ended.body.trim_end_matches(['\r', '\n']).into();
        if ended.now.is_one() {
            ended.found.push(ended.now);
        }
        self.found = ended.found;
    }
}

/// `POST /path HTTP/1.1`.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_method && version.starts_with("HTTP/") && words.next().is_none())
        .then_some((method, target))
}

/// The headers that sign in a line without blanks around it, in their order.
fn scan(line: &str) -> Vec<(&'static str, &str)> {
    let lower = line.to_ascii_lowercase();
    let mut found: Vec<(usize, &'static str, &str)> = Vec::new();
    for name in NAMES {
        for (at, _) in lower.match_indices(name) {
            if let Some(value) = value(line, at, name.len()) {
                found.push((at, name, value));
            }
        }
    }
    found.sort_by_key(|(at, ..)| *at);
    found
        .into_iter()
        .map(|(_, name, value)| (name, value))
        .collect()
}

/// The value of the header whose name is at `at`, if it is one and has one.
fn value(line: &str, at: usize, length: usize) -> Option<&str> {
    let before = line[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || "-_".contains(c)) {
        return None;
    }
    let behind = &line[at + length..];
    let unquoted = behind.trim_start_matches(['\\', '"', '\'']);
    let is_quoted = unquoted.len() < behind.len();
    let separated = unquoted.trim_start();
    let (separator, rest) = separated.split_at_checked(1)?;
    // A pair has a comma, if it is quoted: `'m7-nonce', '025513'`.
    let separates = match separator {
        ":" | "=" => true,
        "," => is_quoted,
        _ => false,
    };
    if !separates {
        return None;
    }
    let rest = rest.strip_prefix('>').unwrap_or(rest).trim_start();
    let opened = rest.trim_start_matches('\\');
    if let Some(quote) = opened.chars().next().filter(|c| "\"'".contains(*c)) {
        let inside = &opened[1..];
        return Some(inside.split([quote, '\\']).next().unwrap_or(inside));
    }
    if separator == "," {
        return None;
    }
    if separator == ":" && at == 0 {
        return Some(rest.trim_end());
    }
    Some(rest.split(ENDS).next().unwrap_or(rest))
}
