//! The documents that the sandbox serves: the contract and its own, as JSON inside its crate, so that
//! it packages without the workspace around it.

use std::path::{Path, PathBuf};

use super::Error;
use super::document::DOCUMENT;
use super::ordered_json::Json;
use super::output::GeneratedFile;

/// Where the control API's document stands below the workspace's root.
const CONTROL_DOCUMENT: &str = "spec/sandbox.yaml";

const FOLDER: &str = "crates/m7-sandbox/src/generated";

/// Both documents of the workspace at `root`.
///
/// # Errors
///
/// When one of them, or an example that the contract points at, can't be read.
pub(crate) fn generate(root: &Path) -> Result<Vec<GeneratedFile>, Error> {
    [
        (DOCUMENT, "contract.json"),
        (CONTROL_DOCUMENT, "control.json"),
    ]
    .into_iter()
    .map(|(document, name)| {
        let path = root.join(document);
        let folder = path.parent().unwrap_or(root);
        let json = read(&path)?.try_map(&|value| with_example(value, folder))?;
        Ok(GeneratedFile {
            path: PathBuf::from(format!("{FOLDER}/{name}")),
            text: printed(&json),
        })
    })
    .collect()
}

/// An example that points at a file holds what is in the file: whoever reads the served document has
/// no files beside it.
fn with_example(value: Json, folder: &Path) -> Result<Json, Error> {
    let Json::Object(fields) = value else {
        return Ok(value);
    };
    let fields = fields.into_iter().map(|field| match field {
        (name, Json::Text(file)) if name == "externalValue" => {
            Ok(("value".to_owned(), read(&folder.join(file))?))
        }
        field => Ok(field),
    });
    Ok(Json::Object(fields.collect::<Result<_, Error>>()?))
}

fn printed(json: &Json) -> String {
    let mut text = serde_json::to_string_pretty(json)
        .unwrap_or_else(|_| unreachable!("all of it came from a text"));
    text.push('\n');
    text
}

/// Reads YAML, or JSON, which is YAML too.
fn read(path: &Path) -> Result<Json, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    serde_saphyr::from_str(&text).map_err(|source| Error::NotYaml {
        path: path.to_owned(),
        source: Box::new(source),
    })
}
