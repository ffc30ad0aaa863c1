//! Where a sandbox keeps its data.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where a sandbox keeps its data: in memory, or in an `SQLite` file that outlives it.
///
/// ```
/// use m7_sandbox::Data;
///
/// assert_eq!(Data::from(":memory:"), Data::Memory);
/// assert_eq!(Data::from("numbers.db"), Data::File("numbers.db".into()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Data {
    /// In memory: gone with the sandbox.
    #[default]
    Memory,
    /// In this file, which is made with mode 0600 if it isn't there. Its folder must exist. It holds
    /// secret keys and passwords in the clear, as the real platform's own pages show them.
    File(PathBuf),
}

impl From<&str> for Data {
    /// `:memory:` is memory, anything else a path.
    fn from(text: &str) -> Self {
        if text == ":memory:" {
            Self::Memory
        } else {
            Self::File(text.into())
        }
    }
}

impl From<PathBuf> for Data {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl From<&Path> for Data {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl FromStr for Data {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}
