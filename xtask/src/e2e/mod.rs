//! `cargo xtask e2e`: the sandbox against programs that this project didn't write.
//!
//! Nothing is installed from here: what is missing is named.

mod api;
mod packages;
mod page;
mod phone;
mod phones;
mod stage;

use std::path::Path;

use clap::ValueEnum;
use thiserror::Error;

pub use packages::Missing;
pub(crate) use stage::Stage;

use crate::served_sandbox::SandboxError;

/// A part of it that can be run by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// sipp, baresip and linphonec register, are listed, and are turned away
    Phones,
    /// Chromium uses the sandbox's page: numbers, journal, try-it, clock and faults
    Page,
}

/// Why it doesn't hold, or can't be tried.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum E2eError {
    /// Programs aren't installed.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// There is no sandbox to try.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// Something isn't as it should be.
    #[error("{0}")]
    Failed(String),
}

/// Runs the parts in order, and stops at the first that fails. No part is all of them. The part
/// [`Part::Page`] writes a picture of the page to `picture`, if that is given.
///
/// # Errors
///
/// What failed, with what the programs printed.
pub fn run(root: &Path, parts: &[Part], picture: Option<&Path>) -> Result<(), E2eError> {
    let parts = match parts {
        [] => Part::value_variants(),
        parts => parts,
    };
    if picture.is_some() && !parts.contains(&Part::Page) {
        let what = "a picture is taken by the part `page`, which isn't among those to run";
        return Err(E2eError::Failed(what.to_owned()));
    }
    let needed: Vec<_> = parts
        .iter()
        .flat_map(|part| part.needs())
        .copied()
        .collect();
    packages::check(&needed)?;
    let stage = Stage::build(root)?;
    for part in parts {
        match part {
            Part::Phones => phones::run(&stage)?,
            Part::Page => page::run(&stage, picture)?,
        }
    }
    Ok(())
}

impl Part {
    /// The programs that it runs, and the Debian packages that they are in.
    fn needs(self) -> &'static [packages::Needed] {
        match self {
            Self::Phones => phones::NEEDED,
            Self::Page => page::NEEDED,
        }
    }
}
