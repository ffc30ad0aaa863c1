//! `m7 roster passwords`: those that were made up, for whoever sets up the phones.

use std::io::{self, IsTerminal};

use m7::roster::GeneratedPassword;

use crate::{
    applying::Account,
    cli::{Global, numbers::Numbers, roster::PasswordsArgs},
    connection,
    exit::Exit,
    failure::Failure,
    input,
    password_list::{self, PasswordFile},
    print, roster_failure,
    roster_view::counted,
};

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
    let wanted = wanted(all, args.numbers, &account.name)?;
    match &args.place.out {
        Some(path) => PasswordFile::create(path)?.write(&wanted, global.output)?,
        None => print::secret(&password_list::text(&wanted, global.output)?)?,
    }
    print::note(&counted(wanted.len(), "password"));
    password_list::warn_of_uncertain(&wanted);
    Ok(())
}

fn wanted(
    all: Vec<GeneratedPassword>,
    numbers: Vec<String>,
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
    if numbers.is_empty() {
        return Ok(all);
    }
    let numbers = Numbers::from(numbers);
    let scope = numbers.scope()?;
    let mut wanted = all;
    wanted.retain(|it| scope.contains(&it.number));
    let is_there = |number: &&str| wanted.iter().any(|it| it.number == *number);
    let missing: Vec<&str> = numbers.named().filter(|it| !is_there(it)).collect();
    if !missing.is_empty() {
        return Err(none(&missing.join(", ")));
    }
    if wanted.is_empty() {
        return Err(none(&numbers.typed()));
    }
    Ok(wanted)
}
