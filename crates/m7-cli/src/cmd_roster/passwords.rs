//! `m7 roster passwords`: those that were made up, for whoever sets up the phones.

use std::{
    fs::OpenOptions,
    io::{self, IsTerminal, Write as _},
    path::Path,
};

use m7::roster::GeneratedPassword;
use zeroize::Zeroizing;

use super::account::Account;
use crate::{
    cli::Global, cli_roster::PasswordsArgs, cmd_export::not_created, connection, exit::Exit,
    failure::Failure, input, print, roster_failure, roster_view::counted,
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
    let text = csv(&wanted)?;
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

fn csv(passwords: &[GeneratedPassword]) -> Result<Zeroizing<String>, Failure> {
    let size = passwords
        .iter()
        .map(|it| 64 + 2 * it.number.len() + 2 * it.password.expose().len());
    // As large as it gets, so that no copy of it is left behind by growing.
    let mut text = Vec::with_capacity(HEADER.len() + size.sum::<usize>());
    text.extend_from_slice(HEADER.as_bytes());
    let mut writer = csv::Writer::from_writer(text);
    for it in passwords {
        let (version, certain) = (it.version.to_string(), it.is_certain.to_string());
        writer
            .write_record([&it.number, it.password.expose(), &version, &certain])
            .map_err(|_| not_written())?;
    }
    let bytes = writer.into_inner().map_err(|_| not_written())?;
    String::from_utf8(bytes)
        .map(Zeroizing::new)
        .map_err(|_| not_written())
}

/// What the library says may quote a row.
fn not_written() -> Failure {
    Failure::new("the passwords can't be written as CSV")
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
