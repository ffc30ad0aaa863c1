//! In which language the help is.
//!
//! The English texts are those of `cli` and its like; [`zh`] has the Chinese one for each. Only help is
//! translated: what a command prints is for programs too, and stays as it is. No Chinese text is looked
//! at unless it is asked for, so that nothing else starts slower.

mod breaks;
mod clap_words;
mod layout;
mod texts;
mod tree;
mod zh;

#[cfg(test)]
mod completeness;

use std::env;
use std::ffi::OsString;

use clap::{Command, CommandFactory as _, ValueEnum};

use self::texts::Texts;
use crate::cli::Cli;

/// A language that help can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// 中文
    Zh,
}

/// What decides where `--lang` isn't given, the first that is set.
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

impl Language {
    /// The language that was asked for, or that of the environment.
    pub(crate) fn wanted(asked: Option<Self>) -> Self {
        asked.unwrap_or_else(|| Self::of_locale(|name| env::var_os(name)))
    }

    fn of_locale(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let locale = VARIABLES
            .iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()));
        match locale {
            Some(locale) if locale.to_string_lossy().starts_with("zh") => Self::Zh,
            _ => Self::En,
        }
    }

    /// A tree of commands to be shown, with all its texts in this language. Nothing is to be read by
    /// it: the values of its options have lost their types.
    pub(crate) fn tree(self, command: Command) -> Command {
        match self {
            Self::En => command,
            Self::Zh => tree::translated(command, Texts::chinese()),
        }
    }

    /// A text of the help.
    pub(crate) fn text(self, english: &str) -> String {
        match self {
            Self::En => english.to_owned(),
            Self::Zh => Texts::chinese().of(english),
        }
    }

    /// How a command is used, as clap says it.
    pub(crate) fn usage(self, english: String) -> String {
        match self {
            Self::En => english,
            Self::Zh => english.replacen("Usage: ", clap_words::USAGE, 1),
        }
    }

    /// A page of the manual, in roff, as `clap_mangen` makes it.
    pub(crate) fn manual_page(self, page: String) -> String {
        match self {
            Self::En => page,
            Self::Zh => layout::manual_page(&page),
        }
    }
}

/// The help that this command line asks for, in Chinese, if it asks for any.
pub(crate) fn chinese_help(typed: &[OsString]) -> Option<String> {
    // clap breaks lines at blanks alone, so it is told to break none.
    let mut command = Language::Zh.tree(Cli::command().term_width(0));
    let asked = command.try_get_matches_from_mut(typed).err()?;
    let help = clap_words::in_chinese(&asked.render().ansi().to_string());
    Some(layout::within(&help, layout::width()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (locale, language) in [
            (&[][..], Language::En),
            (&[("LANG", "zh_CN.UTF-8")], Language::Zh),
            (&[("LC_MESSAGES", "zh_TW"), ("LANG", "C")], Language::Zh),
            (&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], Language::En),
            (&[("LC_ALL", ""), ("LANG", "zh")], Language::Zh),
            (&[("LANG", "de_DE.UTF-8")], Language::En),
        ] {
            let variable = |name: &str| {
                let found = locale.iter().find(|(variable, _)| *variable == name);
                found.map(|(_, value)| value.into())
            };
            assert_eq!(Language::of_locale(variable), language, "{locale:?}");
        }
    }
}
