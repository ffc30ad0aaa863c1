//! curl commands.

use std::path::Path;

use super::words::Word;
use super::{Captured, known, words};

/// curl's one-letter options that take a value.
const LETTERS: &str = "AbCcDdEeFHKmoPQrTtUuwXxYyz";

/// The long ones that matter, and those whose value could be taken for a URL.
const LONG: [&str; 24] = [
    "header",
    "data",
    "data-raw",
    "data-binary",
    "data-ascii",
    "data-urlencode",
    "json",
    "request",
    "url",
    "config",
    "user",
    "user-agent",
    "referer",
    "cookie",
    "cookie-jar",
    "proxy",
    "output",
    "cacert",
    "cert",
    "key",
    "resolve",
    "connect-to",
    "write-out",
    "form",
];

/// The commands that are curl's and go to the API.
pub(super) fn read(text: &str) -> Vec<Captured> {
    words::commands(text)
        .iter()
        .filter_map(|words| request(arguments(words)?))
        .collect()
}

/// What follows `curl`, if that is the command.
fn arguments(words: &[Word]) -> Option<&[Word]> {
    let is_before = |word: &Word| {
        let text = word.text.as_str();
        matches!(
            text,
            "$" | "%" | "#" | ">" | "sudo" | "time" | "command" | "{" | "(" | "!" | "then" | "do"
        ) || text.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let at = words.iter().position(|word| !is_before(word))?;
    let name = Path::new(&words[at].text).file_name()?.to_str()?;
    matches!(name, "curl" | "curl.exe").then(|| &words[at + 1..])
}

fn request(words: &[Word]) -> Option<Captured> {
    let mut captured = Captured::default();
    let mut body = String::new();
    let mut is_from_elsewhere = false;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some((option, value)) = option(word, &mut words) else {
            if captured.target.is_none() && !word.text.starts_with('-') {
                captured.note_url(&word.text);
            }
            continue;
        };
        let Some(value) = value else { continue };
        match option.as_str() {
            "H" | "header" if value.text.starts_with('@') => is_from_elsewhere = true,
            "K" | "config" => is_from_elsewhere = true,
            "H" | "header" => note_header(&mut captured, &value),
            "X" | "request" => captured.method = Some(value.text),
            "url" => captured.note_url(&value.text),
            "d" | "json" => note_data(&mut body, &value),
            name if name.starts_with("data") => note_data(&mut body, &value),
            _ => {}
        }
    }
    captured.body = body.into();
    if captured.method.is_none() && !captured.body.is_empty() {
        captured.method = Some("POST".to_owned());
    }
    if is_from_elsewhere && captured.headers.is_empty() && captured.is_one() {
        captured.doubt = Some("this curl command takes its headers from elsewhere".to_owned());
    }
    captured.is_one().then_some(captured)
}

/// The option that a word is, with its value: in the same word, or the next.
fn option<'a>(
    word: &Word,
    rest: &mut impl Iterator<Item = &'a Word>,
) -> Option<(String, Option<Word>)> {
    let in_word = |text: &str| Word {
        text: text.to_owned(),
        expands: word.expands,
    };
    if let Some(long) = word.text.strip_prefix("--") {
        if let Some((name, value)) = long.split_once('=') {
            return Some((name.to_owned(), Some(in_word(value))));
        }
        let value = LONG.contains(&long).then(|| rest.next().cloned()).flatten();
        return Some((long.to_owned(), value));
    }
    let letters = word.text.strip_prefix('-')?;
    // Several letters in one word; the first that takes a value takes what is left of it.
    for (at, letter) in letters.char_indices() {
        if LETTERS.contains(letter) {
            let behind = &letters[at + letter.len_utf8()..];
            let value = if behind.is_empty() {
                rest.next().cloned()
            } else {
                Some(in_word(behind))
            };
            return Some((letter.to_string(), value));
        }
    }
    Some((letters.to_owned(), None))
}

fn note_header(captured: &mut Captured, value: &Word) {
    let text = value.text.as_str();
    // `name;` is how curl is told to send an empty one; `name:` is how to send none.
    let (name, content) = match (text.split_once(':'), text.strip_suffix(';')) {
        (Some((name, content)), _) => (name, Some(content.trim()).filter(|it| !it.is_empty())),
        (None, Some(name)) => (name, Some("")),
        (None, None) => return,
    };
    let (Some(name), Some(content)) = (known(name), content) else {
        return;
    };
    if value.expands {
        captured.doubt.get_or_insert_with(|| {
            format!("the shell has put in {name}, and what it was isn't here")
        });
    }
    captured.note(name, content);
}

fn note_data(body: &mut String, value: &Word) {
    // A file's content isn't here, and what the shell has put in isn't either.
    if value.expands || value.text.starts_with('@') {
        return;
    }
    if !body.is_empty() {
        body.push('&');
    }
    body.push_str(&value.text);
}
