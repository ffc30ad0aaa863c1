//! Changes to the two files. Comments, order and whatever isn't named stay as they are.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};
use zeroize::Zeroizing;

use super::key::Key;
use super::place::Place;
use super::profiles::{DEFAULT_PROFILE, KEYRING, PROFILES, SECRET_KEY, SECRET_STORE};
use super::save::{self, Access, FolderLock};
use super::secret_key::SecretKey;
use super::toml_file;
use crate::connection;
use crate::failure::Failure;

/// Changes the configuration. While it is there, no other process does.
pub(crate) struct Editor<'a> {
    place: &'a Place,
    _lock: FolderLock,
}

impl<'a> Editor<'a> {
    /// Makes the folder, if need be, and waits until no other process changes what is in it.
    pub(crate) fn open(place: &'a Place) -> Result<Self, Failure> {
        let folder = place.folder();
        let failed = |error| {
            Failure::new(format!(
                "can't use the folder {}: {error}",
                folder.display()
            ))
        };
        connection::private_folder(folder).map_err(failed)?;
        Ok(Self {
            place,
            _lock: FolderLock::take(folder).map_err(failed)?,
        })
    }

    /// Sets something in a profile, which is made if need be.
    pub(crate) fn set(&self, profile: &str, key: Key, text: &str) -> Result<(), Failure> {
        self.config(|file| set(table(file, profile), key.as_str(), key.value_of(text)))
    }

    /// Takes something out of a profile.
    pub(crate) fn unset(&self, profile: &str, key: Key) -> Result<(), Failure> {
        self.config(|file| {
            table(file, profile).remove(key.as_str());
        })
    }

    /// Which profile is meant where nobody says.
    pub(crate) fn set_default(&self, profile: &str) -> Result<(), Failure> {
        self.config(|file| set(file.as_table_mut(), DEFAULT_PROFILE, profile.into()))
    }

    /// Notes whether a profile's secret key is in the system's keyring.
    pub(crate) fn note_keyring(&self, profile: &str, is_there: bool) -> Result<(), Failure> {
        self.config(|file| {
            let table = table(file, profile);
            if is_there {
                set(table, SECRET_STORE, KEYRING.into());
            } else {
                table.remove(SECRET_STORE);
            }
        })
    }

    /// Keeps a profile's secret key in the file of mode 0600.
    pub(crate) fn set_secret(&self, profile: &str, secret: &SecretKey) -> Result<(), Failure> {
        self.credentials(|file| set(table(file, profile), SECRET_KEY, secret.expose().into()))
    }

    /// Takes a profile's secret key out of the file.
    pub(crate) fn remove_secret(&self, profile: &str) -> Result<(), Failure> {
        self.credentials(|file| {
            let profiles = file.get_mut(PROFILES).and_then(Item::as_table_like_mut);
            if let Some(profiles) = profiles {
                profiles.remove(profile);
            }
        })
    }

    fn config(&self, change: impl FnOnce(&mut DocumentMut)) -> Result<(), Failure> {
        edit(&self.place.config(), Access::AsBefore, change)
    }

    fn credentials(&self, change: impl FnOnce(&mut DocumentMut)) -> Result<(), Failure> {
        edit(&self.place.credentials(), Access::OwnerOnly, change)
    }
}

/// Changes a file that was read before and is as it should be, or makes it.
fn edit(path: &Path, access: Access, change: impl FnOnce(&mut DocumentMut)) -> Result<(), Failure> {
    let before = toml_file::text(path)?;
    let mut file: DocumentMut = match &before {
        None => DocumentMut::new(),
        Some(text) => text
            .parse()
            .map_err(|_| Failure::usage(format!("{} isn't TOML", path.display())))?,
    };
    change(&mut file);
    let after = Zeroizing::new(file.to_string());
    let is_same = before.is_some_and(|before| *before == *after);
    // Whoever might read a file of secrets may not, once it is written, even the same.
    if is_same && access == Access::AsBefore {
        return Ok(());
    }
    save::replace(path, &after, access)
}

/// The table of a profile, made if need be: `[profiles.NAME]`.
fn table<'a>(file: &'a mut DocumentMut, profile: &str) -> &'a mut dyn TableLike {
    let implicit = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    // A blank line before each table but the first of a file.
    let is_fresh = file.is_empty() || file.iter().all(|(name, _)| name == PROFILES);
    let profiles = file.entry(PROFILES).or_insert_with(implicit);
    if !profiles.is_table_like() {
        *profiles = implicit();
    }
    let is_inline = profiles.is_inline_table();
    let is_first = is_fresh && profiles.as_table_like().is_none_or(TableLike::is_empty);
    let profile = &mut profiles[profile];
    if !profile.is_table_like() {
        *profile = if is_inline {
            Item::Value(Value::InlineTable(toml_edit::InlineTable::new()))
        } else {
            let mut table = Table::new();
            if !is_first {
                table.decor_mut().set_prefix("\n");
            }
            Item::Table(table)
        };
    }
    match profile {
        Item::Table(table) => table,
        Item::Value(Value::InlineTable(table)) => table,
        _ => unreachable!("it was made one"),
    }
}

/// Sets a value where it stands, with the comment behind it, or adds it at the end.
fn set(table: &mut (impl TableLike + ?Sized), key: &str, mut value: Value) {
    if let Some(before) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = before.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(value),
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_not_named_stays() {
        let text = "# ours\ndefault_profile = \"b\" # for now\n\n# the real one\n[profiles.b]\n\
                    timeout = 30   # slow line\n\n[profiles.a]\nappkey = \"1\"\n";
        let mut file: DocumentMut = text.parse().unwrap();
        set(table(&mut file, "b"), "timeout", 45.into());
        set(table(&mut file, "b"), "output", "json".into());
        set(file.as_table_mut(), DEFAULT_PROFILE, "a".into());
        assert_eq!(
            file.to_string(),
            text.replace("\"b\" #", "\"a\" #").replace(
                "30   # slow line\n",
                "45   # slow line\noutput = \"json\"\n"
            )
        );
    }

    #[test]
    fn a_profile_is_made_however_the_others_are_written() {
        for (text, expected) in [
            ("", "[profiles.a]\nx = 1\n"),
            ("profiles.b.x = 2\n", "profiles.b.x = 2\nprofiles.a.x = 1\n"),
            (
                "profiles = { b = { x = 2 } }\n",
                "profiles = { b = { x = 2 }, a = { x = 1 } }\n",
            ),
        ] {
            let mut file: DocumentMut = text.parse().unwrap();
            set(table(&mut file, "a"), "x", 1.into());
            let written = file.to_string();
            let again: DocumentMut = written.parse().unwrap();
            assert_eq!(
                again["profiles"]["a"]["x"].as_integer(),
                Some(1),
                "{written}"
            );
            if text.is_empty() {
                assert_eq!(written, expected);
            }
        }
    }
}
