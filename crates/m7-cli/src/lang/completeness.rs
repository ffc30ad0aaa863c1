//! That each text of the help has its translation, and that what is typed is the same in both.

use std::collections::BTreeSet;

use clap::{Arg, Command, CommandFactory as _, builder::StyledStr};

use super::{
    texts::{Texts, pieces},
    tree::{explained_values, translated},
    zh,
};
use crate::{cli::Cli, exit::EXITS};

/// Every text of the help, those that clap adds included.
fn english() -> BTreeSet<String> {
    let mut command = Cli::command();
    command.build();
    let mut texts = BTreeSet::new();
    of_command(&command, &mut texts);
    texts.extend(EXITS.iter().map(|(_, meaning)| (*meaning).to_owned()));
    texts
}

fn of_command(command: &Command, texts: &mut BTreeSet<String>) {
    let styled = [
        command.get_about(),
        command.get_long_about(),
        command.get_before_help(),
        command.get_before_long_help(),
        command.get_after_help(),
        command.get_after_long_help(),
    ];
    texts.extend(styled.into_iter().flatten().map(ToString::to_string));
    for argument in command.get_arguments() {
        of_argument(argument, texts);
    }
    for below in command.get_subcommands() {
        of_command(below, texts);
    }
}

fn of_argument(argument: &Arg, texts: &mut BTreeSet<String>) {
    let styled = [argument.get_help(), argument.get_long_help()];
    texts.extend(styled.into_iter().flatten().map(ToString::to_string));
    texts.extend(argument.get_help_heading().map(ToOwned::to_owned));
    let values = explained_values(argument).unwrap_or_default();
    let of_value = |help: &StyledStr| help.to_string();
    texts.extend(values.iter().filter_map(|it| it.get_help().map(of_value)));
}

/// What of the texts there is to be a translation of.
fn said() -> BTreeSet<String> {
    let english = english();
    let pieces = english.iter().flat_map(|text| pieces(text));
    let said = pieces.map(|piece| piece.said.into_owned());
    said.filter(|said| !said.is_empty()).collect()
}

#[test]
fn no_text_lacks_its_translation() {
    let said = said();
    let lacking: Vec<_> = said.iter().filter(|it| !Texts::chinese().has(it)).collect();
    assert!(lacking.is_empty(), "not in lang/zh: {lacking:#?}");
}

#[test]
fn no_translation_is_left_over() {
    let said = said();
    let left_over: Vec<_> = entries()
        .filter(|(text, _)| !said.contains(*text))
        .collect();
    assert!(left_over.is_empty(), "of no text: {left_over:#?}");
}

#[test]
fn no_text_is_translated_twice() {
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = entries().filter(|(text, _)| !seen.insert(*text)).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn the_translated_tree_is_as_sound_as_the_english_one() {
    translated(Cli::command(), Texts::chinese()).debug_assert();
}

#[test]
fn what_can_be_typed_is_the_same_in_both() {
    for (english, chinese) in entries() {
        for word in typed(english) {
            assert!(chinese.contains(word), "{word} isn't in {chinese:?}");
        }
    }
}

/// Options, variables, paths, files, numbers and what stands in backticks.
fn typed(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    let words = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| ",.;:()`".contains(c)));
    let is_typed = |word: &&str| {
        word.starts_with('-') && word.len() > 1
            || word.contains(['/', '_', '=']) && !word.contains(['{', '`'])
            || word.contains(|c: char| c.is_ascii_digit())
    };
    quoted.chain(words.filter(is_typed)).collect()
}

fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    zh::TEXTS.iter().copied().flatten().copied()
}
