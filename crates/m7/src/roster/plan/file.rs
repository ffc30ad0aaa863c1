//! Plans in files: what is looked at is what is applied.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Basis, Plan, Step, UnknownFields};
use crate::roster::Error;

/// What a file says that it is.
const FORMAT: &str = "m7 roster plan";
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PlanFile {
    format: String,
    version: u32,
    /// Which account of which server it is for.
    target: String,
    id: String,
    rows: usize,
    unchanged: usize,
    from_journal: usize,
    scoped: usize,
    steps: Vec<Step>,
    unknown: Vec<UnknownFields>,
    basis: Basis,
}

impl Plan {
    /// Writes it to a file, as JSON, for `target`: the account and the server. There is no password in
    /// it, only where each comes from.
    ///
    /// # Errors
    ///
    /// [`Error::File`]. This blocks.
    pub fn save(&self, path: impl AsRef<Path>, target: &str) -> Result<(), Error> {
        let path = path.as_ref();
        let file = PlanFile {
            format: FORMAT.to_owned(),
            version: VERSION,
            target: target.to_owned(),
            id: self.id.clone(),
            rows: self.rows,
            unchanged: self.unchanged,
            from_journal: self.from_journal,
            scoped: self.scoped,
            steps: self.steps.clone(),
            unknown: self.unknown.clone(),
            basis: self.basis.clone(),
        };
        let failed = |doing| Error::file(path, doing);
        let mut text = serde_json::to_vec_pretty(&file)
            .map_err(io::Error::other)
            .map_err(failed("writing it"))?;
        text.push(b'\n');
        // In its place at once, or not at all.
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&beside)
            .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&beside, path))
            .map_err(failed("writing it"))
    }

    /// Reads a plan that was made for `target`.
    ///
    /// # Errors
    ///
    /// [`Error::NoPlan`], [`Error::OtherTarget`] or [`Error::File`]. This blocks.
    pub fn load(path: impl AsRef<Path>, target: &str) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = fs::read(path).map_err(Error::file(path, "reading it"))?;
        let no_plan = |what: String| Error::NoPlan {
            path: path.to_owned(),
            what,
        };
        let file: PlanFile =
            serde_json::from_slice(&text).map_err(|error| no_plan(error.to_string()))?;
        if (file.format.as_str(), file.version) != (FORMAT, VERSION) {
            return Err(no_plan(format!(
                "it says that it is {:?}, version {}",
                file.format, file.version
            )));
        }
        let plan = Self {
            id: file.id,
            steps: file.steps,
            unknown: file.unknown,
            rows: file.rows,
            unchanged: file.unchanged,
            from_journal: file.from_journal,
            scoped: file.scoped,
            basis: file.basis,
        };
        if plan.computed_id() != plan.id {
            return Err(no_plan("it was changed after it was made".to_owned()));
        }
        if file.target != target {
            return Err(Error::OtherTarget {
                planned: file.target,
                target: target.to_owned(),
            });
        }
        Ok(plan)
    }

    /// Whether a file holds a plan rather than a roster: JSON that says so. This blocks.
    pub fn is_plan(path: impl AsRef<Path>) -> bool {
        #[derive(Deserialize)]
        struct Head {
            format: String,
        }
        let path = path.as_ref();
        // What isn't a file may be read once only.
        path.is_file()
            && fs::read(path)
                .ok()
                .and_then(|text| serde_json::from_slice::<Head>(&text).ok())
                .is_some_and(|head| head.format == FORMAT)
    }
}
