//! In which language the help is.
//!
//! The English texts are those of `cli.rs` and its like; [`zh`] has the Chinese one for each. Only help is
//! translated: what a command prints is for programs too, and stays as it is.

mod zh;

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory as _, ValueEnum};

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

/// The tree of commands, its help in the language that is asked for.
pub(crate) fn command() -> Command {
    match Language::wanted(env::args_os().skip(1), |name| env::var_os(name)) {
        Language::En => Cli::command(),
        Language::Zh => in_chinese(Cli::command()),
    }
}

impl Language {
    /// The language that is asked for. It has to be known before anything else of the command line is,
    /// since that may be a request for help.
    fn wanted(
        arguments: impl IntoIterator<Item = OsString>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Self {
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let named = match argument.to_str() {
                Some("--lang") => arguments.next(),
                Some("--") => break,
                Some(text) => text.strip_prefix("--lang=").map(OsString::from),
                None => None,
            };
            if let Some(language) = named.and_then(|name| Self::from_str(name.to_str()?, true).ok())
            {
                return language;
            }
        }
        let locale = VARIABLES
            .iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()));
        match locale {
            Some(locale) if locale.to_string_lossy().starts_with("zh") => Self::Zh,
            _ => Self::En,
        }
    }
}

fn in_chinese(command: Command) -> Command {
    let texts: HashMap<&str, &'static str> = zh::TEXTS.iter().copied().collect();
    translated(command, &texts)
}

/// This command and all below it, each text of which there is a translation in it.
fn translated(mut command: Command, texts: &HashMap<&str, &'static str>) -> Command {
    let of = |text: Option<&StyledStr>| {
        text.and_then(|text| texts.get(text.to_string().as_str()).copied())
    };
    let (about, long) = (of(command.get_about()), of(command.get_long_about()));
    let more = of(command.get_after_help());
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    if let Some(more) = more {
        command = command.after_help(more);
    }
    command
        .mut_args(|argument| translated_argument(argument, texts))
        .mut_subcommands(|below| translated(below, texts))
        .subcommand_help_heading("命令")
        .help_template("{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
}

fn translated_argument(argument: Arg, texts: &HashMap<&str, &'static str>) -> Arg {
    let of = |text: Option<&StyledStr>| {
        text.and_then(|text| texts.get(text.to_string().as_str()).copied())
    };
    let heading = match argument.get_help_heading() {
        Some(heading) => texts.get(heading).copied(),
        None if argument.is_positional() => Some("参数"),
        None => Some("选项"),
    };
    let (help, long) = (of(argument.get_help()), of(argument.get_long_help()));
    let mut argument = argument;
    if let Some(heading) = heading {
        argument = argument.help_heading(heading);
    }
    if let Some(help) = help {
        argument = argument.help(help);
    }
    if let Some(long) = long {
        argument = argument.long_help(long);
    }
    argument
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every text of a command and of all below it.
    fn texts_of(command: &Command, texts: &mut BTreeSet<String>) {
        let mut take = |text: Option<&StyledStr>| texts.extend(text.map(ToString::to_string));
        take(command.get_about());
        take(command.get_long_about());
        take(command.get_after_help());
        for argument in command.get_arguments().filter(|it| !it.is_hide_set()) {
            take(argument.get_help());
            take(argument.get_long_help());
        }
        for argument in command.get_arguments() {
            texts.extend(argument.get_help_heading().map(ToOwned::to_owned));
        }
        for below in command.get_subcommands() {
            texts_of(below, texts);
        }
    }

    #[test]
    fn no_translation_is_left_over() {
        let mut english = BTreeSet::new();
        texts_of(&Cli::command(), &mut english);
        let translated: BTreeSet<String> = zh::TEXTS
            .iter()
            .map(|(text, _)| (*text).to_owned())
            .collect();
        let left_over: Vec<_> = translated.difference(&english).collect();
        assert!(left_over.is_empty(), "of no text: {left_over:#?}");
        assert_eq!(translated.len(), zh::TEXTS.len(), "one stands there twice");
    }

    #[test]
    fn the_translated_tree_is_as_sound_as_the_english_one() {
        in_chinese(Cli::command()).debug_assert();
    }

    #[test]
    fn what_is_typed_in_an_example_stays_what_it_is() {
        for (english, chinese) in zh::TEXTS {
            for line in english
                .lines()
                .filter(|line| line.trim_start().starts_with("m7 "))
            {
                let typed = line.trim_start().split("  ").next().unwrap_or_default();
                assert!(chinese.contains(typed), "{typed} isn't in {chinese}");
            }
        }
    }

    #[test]
    fn the_option_comes_before_the_environment() {
        let wanted = |arguments: &[&str], locale: &'static [(&str, &str)]| {
            Language::wanted(arguments.iter().map(Into::into), |name| {
                let found = locale.iter().find(|(variable, _)| *variable == name);
                found.map(|(_, value)| value.into())
            })
        };
        let chinese = &[("LANG", "zh_CN.UTF-8")];
        for (arguments, locale, language) in [
            (&[][..], &[][..], Language::En),
            (&[], chinese, Language::Zh),
            (&["sip", "--lang", "en"], chinese, Language::En),
            (&["--lang=zh"], &[], Language::Zh),
            (&["--", "--lang=zh"], &[], Language::En),
            (&["--lang", "fr"], chinese, Language::Zh),
            (
                &[],
                &[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")],
                Language::En,
            ),
            (&[], &[("LC_ALL", ""), ("LANG", "zh_TW")], Language::Zh),
        ] {
            assert_eq!(
                wanted(arguments, locale),
                language,
                "{arguments:?} {locale:?}"
            );
        }
    }
}
