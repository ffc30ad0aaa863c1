//! The contract as it was read: once untyped, for what must be said about it, and once typed, for
//! what is generated from it.

use std::path::{Path, PathBuf};

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde_json::Value;

use super::{Error, Problem, lint};

/// Where the contract stands below the workspace's root.
pub const DOCUMENT: &str = "spec/openapi.yaml";

/// A contract that has passed the lint.
#[derive(Debug)]
pub struct Document {
    /// The document as `openapiv3` types it. Its maps keep the order of the document.
    pub api: OpenAPI,
    /// The document as plain JSON, for walks by path.
    pub raw: Value,
    /// The folder that relative addresses in the document start from.
    pub folder: PathBuf,
}

impl Document {
    /// Reads and lints `spec/openapi.yaml` below `root`.
    ///
    /// # Errors
    ///
    /// When the file can't be read, isn't YAML, breaks a rule of the lint, or isn't OpenAPI 3.0.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let path = root.join(DOCUMENT);
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        let folder = path.parent().unwrap_or(root).to_owned();
        Self::parse(&text, folder)
    }

    /// Lints and types the text of a contract whose relative addresses start from `folder`.
    ///
    /// # Errors
    ///
    /// As for [`Document::read`].
    pub fn parse(text: &str, folder: PathBuf) -> Result<Self, Error> {
        let raw: Value = serde_saphyr::from_str(text).map_err(Error::yaml)?;
        // The lint comes first: it names the place and the remedy, where the typed parse would only
        // say that no variant matched.
        let problems = lint::lint(&raw);
        if !problems.is_empty() {
            return Err(Error::Document(problems));
        }
        let api = serde_saphyr::from_str(text).map_err(Error::yaml)?;
        Ok(Self { api, raw, folder })
    }

    /// The component schemas, in the order of the document.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&str, &Schema)> {
        self.api
            .components
            .iter()
            .flat_map(|components| &components.schemas)
            .filter_map(|(name, schema)| match schema {
                ReferenceOr::Item(schema) => Some((name.as_str(), schema)),
                // The lint refuses a component that is only another's name.
                ReferenceOr::Reference { .. } => None,
            })
    }

    /// The component schema of this name.
    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas()
            .find_map(|(known, schema)| (known == name).then_some(schema))
    }
}

/// The name at the end of `#/components/schemas/Name`.
pub(crate) fn schema_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}

/// What is wrong when the lint let something through that the generator has no shape for.
pub(crate) fn unsupported(at: impl Into<String>, what: impl Into<String>) -> Error {
    Error::Document(vec![Problem::new(
        at,
        what,
        "a rule for it in xtask/src/regen/lint/, or a shape in the generator",
    )])
}
