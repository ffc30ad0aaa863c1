//! Why regen failed.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Problem;
use super::document::DOCUMENT;
use super::output::COMMAND;

/// Why regen failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or a folder can't be read.
    #[error("{} can't be read", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },

    /// A file can't be written or removed.
    #[error("{} can't be written", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },

    /// The document isn't YAML, or not an OpenAPI 3.0 document.
    #[error("{DOCUMENT} isn't an OpenAPI 3.0 document in YAML")]
    Yaml(#[source] Box<serde_saphyr::Error>),

    /// A document or an example of one isn't YAML.
    #[error("{} isn't YAML", path.display())]
    NotYaml {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Box<serde_saphyr::Error>,
    },

    /// The document breaks rules or contradicts its examples: all that was found.
    #[error("{}", listed(.0))]
    Document(Vec<Problem>),

    /// progenitor gave up.
    #[error("progenitor makes no code of {DOCUMENT}")]
    Progenitor(#[from] progenitor::Error),

    /// What was generated isn't Rust.
    #[error("what was generated isn't Rust; the generator in xtask/src/regen/ has to be mended")]
    Syntax(#[from] syn::Error),

    /// What is committed isn't what the contract generates.
    #[error(
        "{diff}\nthe committed code isn't what {DOCUMENT} generates; run `{COMMAND}` and commit \
         what it writes"
    )]
    Stale {
        /// The difference, as a unified diff from committed to generated.
        diff: String,
    },
}

impl Error {
    /// From the parser's error.
    pub(super) fn yaml(error: serde_saphyr::Error) -> Self {
        Self::Yaml(Box::new(error))
    }
}

fn listed(problems: &[Problem]) -> String {
    let mut text = String::new();
    for problem in problems {
        // Writing to a string can't fail.
        let _ = write!(text, "{problem}\n\n");
    }
    let count = problems.len();
    let things = if count == 1 { "thing" } else { "things" };
    let _ = write!(text, "{DOCUMENT}: {count} {things} to mend");
    text
}
