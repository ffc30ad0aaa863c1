//! `m7 config`: shows and changes what commands are configured with.

mod change;
mod list;

use serde::Serialize;

#[cfg(test)]
pub(crate) use self::list::Shown;
use crate::{
    cli::{Global, config::ConfigCommand},
    config::{Key, Place, alternatives, suggestion},
    failure::Failure,
    output::{Column, Row},
};

/// What can be shown, but not set: the profile in use, and where the secret key is.
const PROFILE: &str = "profile";
const SECRET_KEY: &str = "secret_key";

pub(crate) fn run(command: ConfigCommand, global: &Global) -> Result<(), Failure> {
    if global.sandbox {
        return Err(Failure::usage(
            "the embedded sandbox is configured by nothing, and uses no profile",
        )
        .hint("leave --sandbox out"));
    }
    match command {
        ConfigCommand::List => list::run(global),
        ConfigCommand::Path => path(global),
        ConfigCommand::Get { key } => list::get(&key, global),
        ConfigCommand::Set { key, value, create } => change::set(&key, &value, create, global),
        ConfigCommand::Unset { key } => change::unset(&key, global),
        ConfigCommand::Use { profile } => change::use_profile(&profile),
    }
}

/// Where the configuration is.
#[derive(Serialize)]
pub(crate) struct Paths {
    config: String,
    credentials: String,
}

impl Row for Paths {
    const FIELDS: &'static [&'static str] = &["config", "credentials"];

    /// The configuration alone, for `$(…)`.
    fn columns() -> Vec<Column<Self>> {
        vec![Column::of("config", "", |it| it.config.clone())]
    }
}

fn path(global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let place = Place::of_this_user()?;
    printer.object(&Paths {
        config: place.config().display().to_string(),
        credentials: place.credentials().display().to_string(),
    })
}

/// The setting of this name.
fn known(name: &str) -> Result<Key, Failure> {
    Key::of(name).ok_or_else(|| {
        let names = || Key::ALL.into_iter().map(Key::as_str);
        Failure::usage(format!(
            "there is no setting {name:?}{}",
            suggestion(name, names())
        ))
        .hint(format!("there are {}", alternatives(names())))
    })
}
