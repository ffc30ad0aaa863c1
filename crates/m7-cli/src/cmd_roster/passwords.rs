//! `m7 roster passwords`: those that were made up, for whoever sets up the phones.

use std::io::{self, IsTerminal};

use m7::roster::GeneratedPassword;

use crate::{
    applying::Account,
    cli::{Global, roster::PasswordsArgs},
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
    let wanted = wanted(all, &args.numbers, &account.name)?;
    match &args.place.out {
        Some(path) => PasswordFile::create(path)?.write(&wanted, global.output)?,
        None => print::secret(&password_list::text(&wanted, global.output)?)?,
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
