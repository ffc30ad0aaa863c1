//! The generated files: printed, compared with what is committed, written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use similar::TextDiff;

use super::Error;
use super::document::DOCUMENT;

/// The command that generates, as the files and the messages name it.
pub const COMMAND: &str = "cargo xtask regen";

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Its path below the workspace's root.
    pub path: PathBuf,
    /// All of its text.
    pub text: String,
}

/// How a file on disk differs from what the contract generates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It has to be written.
    Write(GeneratedFile),
    /// No part of the contract generates it any more.
    Remove(PathBuf),
}

/// Prints items as a file, with a blank line between them and the origin on the first.
///
/// # Errors
///
/// When the tokens aren't Rust.
pub(crate) fn file(path: String, items: Vec<TokenStream>) -> Result<GeneratedFile, Error> {
    let mut text = format!(
        "// @generated from {DOCUMENT} by `{COMMAND}`. Not to be edited: change the document.\n"
    );
    let mut previous_was_use = false;
    for tokens in items {
        let parsed: syn::File = syn::parse2(tokens)?;
        for item in parsed.items {
            let is_use = matches!(
                item,
                syn::Item::Use(_) | syn::Item::Mod(syn::ItemMod { content: None, .. })
            );
            if !(is_use && previous_was_use) {
                text.push('\n');
            }
            previous_was_use = is_use;
            text.push_str(&prettyplease::unparse(&syn::File {
                shebang: None,
                frontmatter: None,
                attrs: Vec::new(),
                items: vec![item],
            }));
        }
    }
    Ok(GeneratedFile {
        path: PathBuf::from(path),
        text,
    })
}

/// What has to change below `root` for it to hold exactly `files`.
///
/// # Errors
///
/// When a file or a folder of generated files can't be read.
pub(crate) fn changes(root: &Path, files: &[GeneratedFile]) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for file in files {
        if committed(&root.join(&file.path))?.as_deref() != Some(&file.text) {
            changes.push(Change::Write(file.clone()));
        }
    }
    let mut folders: Vec<_> = files.iter().filter_map(|file| file.path.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        for path in files_in(&root.join(folder))? {
            let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
            if !files.iter().any(|file| file.path == path) {
                changes.push(Change::Remove(path));
            }
        }
    }
    Ok(changes)
}

/// Makes the changes below `root`.
///
/// # Errors
///
/// When a file can't be written or removed.
pub(crate) fn apply(root: &Path, changes: &[Change]) -> Result<(), Error> {
    for change in changes {
        let (path, result) = match change {
            Change::Write(file) => {
                let path = root.join(&file.path);
                let folder = path.parent().unwrap_or(root);
                let result = std::fs::create_dir_all(folder)
                    .and_then(|()| std::fs::write(&path, &file.text));
                (path, result)
            }
            Change::Remove(path) => {
                let path = root.join(path);
                let result = std::fs::remove_file(&path);
                (path, result)
            }
        };
        result.map_err(|source| Error::Write { path, source })?;
    }
    Ok(())
}

/// The changes as a unified diff from what is committed to what the contract generates.
///
/// # Errors
///
/// When a committed file can't be read.
pub(crate) fn diff(root: &Path, changes: &[Change]) -> Result<String, Error> {
    let mut text = String::new();
    for change in changes {
        let (path, generated) = match change {
            Change::Write(file) => (&file.path, file.text.as_str()),
            Change::Remove(path) => (path, ""),
        };
        let committed = committed(&root.join(path))?.unwrap_or_default();
        let path = path.display();
        // Writing to a string can't fail.
        let _ = write!(
            text,
            "{}",
            TextDiff::from_lines(committed.as_str(), generated)
                .unified_diff()
                .context_radius(3)
                .header(
                    &format!("{path} (committed)"),
                    &format!("{path} (generated)")
                )
        );
    }
    Ok(text)
}

fn committed(path: &Path) -> Result<Option<String>, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(unreadable(source)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort_unstable();
    Ok(files)
}
