//! From the contract to the code: parse, lint, validate the examples, generate, compare or write.
//!
//! | step | file |
//! |---|---|
//! | parse | `document.rs` |
//! | lint | `lint/` |
//! | validate the examples | `examples.rs` |
//! | generate `m7-models` | `models.rs`, with `objects.rs`, `texts.rs`, `open_enums.rs`, `replies.rs`, `operations.rs` |
//! | generate `m7-client` | `client.rs` |
//! | print as JSON what the sandbox serves | `served.rs` |
//! | compare, write | `output.rs` |
//!
//! Generating is a function of the document alone: no clock, no network, no state from the run
//! before. So the same document always gives the same files, and a difference from what is
//! committed means that one of the two was changed without the other.

mod by_hand;
mod client;
mod components;
mod docs;
mod document;
mod error;
mod examples;
mod lint;
mod models;
mod naming;
mod objects;
mod open_enums;
mod operations;
mod ordered_json;
mod output;
mod problem;
mod replies;
mod served;
mod texts;

use std::path::{Path, PathBuf};

pub use document::{DOCUMENT, Document};
pub use error::Error;
pub use output::{COMMAND, GeneratedFile};
pub use problem::Problem;

/// Generates from the contract below `root` and writes what has changed; gives the paths.
///
/// # Errors
///
/// When the contract can't be read, breaks a rule or contradicts its examples, or when a file can't
/// be written.
pub fn write(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let files = generate_all(root)?;
    let changes = output::changes(root, &files)?;
    output::apply(root, &changes)?;
    Ok(changes
        .into_iter()
        .map(|change| match change {
            output::Change::Write(file) => file.path,
            output::Change::Remove(path) => path,
        })
        .collect())
}

/// Generates from the contract below `root` and compares with what is committed there.
///
/// # Errors
///
/// [`Error::Stale`] with a diff when they differ; else as for [`write()`].
pub fn check(root: &Path) -> Result<(), Error> {
    let files = generate_all(root)?;
    let changes = output::changes(root, &files)?;
    if changes.is_empty() {
        return Ok(());
    }
    Err(Error::Stale {
        diff: output::diff(root, &changes)?,
    })
}

/// All code that the contract generates.
///
/// # Errors
///
/// When an example contradicts its schema, or the generator has no shape for something.
pub fn generate(document: &Document) -> Result<Vec<GeneratedFile>, Error> {
    examples::validate(document)?;
    let mut files = models::generate(document)?;
    files.extend(client::generate(document)?);
    Ok(files)
}

fn generate_all(root: &Path) -> Result<Vec<GeneratedFile>, Error> {
    let mut files = generate(&Document::read(root)?)?;
    files.extend(served::generate(root)?);
    Ok(files)
}
