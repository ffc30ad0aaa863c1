//! Who may look into the configuration.

use std::fmt;
use std::path::{Path, PathBuf};

/// A file or a folder that others may look into.
#[derive(Clone, Debug)]
pub(crate) struct TooOpen {
    path: PathBuf,
    mode: u32,
    wanted: u32,
}

impl TooOpen {
    /// A file with secrets that others may read or write, if it is one.
    pub(crate) fn file(path: &Path) -> Option<Self> {
        Self::of(path, 0o600)
    }

    /// A folder that others may look into or change, if it is one.
    pub(crate) fn folder(path: &Path) -> Option<Self> {
        Self::of(path, 0o700)
    }

    #[cfg(unix)]
    fn of(path: &Path, wanted: u32) -> Option<Self> {
        use std::os::unix::fs::PermissionsExt;

        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & !wanted & 0o077 != 0).then(|| Self {
            path: path.to_owned(),
            mode,
            wanted,
        })
    }

    #[cfg(not(unix))]
    fn of(_: &Path, _: u32) -> Option<Self> {
        // Elsewhere the folder inherits who may look into it from the user's own.
        None
    }

    /// What to type.
    pub(crate) fn remedy(&self) -> String {
        let path = self.path.display().to_string();
        let plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
        if path.chars().all(plain) {
            format!("chmod {:o} {path}", self.wanted)
        } else {
            format!("chmod {:o} '{}'", self.wanted, path.replace('\'', r"'\''"))
        }
    }
}

impl fmt::Display for TooOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "others on this machine may look into {} (mode {:04o})",
            self.path.display(),
            self.mode
        )
    }
}
