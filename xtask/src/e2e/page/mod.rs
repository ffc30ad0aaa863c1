//! Chromium uses the sandbox's page: numbers are created and tried out from it, a phone registers
//! while it is open, and nothing leaves the sandbox.

mod chromium;
mod desk_phone;
mod picture;
mod quiet;
mod shell;
mod tab;
mod visit;

use std::path::Path;

use super::packages::Needed;
use super::{E2eError, Stage};

/// What must be installed.
pub(super) const NEEDED: &[Needed] = &[
    Needed {
        program: "chromium",
        package: "chromium",
    },
    Needed {
        program: "chromedriver",
        package: "chromium-driver",
    },
    Needed {
        program: "sipp",
        package: "sip-tester",
    },
    Needed {
        program: "curl",
        package: "curl",
    },
    Needed {
        program: "openssl",
        package: "openssl",
    },
];

/// Uses the page as a person does; takes a picture of it, if a file for it is given.
pub(super) fn run(stage: &Stage, picture: Option<&Path>) -> Result<(), E2eError> {
    visit::run(stage)?;
    if let Some(file) = picture {
        picture::take(stage, file)?;
    }
    Ok(())
}
