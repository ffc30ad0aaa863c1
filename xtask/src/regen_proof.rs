//! Proves that the contract may grow with nothing else to be done than `cargo xtask regen`.
//!
//! On a copy of the workspace, an optional field is added to what is listed, and to the operations
//! some with fields of every shape that the lint lets through (`xtask/growth/`); regen runs, and everything that depends on the generated crates is
//! compiled. A field that broke a caller, or a shape that the lint lets through and the generator
//! can't make, fails here and not at the vendor's next change.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::regen::{self, DOCUMENT};

/// Why the proof failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the workspace can't be copied.
    #[error("{} can't be copied", path.display())]
    Copy {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },

    /// The contract has no such place to grow at.
    #[error("{DOCUMENT} has no line {0:?} to grow at; xtask/src/regen_proof.rs has to be mended")]
    NoPlace(&'static str),

    /// The grown contract isn't generated from.
    #[error("the grown contract makes no code")]
    Regen(#[from] regen::Error),

    /// Something that grew isn't in what was generated.
    #[error("{} doesn't have `{what}`", path.display())]
    Missing {
        /// The generated file.
        path: PathBuf,
        /// What it should have.
        what: &'static str,
    },

    /// cargo can't be run.
    #[error("cargo can't be run")]
    Cargo(#[source] io::Error),

    /// The generated code, or what depends on it, doesn't compile.
    #[error("what the grown contract generates, or what depends on it, doesn't compile")]
    Compile,
}

/// A change of the contract: what is added, and after which lines in turn.
struct Growth {
    after: &'static [&'static str],
    added: &'static str,
}

const GROWTHS: [Growth; 3] = [
    Growth {
        after: &["    SipNumber:", "      properties:"],
        added: include_str!("../growth/field.yaml"),
    },
    Growth {
        after: &["paths:"],
        added: include_str!("../growth/operations.yaml"),
    },
    Growth {
        after: &["components:", "  schemas:"],
        added: include_str!("../growth/schemas.yaml"),
    },
];

/// What the generated files have to have then.
const GROWN: [(&str, &str); 5] = [
    (
        "crates/m7-models/src/generated/schemas.rs",
        "pub remark: Option<String>",
    ),
    (
        "crates/m7-models/src/generated/schemas.rs",
        "pub struct AgentRecord",
    ),
    (
        "crates/m7-models/src/generated/operations.rs",
        "pub const AGENT_QUERY: Operation",
    ),
    (
        "crates/m7-client/src/generated/mod.rs",
        "pub async fn agent_query",
    ),
    (
        "crates/m7-client/src/generated/mod.rs",
        "pub async fn number_query",
    ),
];

/// Grows the contract on a copy of the workspace at `root` and compiles what comes of it.
///
/// Dependencies are compiled into the target folder of `root`, or `CARGO_TARGET_DIR`, so that a
/// machine that has built the workspace has only its own crates to check.
///
/// # Errors
///
/// When any step of that fails.
pub fn run(root: &Path) -> Result<(), Error> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |folder| root.join(folder));
    let copy = target.join("regen-proof");
    replace_by_copy(root, &copy)?;
    grow(&copy)?;
    regen::write(&copy)?;
    for (path, what) in GROWN {
        let path = copy.join(path);
        if !read(&path)?.contains(what) {
            return Err(Error::Missing { path, what });
        }
    }
    compile(&copy, &target)
}

fn grow(copy: &Path) -> Result<(), Error> {
    let path = copy.join(DOCUMENT);
    let mut text = read(&path)?;
    for growth in GROWTHS {
        text.insert_str(place(&text, growth.after)?, growth.added);
    }
    std::fs::write(&path, text).map_err(|source| Error::Copy { path, source })
}

/// The start of the line after these lines, each sought behind the one before it.
fn place(text: &str, lines: &[&'static str]) -> Result<usize, Error> {
    let mut at = 0;
    for &line in lines {
        let sought = format!("\n{line}\n");
        let found = text[at..].find(&sought).ok_or(Error::NoPlace(line))?;
        // The line's own end may be the start of the next one sought.
        at += found + sought.len() - 1;
    }
    Ok(at + 1)
}

fn compile(copy: &Path, target: &Path) -> Result<(), Error> {
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--workspace", "--locked", "--quiet"])
        // The generator doesn't depend on what it generates.
        .args(["--exclude", "xtask"])
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", target)
        .status()
        .map_err(Error::Cargo)?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Compile)
    }
}

fn replace_by_copy(root: &Path, copy: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(copy) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::Copy {
            path: copy.to_owned(),
            source,
        }),
        _ => copy_folder(root, copy),
    }
}

/// Copies a folder without what is built, stored by git, or configured for this machine.
fn copy_folder(from: &Path, to: &Path) -> Result<(), Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source| Error::Copy { path, source }
    };
    std::fs::create_dir_all(to).map_err(failed(to))?;
    for entry in std::fs::read_dir(from).map_err(failed(from))? {
        let entry = entry.map_err(failed(from))?;
        let (path, name) = (entry.path(), entry.file_name());
        if name == OsStr::new("target") || name.to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name)).map_err(failed(&path))?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Copy {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_behind_all_of_the_lines() -> Result<(), Error> {
        let text = "a:\nb:\n  c:\nd:\n  c:\n    e\n";
        assert_eq!(&text[place(text, &["d:", "  c:"])?..], "    e\n");
        assert_eq!(&text[place(text, &["b:"])?..], "  c:\nd:\n  c:\n    e\n");
        assert!(matches!(
            place(text, &["d:", "b:"]),
            Err(Error::NoPlace("b:"))
        ));
        Ok(())
    }

    #[test]
    fn the_contract_has_every_place() -> Result<(), Error> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = read(&root.join(DOCUMENT))?;
        for growth in GROWTHS {
            place(&text, growth.after)?;
        }
        Ok(())
    }
}
