//! Where a setting comes from.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "origin", rename_all = "camelCase")]
pub(crate) enum Origin {
    /// An option of the command line.
    Flag { option: &'static str },
    /// An environment variable, or two that belong together.
    Environment { variable: &'static str },
    /// A profile, at this line of this file.
    Profile {
        profile: String,
        file: PathBuf,
        line: usize,
    },
    /// The system's keyring, for this profile.
    Keyring { profile: String },
    /// A file, at this line, outside of any profile.
    File { file: PathBuf, line: usize },
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag { option } => f.write_str(option),
            Self::Environment { variable } => write!(f, "the environment variable {variable}"),
            Self::Profile {
                profile,
                file,
                line,
            } => write!(f, "profile {profile:?} in {}:{line}", short(file)),
            Self::Keyring { profile } => write!(f, "the system's keyring for profile {profile:?}"),
            Self::File { file, line } => write!(f, "{}:{line}", short(file)),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A path as people and shells write it: `~/.config/m7/config.toml`.
fn short(path: &Path) -> String {
    let below_home = || {
        let home = etcetera::home_dir().ok()?;
        let rest = path.strip_prefix(home).ok()?;
        cfg!(unix).then(|| format!("~/{}", rest.display()))
    };
    below_home().unwrap_or_else(|| path.display().to_string())
}
