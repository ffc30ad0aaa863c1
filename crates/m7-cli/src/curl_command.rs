//! A request as a command for a shell: curl, signed by `m7 sign headers` when it is run.
//!
//! No secret stands in it. Those of the body are taken from the environment by the shell itself and
//! reach curl through a pipe, so that no list of processes shows them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use m7_envelope::redact::names_a_secret;
use serde::Serialize;

use crate::{
    json::Json,
    output::{Column, Row},
};

/// How long a body may be that is an argument, in bytes. Some systems take no longer ones than 128 KiB.
const LONGEST_ARGUMENT: usize = 32 * 1024;

/// A command, and the variables that it takes secrets from.
#[derive(Debug, Serialize)]
pub(crate) struct CurlCommand {
    #[serde(rename = "command")]
    pub(crate) text: String,
    pub(crate) variables: Vec<String>,
}

impl Row for CurlCommand {
    const FIELDS: &'static [&'static str] = &["command", "variables"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("command", "COMMAND", |it| it.text.clone()),
            Column::of("variables", "VARIABLES", |it| it.variables.join(", ")),
        ]
    }
}

/// The command that posts this body to this URL, signed for the profile that somebody named, or for
/// the usual account.
pub(crate) fn of(url: &str, body: &Json, profile: Option<&str>) -> CurlCommand {
    let mut writer = Writer::default();
    writer.value(body);
    let Writer {
        document,
        plain,
        variables,
        ..
    } = writer;
    let mut text = String::new();
    for name in &variables {
        let _ = writeln!(text, ": \"${{{name}:?}}\" &&");
    }
    let profile = profile.map_or_else(String::new, |name| format!("--profile {} ", quoted(name)));
    let _ = write!(
        text,
        "m7 {profile}sign headers --http | curl --silent --show-error --header @- \\\n  "
    );
    text.push_str("--header 'content-type: application/json' ");
    if variables.is_empty() && plain.len() <= LONGEST_ARGUMENT {
        let _ = write!(text, "--data-raw {} \\\n  {}", quoted(&plain), quoted(url));
    } else {
        // Expanded by the shell, and read by curl as a file.
        let _ = write!(
            text,
            "--data-binary @/dev/fd/3 \\\n  {} 3<<EOF\n{document}\nEOF",
            quoted(url)
        );
    }
    CurlCommand { text, variables }
}

/// Writes JSON twice: as it is, and as a document that a shell expands.
#[derive(Default)]
struct Writer {
    document: String,
    plain: String,
    variables: Vec<String>,
    taken: BTreeSet<String>,
}

impl Writer {
    fn value(&mut self, value: &Json) {
        match value {
            Json::Text(text) => self.text(text),
            Json::Word(word) => self.push(word.as_str()),
            Json::List(items) => {
                self.push("[");
                for (at, item) in items.iter().enumerate() {
                    self.comma(at);
                    self.value(item);
                }
                self.push("]");
            }
            Json::Object(fields) => {
                self.push("{");
                for (at, (name, value)) in fields.iter().enumerate() {
                    self.comma(at);
                    self.text(name);
                    self.push(": ");
                    if names_a_secret(name) && value.is_something() {
                        self.secret(name, value);
                    } else {
                        self.value(value);
                    }
                }
                self.push("}");
            }
        }
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.push(", ");
        }
    }

    fn text(&mut self, text: &str) {
        let quoted = serde_json::Value::from(text).to_string();
        self.push(&quoted);
    }

    fn push(&mut self, text: &str) {
        self.plain.push_str(text);
        for c in text.chars() {
            if matches!(c, '\\' | '$' | '`') {
                self.document.push('\\');
            }
            self.document.push(c);
        }
    }

    /// What the shell takes from the environment: a text is escaped as JSON wants it, all else is JSON.
    fn secret(&mut self, name: &str, value: &Json) {
        let variable = self.variable(name);
        let _ = match value {
            Json::Text(_) => write!(
                self.document,
                r#""$(printf %s "${variable}" | sed 's/[\\"]/\\&/g')""#
            ),
            _ => write!(self.document, "${variable}"),
        };
        self.variables.push(variable);
    }

    /// A name for a variable that no other has, e.g. `BODY_PASSWORD`.
    fn variable(&mut self, name: &str) -> String {
        let mut words = String::new();
        let mut was_lower = false;
        for c in name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        {
            if c.is_ascii_uppercase() && was_lower {
                words.push('_');
            }
            was_lower = c.is_ascii_lowercase();
            words.push(if c == '-' {
                '_'
            } else {
                c.to_ascii_uppercase()
            });
        }
        if words.is_empty() {
            words.push_str("SECRET");
        }
        let first = format!("BODY_{words}");
        let others = (2..).map(|number| format!("{first}_{number}"));
        let free = std::iter::once(first.clone())
            .chain(others)
            .find(|name| !self.taken.contains(name))
            .unwrap_or(first);
        self.taken.insert(free.clone());
        free
    }
}

/// A word that a shell takes as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(body: &str) -> CurlCommand {
        of("http://127.0.0.1:1/a", &Json::read(body).unwrap(), None)
    }

    #[test]
    fn no_secret_stands_in_it() {
        let body = r#"{"number": "2004", "password": "hunter2", "more": [{"Password": "tr0ub4dor", "secretKey": 4711}]}"#;
        let CurlCommand { text, variables } = command(body);
        for secret in ["hunter2", "tr0ub4dor", "4711"] {
            assert!(!text.contains(secret), "{text}");
        }
        assert_eq!(
            variables,
            ["BODY_PASSWORD", "BODY_PASSWORD_2", "BODY_SECRET_KEY"]
        );
    }

    #[test]
    fn it_is_signed_for_the_profile_that_was_named() {
        let body = Json::read("{}").unwrap();
        let command = of("http://127.0.0.1:1/a", &body, Some("it's")).text;
        assert!(command.starts_with(r"m7 --profile 'it'\''s' sign headers --http | curl "));
    }

    #[test]
    fn what_a_shell_would_change_is_kept_from_it() {
        let plain = command(r#"{"a": "it's $HOME `x`"}"#).text;
        assert!(
            plain.contains(r#"--data-raw '{"a": "it'\''s $HOME `x`"}'"#),
            "{plain}"
        );
        let document = command(r#"{"a": "$HOME `x` \\", "password": "p"}"#).text;
        assert!(
            document.contains(r#"{"a": "\$HOME \`x\` \\\\", "password": "#),
            "{document}"
        );
    }
}
