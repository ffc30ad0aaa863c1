//! `m7 roster passwords`: those that were made up, for whoever sets up the phones.

use std::{
    fs::OpenOptions,
    io::{self, IsTerminal, Write as _},
    path::Path,
};

use m7::roster::GeneratedPassword;
use serde::Serialize;
use zeroize::Zeroizing;

use super::account::Account;
use crate::{
    cli::{Global, Output, roster::PasswordsArgs},
    cmd_export::not_created,
    connection,
    exit::Exit,
    failure::Failure,
    input, print, roster_failure,
    roster_view::counted,
};

const HEADER: &str = "number,password,password_version,certain\n";

pub(super) async fn run(args: PasswordsArgs, global: &Global) -> Result<(), Failure> {
    if args.place.stdout && io::stdout().is_terminal() {
        return Err(Failure::usage("passwords aren't shown on a terminal")
            .hint("give --out FILE, or pipe them into whatever needs them"));
    }
    let connection = connection::unused(global).await?;
    let account = Account::of(&connection, global, &args.store)?;
    let folder = account.folder.clone();
    let all = input::blocking(move || {
        GeneratedPassword::read(folder).map_err(roster_failure::without_file)
    })
    .await?;
    let wanted = wanted(all, &args.numbers, &account.name)?;
    let text = text(&wanted, form(args.place.out.as_deref(), global.output))?;
    match &args.place.out {
        Some(path) => create(path, text.as_bytes())?,
        None => print::secret(&text)?,
    }
    let uncertain = wanted.iter().filter(|it| !it.is_certain).count();
    print::note(&counted(wanted.len(), "password"));
    if uncertain > 0 {
        print::warn(&format!(
            "of {uncertain} it isn't known whether they were set: the last one that is certain may \
             hold instead; `m7 roster apply … --resume` finds out"
        ));
    }
    Ok(())
}

fn wanted(
    all: Vec<GeneratedPassword>,
    numbers: &[String],
    account: &str,
) -> Result<Vec<GeneratedPassword>, Failure> {
    let none = |whose: &str| {
        Failure::of(
            Exit::NotFound,
            format!("no password was made up for {whose} by this machine"),
        )
    };
    if all.is_empty() {
        return Err(none(&format!("any number on {account}"))
            .hint("it is done by `m7 roster apply` for rows that say password: generate"));
    }
    let is_there = |number: &&String| all.iter().any(|it| it.number == **number);
    let missing: Vec<&str> = numbers
        .iter()
        .filter(|number| !is_there(number))
        .map(String::as_str)
        .collect();
    if !missing.is_empty() {
        return Err(none(&missing.join(", ")));
    }
    Ok(all
        .into_iter()
        .filter(|it| numbers.is_empty() || numbers.contains(&it.number))
        .collect())
}

/// One of them as JSON and YAML have it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    number: &'a str,
    password: &'a str,
    password_version: u32,
    certain: bool,
}

/// How a file of this name is written: as its name says, as `-o` says, or as CSV.
fn form(path: Option<&Path>, output: Option<Output>) -> Output {
    let extension = path
        .and_then(Path::extension)
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase);
    match (extension.as_deref(), output) {
        (Some("csv"), _) => Output::Csv,
        (Some("json"), _) => Output::Json,
        (Some("jsonl"), _) => Output::Jsonl,
        (Some("yaml" | "yml"), _) => Output::Yaml,
        (_, output) => output.unwrap_or(Output::Csv),
    }
}

/// All of them, in memory of which no copy is left behind: as large as it gets, so that it never grows,
/// and written without anything in between.
fn text(passwords: &[GeneratedPassword], form: Output) -> Result<Zeroizing<String>, Failure> {
    let size = passwords
        .iter()
        .map(|it| 128 + 6 * (it.number.len() + it.password.expose().len()));
    let mut text = Zeroizing::new(Vec::with_capacity(HEADER.len() + size.sum::<usize>()));
    let (begin, before, between, end) = match form {
        Output::Table | Output::Csv => (HEADER, "", "", ""),
        Output::Json => ("[\n", "  ", ",\n", "\n]\n"),
        Output::Jsonl => ("", "", "\n", "\n"),
        // JSON is YAML.
        Output::Yaml => ("", "- ", "\n", "\n"),
    };
    text.extend_from_slice(begin.as_bytes());
    for (index, it) in passwords.iter().enumerate() {
        let between = if index > 0 { between } else { "" };
        text.extend_from_slice(between.as_bytes());
        text.extend_from_slice(before.as_bytes());
        match form {
            Output::Table | Output::Csv => csv_row(&mut text, it)?,
            _ => serde_json::to_writer(&mut *text, &Shown::of(it)).map_err(|_| not_written())?,
        }
    }
    text.extend_from_slice(end.as_bytes());
    match String::from_utf8(std::mem::take(&mut *text)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(not_written())
        }
    }
}

fn csv_row(text: &mut Vec<u8>, it: &GeneratedPassword) -> Result<(), Failure> {
    let (version, certain) = (it.version.to_string(), it.is_certain.to_string());
    csv::Writer::from_writer(text)
        .write_record([&it.number, it.password.expose(), &version, &certain])
        .map_err(|_| not_written())
}

impl<'a> Shown<'a> {
    fn of(it: &'a GeneratedPassword) -> Self {
        Self {
            number: &it.number,
            password: it.password.expose(),
            password_version: it.version,
            certain: it.is_certain,
        }
    }
}

/// What the library says may quote a row.
fn not_written() -> Failure {
    Failure::new("the passwords can't be written")
}

/// Writes a file that isn't there yet, and is nobody else's business.
fn create(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text).and_then(|()| file.sync_all()))
        .map_err(|error| not_created(path, &error))
}
