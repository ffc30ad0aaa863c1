//! `m7 config`: shows and changes what commands are configured with.

mod change;
mod list;

use crate::{
    cli::{Global, Output},
    cli_config::ConfigCommand,
    config::{Key, Place, alternatives, suggestion},
    failure::Failure,
    print,
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

fn path(global: &Global) -> Result<(), Failure> {
    let place = Place::of_this_user()?;
    let path = place.config().display().to_string();
    match global.output {
        Output::Json => print::json(&serde_json::json!({
            "config": path,
            "credentials": place.credentials().display().to_string(),
        })),
        Output::Table | Output::Csv => print::line(&path),
    }
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
