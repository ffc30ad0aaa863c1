//! A roster from a file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::roster::{Problem, Problems, Roster};

/// More than any roster has: of 100 bytes a row, it is 600,000 rows.
pub(super) const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Why there is no roster from a file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file can't be read.
    #[error("{} can't be read", path.display())]
    #[non_exhaustive]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Something is wrong with what is in it.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// Its name doesn't say what it is.
    #[error(
        "the name of {} doesn't say what it holds: let it end in .csv, .tsv or .txt (CSV), or in .yaml \
         or .yml (YAML)",
        path.display()
    )]
    #[non_exhaustive]
    UnknownKind {
        /// The file.
        path: PathBuf,
    },
}

/// What a file may hold.
enum Kind {
    Csv,
    Yaml,
}

impl Roster {
    /// Reads a roster from a file: CSV ([`from_csv`](Self::from_csv)) if its name ends in `.csv`,
    /// `.tsv` or `.txt`, and YAML ([`from_yaml`](Self::from_yaml)) if in `.yaml` or `.yml`.
    ///
    /// A password file is looked for from the folder of this file on. The file has 64 MiB at most.
    ///
    /// # Errors
    ///
    /// [`ReadError`]: it can't be read, or all that is wrong with what is in it.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        let path = path.as_ref();
        let Some(kind) = Kind::of(path) else {
            let path = path.to_owned();
            return Err(ReadError::UnknownKind { path });
        };
        let bytes = bytes_of(path).map_err(|source| ReadError::Io {
            path: path.to_owned(),
            source,
        })?;
        if bytes.len() as u64 > MOST_BYTES {
            let what = "it is larger than 64 MiB: divide it into several";
            return Err(Problems::from(Problem::new(what)).into());
        }
        let roster = match kind {
            Kind::Csv => Self::from_csv(bytes),
            Kind::Yaml => Self::from_yaml(bytes),
        };
        // A plan of it may be carried out from another folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Ok(roster?.within(path.parent().unwrap_or(Path::new(""))))
    }
}

impl Kind {
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            // A workbook is no CSV, and is told so, unless it is one by its name alone.
            "csv" | "tsv" | "txt" | "xls" | "xlsx" => Some(Self::Csv),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// One byte more than there may be, so that what is too long is seen to be.
fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
