//! `m7 completions`, `m7 man` and `m7 docs`: what `m7` says of itself, for shells, people and programs.

use std::{fs, io, path::Path};

use clap::{Arg, ArgAction, Command, CommandFactory as _};
use serde::Serialize;

use crate::cli::{
    Cli, Global, Output,
    about::{CompletionsArgs, DocsArgs, ManArgs},
};
use crate::exit::EXITS;
use crate::failure::Failure;
use crate::lang::Language;
use crate::output::{Column, Printer, Row};
use crate::print;

/// Prints what a shell reads to complete commands.
pub(crate) fn completions(args: &CompletionsArgs, global: &Global) -> Result<(), Failure> {
    let mut command = Language::wanted(global.lang).tree(Cli::command());
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "m7", &mut script);
    print::line(String::from_utf8_lossy(&script).trim_end())
}

/// Prints the manual page of `m7`, or writes one for each command.
pub(crate) fn man(args: &ManArgs, global: &Global) -> Result<(), Failure> {
    let language = Language::wanted(global.lang);
    let Some(folder) = &args.out else {
        let page = page(language.tree(Cli::command()), language)
            .map_err(|error| Failure::new(format!("can't make a manual page: {error}")))?;
        return print::line(page.trim_end());
    };
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    fs::create_dir_all(folder)
        .and_then(|()| write_pages(&language.tree(command), language, folder))
        .map_err(|error| Failure::new(format!("can't write {}: {error}", folder.display())))?;
    print::note(&format!(
        "the pages are in {}: try `man -l {}`",
        folder.display(),
        folder.join("m7.1").display()
    ));
    Ok(())
}

/// Writes a page for a command and each below it.
fn write_pages(command: &Command, language: Language, folder: &Path) -> io::Result<()> {
    for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        write_pages(below, language, folder)?;
    }
    let name = clap_mangen::Man::new(command.clone()).get_filename();
    fs::write(folder.join(name), page(command.clone(), language)?)
}

fn page(command: Command, language: Language) -> io::Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    let page = String::from_utf8(page).map_err(io::Error::other)?;
    Ok(language.manual_page(page))
}

/// Prints the tree of commands.
pub(crate) fn docs(args: &DocsArgs, global: &Global) -> Result<(), Failure> {
    let printer = match global.output {
        None if args.json => Printer::new(Output::Json, &global.fields)?,
        _ => global.printer()?,
    };
    let mut command = Cli::command();
    command.build();
    let language = Language::wanted(global.lang);
    let tree = Documented::of(&language.tree(command), "m7", language);
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
                meaning: language.text(meaning),
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
    meaning: String,
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
    fn of(command: &Command, path: &str, language: Language) -> Self {
        let text = |styled: Option<&clap::builder::StyledStr>| styled.map(ToString::to_string);
        let below = |command: &&Command| command.get_name() != "help";
        Self {
            name: command.get_name().to_owned(),
            path: path.to_owned(),
            about: text(command.get_about()).unwrap_or_default(),
            usage: language.usage(command.clone().render_usage().to_string()),
            more: text(command.get_after_help()),
            arguments: command
                .get_arguments()
                .filter(|argument| !argument.is_hide_set())
                .map(Argument::of)
                .collect(),
            commands: command
                .get_subcommands()
                .filter(below)
                .map(|command| {
                    let path = format!("{path} {}", command.get_name());
                    Self::of(command, &path, language)
                })
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
