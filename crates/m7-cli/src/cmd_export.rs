//! `m7 sip export`: the account's numbers as a roster.

use std::{fs::OpenOptions, io::Write as _, path::Path};

use m7::roster::Seen;

use crate::{
    cli::{
        Global, Output,
        roster::{ExportArgs, RosterFormat},
    },
    connection,
    failure::Failure,
    print, roster_failure,
};

pub(crate) async fn run(mut args: ExportArgs, global: &Global) -> Result<(), Failure> {
    args.format = args.format.or(by_output(global.output)?);
    let format = format(&args)?;
    let connection = connection::open(global).await?;
    let seen = Seen::list(&connection.m7)
        .await
        .map_err(roster_failure::without_file)?;
    if seen.is_empty() {
        print::warn("the account has no numbers, and a roster has one at least");
    }
    let roster = seen
        .roster()
        .map_err(|problems| roster_failure::of_problems(&problems, Path::new("the account")))?;
    let text = match format {
        RosterFormat::Csv => roster.to_csv(),
        RosterFormat::Yaml => roster.to_yaml(),
    };
    match &args.out {
        None => print::lines(&text)?,
        Some(path) => create(path, &text)?,
    }
    print::note(&format!(
        "{} numbers; codecs, NAT and passwords aren't in it, since no list shows them",
        seen.len()
    ));
    Ok(())
}

/// The format that `-o` means, if any.
fn by_output(output: Option<Output>) -> Result<Option<RosterFormat>, Failure> {
    match output {
        None | Some(Output::Table) => Ok(None),
        Some(Output::Csv) => Ok(Some(RosterFormat::Csv)),
        Some(Output::Yaml) => Ok(Some(RosterFormat::Yaml)),
        Some(Output::Json | Output::Jsonl) => {
            Err(Failure::usage("a roster is CSV or YAML, and no JSON")
                .hint("leave -o out, or give -o yaml; `m7 sip list -o json` is the list"))
        }
    }
}

fn format(args: &ExportArgs) -> Result<RosterFormat, Failure> {
    let by_name = args.out.as_deref().and_then(RosterFormat::of);
    match (args.format, &args.out) {
        (Some(format), Some(path)) if by_name.is_some_and(|by_name| by_name != format) => {
            Err(Failure::usage(format!(
                "the name of {} says another format than --format or -o",
                path.display()
            ))
            .hint("a roster is read by what its name ends in: give it another name"))
        }
        (Some(format), _) => Ok(format),
        (None, None) => Ok(RosterFormat::Csv),
        (None, Some(path)) => by_name.ok_or_else(|| unknown_format(path)),
    }
}

impl RosterFormat {
    /// The format that a roster of this name has.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" => Some(Self::Csv),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// A file name that doesn't say what the file is to hold.
pub(crate) fn unknown_format(path: &Path) -> Failure {
    Failure::usage(format!(
        "the name of {} doesn't say what it is to hold",
        path.display()
    ))
    .hint("let it end in .csv or .yaml")
}

/// Writes a file that isn't there yet.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| not_created(path, &error))
}

/// Why a new file couldn't be written.
pub(crate) fn not_created(path: &Path, error: &std::io::Error) -> Failure {
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        Failure::usage(format!(
            "{} is there already, and is left as it is",
            path.display()
        ))
        .hint("name another file, or move that one away")
    } else {
        Failure::usage(format!("can't write {}: {error}", path.display()))
    }
}
