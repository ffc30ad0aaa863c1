//! `m7 completions`, `m7 man` and `m7 docs`: what `m7` says of itself, for shells, people and programs.

use std::fs;

use clap::{Arg, ArgAction, Command, CommandFactory as _};
use serde::Serialize;

use crate::cli::{
    Cli, Global, Output,
    about::{CompletionsArgs, DocsArgs, ManArgs},
};
use crate::exit::EXITS;
use crate::failure::Failure;
use crate::output::{Column, Printer, Row};
use crate::print;

/// Prints what a shell reads to complete commands.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "m7", &mut script);
    print::line(String::from_utf8_lossy(&script).trim_end())
}

/// Prints the manual page of `m7`, or writes one for each command.
pub(crate) fn man(args: &ManArgs) -> Result<(), Failure> {
    let command = Cli::command();
    let Some(folder) = &args.out else {
        let page = page_of(command)?;
        return print::line(String::from_utf8_lossy(&page).trim_end());
    };
    let failed = |error| Failure::new(format!("can't write {}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(command, folder).map_err(failed)?;
    print::note(&format!(
        "the pages are in {}: try `man -l {}`",
        folder.display(),
        folder.join("m7.1").display()
    ));
    Ok(())
}

fn page_of(command: Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| Failure::new(format!("can't make a manual page: {error}")))?;
    Ok(page)
}

/// Prints the tree of commands.
pub(crate) fn docs(args: &DocsArgs, global: &Global) -> Result<(), Failure> {
    let printer = match global.output {
        None if args.json => Printer::new(Output::Json, &global.fields)?,
        _ => global.printer()?,
    };
    let mut command = Cli::command();
    command.build();
    let tree = Documented::of(&command, "m7");
    let leaves = tree.leaves();
    if printer.is_for_people() {
        let line = |it: &Leaf| print::line(&format!("{:<28}{}", it.path, it.about));
        return leaves.iter().try_for_each(line);
    }
    let whole = Docs {
        version: env!("CARGO_PKG_VERSION"),
        exit_codes: EXITS
            .iter()
            .map(|(code, meaning)| ExitCode {
                code: *code,
                meaning,
            })
            .collect(),
        command: tree,
    };
    printer.document(&whole, &leaves)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Docs {
    version: &'static str,
    exit_codes: Vec<ExitCode>,
    command: Documented,
}

#[derive(Serialize)]
struct ExitCode {
    code: u8,
    meaning: &'static str,
}

/// A command that does something by itself.
#[derive(Serialize)]
pub(crate) struct Leaf {
    path: String,
    about: String,
    usage: String,
}

impl Row for Leaf {
    const FIELDS: &'static [&'static str] = &["path", "about", "usage"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("path", "COMMAND", |it| it.path.clone()),
            Column::of("about", "ABOUT", |it| it.about.clone()),
        ]
    }
}

/// A command and all below it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Documented {
    name: String,
    /// As it is typed: `m7 sip create`.
    path: String,
    about: String,
    usage: String,
    /// What follows the options in its help, examples above all.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<String>,
    arguments: Vec<Argument>,
    commands: Vec<Documented>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are what programs ask of an argument"
)]
struct Argument {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    long: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    short: Option<char>,
    help: String,
    is_required: bool,
    /// Whether it can be given after any command.
    is_global: bool,
    /// Whether a value follows it.
    takes_value: bool,
    is_repeatable: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    default: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
}

impl Documented {
    fn of(command: &Command, path: &str) -> Self {
        let text = |styled: Option<&clap::builder::StyledStr>| styled.map(ToString::to_string);
        let below = |command: &&Command| command.get_name() != "help";
        Self {
            name: command.get_name().to_owned(),
            path: path.to_owned(),
            about: text(command.get_about()).unwrap_or_default(),
            usage: command.clone().render_usage().to_string(),
            more: text(command.get_after_help()),
            arguments: command
                .get_arguments()
                .filter(|argument| !argument.is_hide_set())
                .map(Argument::of)
                .collect(),
            commands: command
                .get_subcommands()
                .filter(below)
                .map(|command| Self::of(command, &format!("{path} {}", command.get_name())))
                .collect(),
        }
    }

    /// Each command that does something by itself.
    fn leaves(&self) -> Vec<Leaf> {
        if self.commands.is_empty() {
            return vec![Leaf {
                path: self.path.clone(),
                about: self.about.clone(),
                usage: self.usage.clone(),
            }];
        }
        self.commands.iter().flat_map(Self::leaves).collect()
    }
}

impl Argument {
    fn of(argument: &Arg) -> Self {
        let takes_value = argument.get_action().takes_values();
        Self {
            name: argument.get_id().to_string(),
            long: argument.get_long().map(ToOwned::to_owned),
            short: argument.get_short(),
            help: argument
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default(),
            is_required: argument.is_required_set(),
            is_global: argument.is_global_set(),
            takes_value,
            is_repeatable: matches!(argument.get_action(), ArgAction::Append | ArgAction::Count),
            default: argument
                .get_default_values()
                .iter()
                .filter(|_| takes_value)
                .map(|value| value.to_string_lossy().into_owned())
                .collect(),
            values: argument
                .get_possible_values()
                .iter()
                .filter(|_| takes_value && !argument.is_hide_possible_values_set())
                .map(|value| value.get_name().to_owned())
                .collect(),
        }
    }
}
