//! From what was typed to a command, or to what is said instead.

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory as _, FromArgMatches as _, ValueEnum, error::ErrorKind};

use crate::{
    cli::{Cli, Colour, Errors, Output},
    exit::Exit,
    failure::Failure,
    lang::{self, Language},
    print,
};

/// Reads the command line. Whoever can't be understood, or asks for help, is answered here.
pub(crate) fn read() -> Result<Cli, ExitCode> {
    let typed: Vec<OsString> = std::env::args_os().collect();
    // It may not be understood, and how to say so stands in it.
    let early = Early::of(&typed);
    early.colour.choice().write_global();
    let mut command = Cli::command().color(early.clap_colour());
    command
        .try_get_matches_from_mut(&typed)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| early.answer(&error.format(&mut command), &typed))
}

/// What matters even of a command line that can't be right.
#[derive(Debug, Default, PartialEq, Eq)]
struct Early {
    output: Output,
    colour: Colour,
    language: Option<Language>,
}

impl Early {
    fn of(typed: &[OsString]) -> Self {
        let mut early = Self::default();
        let mut words = typed.iter().skip(1).map(|word| word.to_string_lossy());
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (&*word, None),
            };
            match name {
                "--" => break,
                "--output" => early.output(value.or_else(|| words.next().map(Into::into))),
                "--lang" => early.language(value.or_else(|| words.next().map(Into::into))),
                "--color" => early.colour(value.or_else(|| words.next().map(Into::into))),
                _ => {
                    if let Some(after) = after_short_output(&word) {
                        let value = match after {
                            "" => words.next().map(Into::into),
                            value => Some(value.trim_start_matches('=').to_owned()),
                        };
                        early.output(value);
                    }
                }
            }
        }
        early
    }

    fn output(&mut self, value: Option<String>) {
        self.output = known(value).unwrap_or(self.output);
    }

    fn colour(&mut self, value: Option<String>) {
        self.colour = known(value).unwrap_or(self.colour);
    }

    fn language(&mut self, value: Option<String>) {
        self.language = known(value).or(self.language);
    }

    fn clap_colour(&self) -> clap::ColorChoice {
        match self.colour {
            Colour::Auto => clap::ColorChoice::Auto,
            Colour::Always => clap::ColorChoice::Always,
            Colour::Never => clap::ColorChoice::Never,
        }
    }

    /// Help as it is, and an error as whoever reads it wants it.
    fn answer(&self, error: &clap::Error, typed: &[OsString]) -> ExitCode {
        let is_help = matches!(
            error.kind(),
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
        );
        if is_help || self.output.errors() == Errors::Text {
            self.print(error, typed);
            return if is_help { Exit::Done } else { Exit::Usage }.into();
        }
        failure(error).report(Errors::Json)
    }

    /// Help in the language that is asked for, and an error in English.
    fn print(&self, error: &clap::Error, typed: &[OsString]) {
        let has_help = matches!(
            error.kind(),
            ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        );
        let chinese = match Language::wanted(self.language) {
            Language::Zh if has_help => lang::chinese_help(typed),
            Language::Zh | Language::En => None,
        };
        // That nobody reads it is no failure.
        let _ = match chinese {
            Some(help) if error.use_stderr() => {
                print::error(&help);
                Ok(())
            }
            Some(help) => print::help(&help),
            None => error.print(),
        };
    }
}

/// What stands after `-o`, which other options of one letter may stand before: `-vo json`, `-ojson`.
fn after_short_output(word: &str) -> Option<&str> {
    let letters = word.strip_prefix('-')?;
    let at = letters.find('o')?;
    letters[..at]
        .chars()
        .all(|letter| "qvy".contains(letter))
        .then(|| &letters[at + 1..])
}

fn known<T: ValueEnum>(value: Option<String>) -> Option<T> {
    T::from_str(&value?, false).ok()
}

/// What clap says, without how it looks: the message, and below it tips and the usage.
fn failure(error: &clap::Error) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::usage("a command is missing").hint("m7 --help lists the commands");
    }
    let text = error.render().to_string();
    let mut parts = text.split("\n\n");
    let message = parts.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let tips: Vec<String> = parts
        .filter(|part| !part.starts_with("For more information"))
        .map(|part| joined(part.trim_start().trim_start_matches("tip: ")))
        .collect();
    let failure = Failure::usage(joined(message));
    if tips.is_empty() {
        failure
    } else {
        failure.hint(tips.join("; "))
    }
}

/// Lines as one.
fn joined(lines: &str) -> String {
    let words: Vec<&str> = lines.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_to_answer_is_seen_early() {
        for (typed, output) in [
            ("m7 sip list -o json", Output::Json),
            ("m7 -ojsonl sip list --nonsense", Output::Jsonl),
            ("m7 -vvo=json sip", Output::Json),
            ("m7 --output=json", Output::Json),
            ("m7 --output yaml", Output::Yaml),
            ("m7 -o json -o table", Output::Table),
            ("m7 sip get -- -o json", Output::Table),
            ("m7 -o xml", Output::Table),
            ("m7 --no json", Output::Table),
            ("m7 -o", Output::Table),
        ] {
            let typed: Vec<OsString> = typed.split(' ').map(Into::into).collect();
            assert_eq!(Early::of(&typed).output, output, "{typed:?}");
        }
    }

    #[test]
    fn the_language_is_seen_wherever_it_stands() {
        for (typed, language) in [
            ("m7 --help", None),
            ("m7 --help --lang zh", Some(Language::Zh)),
            ("m7 --lang=en sip -h", Some(Language::En)),
            ("m7 --lang zh --lang en", Some(Language::En)),
            ("m7 --lang fr --help", None),
            ("m7 sip get -- --lang zh", None),
        ] {
            let typed: Vec<OsString> = typed.split(' ').map(Into::into).collect();
            assert_eq!(Early::of(&typed).language, language, "{typed:?}");
        }
    }
}
