//! Data as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use crate::{failure::Failure, print};

/// A value over several lines.
pub(crate) fn text(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(escaped)
        .map_err(|error| failed(&error))
}

/// A value on one line.
pub(super) fn line(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map(escaped)
        .map_err(|error| failed(&error))
}

pub(super) fn failed(error: &serde_json::Error) -> Failure {
    Failure::new(format!("can't write the result as JSON: {error}"))
}

/// The same JSON, without characters that could play with a terminal: outside of texts there are none,
/// and inside an escape says the same.
pub(crate) fn escaped(json: String) -> String {
    let unfit = |c: char| c != '\n' && print::is_unfit(c);
    if !json.contains(unfit) {
        return json;
    }
    let mut shown = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if unfit(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_play_with_a_terminal_is_escaped_and_comes_back() {
        let text = "a\u{1b}[2J\u{9b}2J\u{202e}b\u{200b}凯";
        let json = line(&text).unwrap();
        assert!(!json.contains(print::is_unfit), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
