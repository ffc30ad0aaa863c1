//! That each command teaches by examples, which can be typed.

use clap::{Command, CommandFactory as _, Parser as _};

use super::Cli;
use crate::captured::commands;

/// The commands below this one, each with its path.
fn leaves(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
    let path = format!("{path} {}", command.get_name()).trim().to_owned();
    if command.get_subcommands().next().is_none() {
        found.push((path.clone(), command.clone()));
    }
    for below in command.get_subcommands() {
        leaves(below, &path, found);
    }
}

/// What stands below the options.
fn lessons(command: &Command) -> String {
    let texts = [command.get_after_help(), command.get_after_long_help()];
    let texts: Vec<String> = texts
        .into_iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    texts.join("\n")
}

/// The `m7` commands of a help text: of lines that are indented, without the remark beside them.
fn examples(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\\\n    ", "");
    let lines = text.lines().filter_map(|line| line.strip_prefix("  "));
    lines
        .flat_map(|line| commands(line.split("   ").next().unwrap_or_default()))
        .map(|words| words.into_iter().map(|word| word.text))
        .map(|words| {
            words
                .skip_while(|word| word.starts_with("M7_"))
                .take_while(|word| !word.starts_with('>'))
                .collect()
        })
        .filter(|words: &Vec<String>| words.first().is_some_and(|word| word == "m7"))
        .collect()
}

#[test]
fn each_command_has_an_example_of_itself() {
    let mut all = Vec::new();
    leaves(&Cli::command(), "", &mut all);
    for (path, command) in all {
        let words: Vec<&str> = path.split(' ').collect();
        let is_of_it = |example: &Vec<String>| {
            let mut rest = example.iter();
            words.iter().all(|word| rest.any(|it| it == word))
        };
        let text = lessons(&command);
        assert!(examples(&text).iter().any(is_of_it), "{path}: {text}");
    }
}

#[test]
fn each_example_can_be_typed() {
    fn check(command: &Command) -> usize {
        let text = lessons(command);
        let examples = examples(&text);
        for example in &examples {
            // What stands for something.
            if example.iter().any(|word| word.contains('…')) {
                continue;
            }
            if let Err(error) = Cli::try_parse_from(example) {
                panic!("{}: {example:?}: {error}", command.get_name());
            }
        }
        examples.len() + command.get_subcommands().map(check).sum::<usize>()
    }
    assert!(check(&Cli::command()) > 50);
}
