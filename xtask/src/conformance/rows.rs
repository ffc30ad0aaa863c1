//! The fidelity table, as far as the runner needs it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::ConformanceError;

/// The rows by their ids.
pub(crate) struct Rows(HashMap<String, Row>);

/// A behaviour.
pub(crate) struct Row {
    pub(crate) basis: Basis,
    /// What the sandbox does.
    pub(crate) does: String,
}

/// On what it rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Basis {
    Documented,
    Derived,
    Assumed,
}

#[derive(Deserialize)]
struct Area {
    behaviours: Vec<Behaviour>,
}

#[derive(Deserialize)]
struct Behaviour {
    id: String,
    does: String,
    basis: HashMap<Basis, String>,
}

impl Rows {
    /// The table of the sandbox.
    pub(crate) fn read(root: &Path) -> Result<Self, ConformanceError> {
        let path = root.join("crates/m7-sandbox/fidelity.json");
        let text =
            fs::read_to_string(&path).map_err(|source| ConformanceError::read(&path, source))?;
        let faulty = |fault: String| ConformanceError::Scenario {
            path: path.clone(),
            fault,
        };
        let areas: Vec<Area> =
            serde_json::from_str(&text).map_err(|error| faulty(error.to_string()))?;
        let mut rows = HashMap::new();
        for Behaviour { id, does, basis } in areas.into_iter().flat_map(|area| area.behaviours) {
            let [basis] = basis.into_keys().collect::<Vec<_>>()[..] else {
                return Err(faulty(format!("{id} has not one basis")));
            };
            rows.insert(id, Row { basis, does });
        }
        Ok(Self(rows))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Row> {
        self.0.get(id)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
