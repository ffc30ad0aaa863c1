//! The tree of commands with its texts in another language.

use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr};
use clap::{Arg, Command};

use super::texts::Texts;

/// This command and all below it, with those that clap adds, in other words.
pub(super) fn translated(mut command: Command, texts: &Texts) -> Command {
    command.build();
    of_command(command, texts)
}

fn of_command(mut command: Command, texts: &Texts) -> Command {
    let of = |text: Option<&StyledStr>| text.map(|text| texts.of(&text.to_string()));
    let (about, long_about) = (of(command.get_about()), of(command.get_long_about()));
    let (more, long_more) = (
        of(command.get_after_help()),
        of(command.get_after_long_help()),
    );
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(about) = long_about {
        command = command.long_about(about);
    }
    if let Some(more) = more {
        command = command.after_help(more);
    }
    if let Some(more) = long_more {
        command = command.after_long_help(more);
    }
    command
        .mut_args(|argument| of_argument(argument, texts))
        .mut_subcommands(|below| of_command(below, texts))
}

fn of_argument(mut argument: Arg, texts: &Texts) -> Arg {
    let of = |text: Option<&StyledStr>| text.map(|text| texts.of(&text.to_string()));
    let (help, long_help) = (of(argument.get_help()), of(argument.get_long_help()));
    let heading = argument.get_help_heading().and_then(|it| texts.heading(it));
    if let Some(heading) = heading {
        argument = argument.help_heading(heading);
    }
    if let Some(help) = help {
        argument = argument.help(help);
    }
    if let Some(help) = long_help {
        argument = argument.long_help(help);
    }
    match explained_values(&argument) {
        Some(values) => argument.value_parser(PossibleValuesParser::new(
            values.into_iter().map(|value| of_value(value, texts)),
        )),
        None => argument,
    }
}

/// The values of an argument, if anything is said of them.
pub(super) fn explained_values(argument: &Arg) -> Option<Vec<PossibleValue>> {
    let values = argument.get_possible_values();
    let is_explained = values.iter().any(|value| value.get_help().is_some());
    is_explained.then_some(values)
}

fn of_value(value: PossibleValue, texts: &Texts) -> PossibleValue {
    match value.get_help().map(|help| texts.of(&help.to_string())) {
        Some(help) => value.help(help),
        None => value,
    }
}
