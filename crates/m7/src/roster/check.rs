//! What can't be right of a row by itself.
//!
//! Whatever passes can be written to a file and read back as the same row.

use std::collections::HashSet;

use super::row::{AgentRule, is_nobody};
use super::scope::NumberRange;
use super::{PasswordRule, Problem, Row, Scope};
use crate::input;

/// Longer than any number or id, in bytes.
const LONGEST_WORD: usize = 200;
/// Longer than any path.
const LONGEST_RULE: usize = 4096;
/// More than anybody reads of a note, in characters.
const LONGEST_NOTE: usize = 1000;

/// Adds what is wrong with this row to the problems.
pub(super) fn check(row: &Row, scope: Option<&Scope>, problems: &mut Vec<Problem>) {
    let mut found = |field: &str, value: Option<&str>, what: String| {
        let problem = Problem::new(what).at(row.place).field(field);
        problems.push(match value {
            Some(value) => problem.value(value),
            None => problem,
        });
    };
    if let Err(wrong) = input::check_number(&row.number) {
        found("number", None, wrong);
    } else if let Err(wrong) = check_typed(&row.number) {
        found("number", Some(&row.number), wrong);
    } else if scope.is_some_and(|scope| !scope.contains(&row.number)) {
        let what = "it is outside the roster's scope: widen the scope, or take the row out";
        found("number", Some(&row.number), what.to_owned());
    }
    if let Err(wrong) = check_codecs(row) {
        found("codecs", None, wrong);
    }
    if let AgentRule::Bound(agent_id) = &row.agent {
        if let Err(wrong) = input::check_agent_id(agent_id) {
            found("agent_id", None, wrong);
        } else if let Err(wrong) = check_typed(agent_id) {
            found("agent_id", Some(agent_id), wrong);
        } else if is_nobody(agent_id) {
            let what = "as an agent's id it would mean nobody in a file";
            found("agent_id", Some(agent_id), what.to_owned());
        }
    }
    if let Some(rule) = &row.password
        && !can_be_written(rule)
    {
        let what = "no roster file can say it: name a variable or a path, of 4096 bytes at most and \
                    without blanks at its ends";
        found("password", None, what.to_owned());
    }
    if row.password_version == 0 {
        let what = "versions count from 1: write 1 or more";
        found("password_version", Some("0"), what.to_owned());
    }
    if let Err(wrong) = check_note(row.note.as_deref().unwrap_or_default()) {
        found("note", None, wrong);
    }
}

/// What spreadsheets, input methods and web pages make of a word.
fn check_typed(word: &str) -> Result<(), String> {
    if word.len() > LONGEST_WORD {
        return Err(format!("it is longer than {LONGEST_WORD} bytes"));
    }
    // What most words are.
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    if is_shortened(word) {
        let what = "Excel has shortened this number: format the column as text and type it again";
        return Err(what.to_owned());
    }
    if let Some(c) = word.chars().find(|c| is_invisible(*c)) {
        return Err(format!(
            "it holds the character U+{:04X}, which can't be seen: type it again",
            u32::from(c)
        ));
    }
    if word.chars().any(|c| matches!(c, '０'..='９')) {
        let narrow: String = word.chars().map(narrow).collect();
        return Err(format!("its digits are full-width: write {narrow}"));
    }
    if let Some(Ok(range)) = NumberRange::read(word) {
        return Err(format!(
            "{range} is a range, and a row is for one number: write a row for each, or in YAML a range"
        ));
    }
    if word.contains('"') {
        return Err("it holds a quote: write it without".to_owned());
    }
    Ok(())
}

/// A long number as Excel shows and saves it: `8.61381E+12`.
fn is_shortened(word: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((mantissa, exponent)) = word.split_once(['E', 'e']) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix('+').unwrap_or_default();
    is_digits(whole) && is_digits(fraction) && is_digits(exponent)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The character of ASCII of which this is the full-width form.
fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

fn check_codecs(row: &Row) -> Result<(), String> {
    let Some(codecs) = &row.codecs else {
        return Ok(());
    };
    if codecs.is_empty() {
        return Err("there is none: name one at least, or leave it out".to_owned());
    }
    input::check_codecs(codecs)?;
    let mut seen = HashSet::new();
    match codecs.iter().find(|codec| !seen.insert(codec.as_str())) {
        None => Ok(()),
        Some(codec) => Err(format!("{codec} stands there twice: leave one")),
    }
}

/// Whether a file's text for this rule is read as this rule.
fn can_be_written(rule: &PasswordRule) -> bool {
    match rule {
        PasswordRule::Generate => true,
        rule => {
            let text = rule.to_string();
            text.len() <= LONGEST_RULE && text.trim().parse().as_ref() == Ok(rule)
        }
    }
}

fn check_note(note: &str) -> Result<(), String> {
    if note.chars().nth(LONGEST_NOTE).is_some() {
        return Err(format!("a note has {LONGEST_NOTE} characters at most"));
    }
    match note
        .chars()
        .find(|c| c.is_control() && !"\n\t".contains(*c))
    {
        None => Ok(()),
        Some(c) => Err(format!("it holds the character U+{:04X}", u32::from(c))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_excel_writes_is_taken_for_shortened() {
        for word in ["2.004E+03", "8.61381E+12", "1E+11", "8,61E+12", "2.5e+3"] {
            assert!(is_shortened(word), "{word}");
        }
        for word in ["2004", "2E5", "E+5", "2.E+5", "2004E+", "reception"] {
            assert!(!is_shortened(word), "{word}");
        }
    }
}
