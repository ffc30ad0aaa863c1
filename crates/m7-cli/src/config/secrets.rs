//! `credentials.toml`: the secret keys of the profiles.

use std::path::{Path, PathBuf};

use super::origin::Origin;
use super::permissions::TooOpen;
use super::profiles::{PROFILES, SECRET_KEY};
use super::secret_key::SecretKey;
use super::toml_file::{Entry, TomlFile};
use crate::failure::Failure;

/// The secret keys that the file has. Without a file, none.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    path: PathBuf,
    all: Vec<Secret>,
    too_open: Option<TooOpen>,
}

#[derive(Debug)]
struct Secret {
    profile: String,
    value: SecretKey,
    line: usize,
}

impl Secrets {
    /// Reads the file. Whatever is wrong with it is told without quoting it.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut secrets = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        let Some(file) = TomlFile::read(path)? else {
            return Ok(secrets);
        };
        secrets.too_open = TooOpen::file(path);
        for (name, item) in file.root() {
            if name != PROFILES {
                let at = file.root().key(name).and_then(toml_edit::Key::span);
                return Err(file.wrong(at, "only [profiles.NAME] has a place in this file"));
            }
            for profile in file.entries(item, PROFILES)? {
                let table = format!("{PROFILES}.{}", profile.name);
                for Entry {
                    name: key,
                    at,
                    item,
                } in file.entries(profile.item, &table)?
                {
                    if key != SECRET_KEY {
                        let what = "only secret_key has a place in this file";
                        return Err(file.wrong(Some(at), what).hint(
                            "whatever isn't secret goes into config.toml, by `m7 config set`",
                        ));
                    }
                    let value = item.as_str().ok_or_else(|| {
                        file.wrong(item.span(), "secret_key must be a text in quotes")
                    })?;
                    secrets.all.push(Secret {
                        profile: profile.name.to_owned(),
                        value: SecretKey::new(value),
                        line: file.line(Some(at)),
                    });
                }
            }
        }
        Ok(secrets)
    }

    /// Who else may look into the file, if anybody.
    pub(crate) fn too_open(&self) -> Option<&TooOpen> {
        self.too_open.as_ref()
    }

    /// The profiles that have one.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|secret| secret.profile.as_str())
    }

    /// The secret key of a profile, and where it stands.
    pub(crate) fn get(&self, profile: &str) -> Option<(SecretKey, Origin)> {
        let secret = self.all.iter().find(|secret| secret.profile == profile)?;
        let origin = Origin::Profile {
            profile: profile.to_owned(),
            file: self.path.clone(),
            line: secret.line,
        };
        Some((secret.value.clone(), origin))
    }
}
