//! Where the configuration is.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::failure::Failure;

/// The folder of the configuration, which need not be there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    folder: PathBuf,
}

impl Place {
    /// That of whoever runs this: `$XDG_CONFIG_HOME/m7` or `~/.config/m7`.
    pub(crate) fn of_this_user() -> Result<Self, Failure> {
        let base = etcetera::choose_base_strategy()
            .map_err(|error| Failure::new(format!("no place for a configuration: {error}")))?;
        Ok(Self {
            folder: base.config_dir().join("m7"),
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file without any secret.
    pub(crate) fn config(&self) -> PathBuf {
        self.folder.join("config.toml")
    }

    /// The file of the secret keys.
    pub(crate) fn credentials(&self) -> PathBuf {
        self.folder.join("credentials.toml")
    }
}
