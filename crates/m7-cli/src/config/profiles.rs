//! `config.toml`: the profiles, and which one is meant where nobody says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml_edit::Item;

use super::key::Key;
use super::name::{ProfileName, alternatives, suggestion};
use super::origin::Origin;
use super::toml_file::{Entry, TomlFile};
use crate::failure::Failure;

/// The setting that names the profile to use where nobody says.
pub(super) const DEFAULT_PROFILE: &str = "default_profile";
/// The table of all profiles.
pub(super) const PROFILES: &str = "profiles";
/// Where a profile's secret key is, if not in the file.
pub(super) const SECRET_STORE: &str = "secret_store";
/// What a profile says of its secret key when that is in the keyring.
pub(super) const KEYRING: &str = "keyring";
/// What belongs into the other file.
pub(super) const SECRET_KEY: &str = "secret_key";

/// A text, and the line that it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// What a profile says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) values: BTreeMap<Key, Placed>,
    /// Whether its secret key is in the system's keyring.
    pub(crate) has_keyring: bool,
}

/// What `config.toml` says. Without a file, nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profiles {
    path: PathBuf,
    pub(crate) default: Option<Placed>,
    all: Vec<Profile>,
}

impl Profiles {
    /// Reads the file and checks all of it.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut profiles = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        let Some(file) = TomlFile::read(path)? else {
            return Ok(profiles);
        };
        for (name, item) in file.root() {
            let at = file.root().key(name).and_then(toml_edit::Key::span);
            match name {
                DEFAULT_PROFILE => {
                    let text = item.as_str().ok_or_else(|| {
                        file.wrong(item.span(), "default_profile must be a name in quotes")
                    })?;
                    profiles.default = Some(Placed {
                        text: text.to_owned(),
                        line: file.line(item.span()),
                    });
                }
                PROFILES => {
                    for Entry { name, at, item } in file.entries(item, PROFILES)? {
                        ProfileName::parse(name).map_err(|reason| file.wrong(Some(at), &reason))?;
                        profiles.all.push(profile(&file, name, item)?);
                    }
                }
                SECRET_KEY => return Err(misplaced_secret(&file, at)),
                name if Key::of(name).is_some() => {
                    return Err(file.wrong(
                        at,
                        &format!(
                            "{name} belongs to a profile: put it below a line [profiles.NAME]"
                        ),
                    ));
                }
                name => {
                    let known = [DEFAULT_PROFILE, PROFILES];
                    return Err(file.wrong(at, &unknown(name, &known)));
                }
            }
        }
        Ok(profiles)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Profile> {
        self.all.iter().find(|profile| profile.name == name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|profile| profile.name.as_str())
    }

    /// Where a value of a profile stands.
    pub(crate) fn origin(&self, profile: &Profile, value: &Placed) -> Origin {
        Origin::Profile {
            profile: profile.name.clone(),
            file: self.path.clone(),
            line: value.line,
        }
    }

    /// Where it is said which profile to use.
    pub(crate) fn default_setting(&self) -> Option<(String, Origin)> {
        let default = self.default.as_ref()?;
        let origin = Origin::File {
            file: self.path.clone(),
            line: default.line,
        };
        Some((default.text.clone(), origin))
    }
}

fn profile(file: &TomlFile, name: &str, item: &Item) -> Result<Profile, Failure> {
    let mut profile = Profile {
        name: name.to_owned(),
        ..Profile::default()
    };
    for Entry { name, at, item } in file.entries(item, &format!("{PROFILES}.{name}"))? {
        match (name, Key::of(name)) {
            (_, Some(key)) => {
                let text = key
                    .text_of(item)
                    .map_err(|reason| file.wrong(item.span(), &format!("{name}: {reason}")))?;
                let line = file.line(Some(at));
                profile.values.insert(key, Placed { text, line });
            }
            (SECRET_STORE, _) => {
                profile.has_keyring = match item.as_str() {
                    Some(KEYRING) => true,
                    Some("file") => false,
                    _ => {
                        let what = "secret_store must be \"file\" or \"keyring\"";
                        return Err(file.wrong(item.span(), what));
                    }
                };
            }
            (SECRET_KEY, _) => return Err(misplaced_secret(file, Some(at))),
            _ => {
                let known: Vec<&str> = Key::ALL
                    .into_iter()
                    .map(Key::as_str)
                    .chain([SECRET_STORE])
                    .collect();
                return Err(file.wrong(Some(at), &unknown(name, &known)));
            }
        }
    }
    Ok(profile)
}

fn misplaced_secret(file: &TomlFile, at: Option<std::ops::Range<usize>>) -> Failure {
    file.wrong(
        at,
        "a secret key has no place in this file, which may be shared",
    )
    .hint("take the line out; `m7 login` puts the secret key into credentials.toml")
}

fn unknown(name: &str, known: &[&str]) -> String {
    format!(
        "there is no setting {name:?}{} (there are {})",
        suggestion(name, known.iter().copied()),
        alternatives(known.iter().copied())
    )
}
