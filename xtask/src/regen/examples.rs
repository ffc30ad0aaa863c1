//! Every example is what its schema says.
//!
//! Examples are the pages' own requests and replies, so one that contradicts its schema means that
//! the transcription is wrong. A field that the schema doesn't have counts as a contradiction here,
//! although replies may have them: what a page shows, the contract transcribes.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::document::{DOCUMENT, Document, schema_name, unsupported};
use super::{Error, Problem};

/// Validates the examples of operations, of component schemas and of their properties.
///
/// # Errors
///
/// [`Error::Document`] with every contradiction, every example that can't be read, and every file
/// of `examples/` that no operation points at.
pub(crate) fn validate(document: &Document) -> Result<(), Error> {
    let mut check = Check {
        document,
        schemas: schemas(&document.raw),
        pointed_at: BTreeSet::new(),
        problems: Vec::new(),
    };
    check.bodies()?;
    check.components()?;
    check.strays()?;
    if check.problems.is_empty() {
        return Ok(());
    }
    check.problems.sort();
    check.problems.dedup();
    Err(Error::Document(check.problems))
}

struct Check<'a> {
    document: &'a Document,
    /// The component schemas as JSON Schema.
    schemas: Value,
    /// The files that an operation points at, as they are written there.
    pointed_at: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    /// The examples of requests and replies.
    fn bodies(&mut self) -> Result<(), Error> {
        let document = self.document;
        for (path, item) in entries(document.raw.get("paths")) {
            for (method, operation) in entries(Some(item)) {
                let at = format!("paths.{path}.{method}");
                if let Some(body) = operation.get("requestBody") {
                    self.body(&format!("{at}.requestBody"), body)?;
                }
                for (status, response) in entries(operation.get("responses")) {
                    self.body(&format!("{at}.responses.{status}"), response)?;
                }
            }
        }
        Ok(())
    }

    fn body(&mut self, at: &str, body: &Value) -> Result<(), Error> {
        let Some(content) = body.pointer("/content/application~1json") else {
            return Ok(());
        };
        let Some(schema) = content.get("schema") else {
            return Ok(());
        };
        let validator = self.validator(at, schema)?;
        if let Some(example) = content.get("example") {
            self.one(&format!("{at}.example"), &validator, example);
        }
        for (name, example) in entries(content.get("examples")) {
            let at = format!("{at}.examples.{name}");
            match (example.get("value"), example.get("externalValue")) {
                (Some(value), None) => self.one(&at, &validator, value),
                (None, Some(address)) => self.file(&at, &validator, address)?,
                _ => self.problems.push(Problem::new(
                    at,
                    "an example has a `value` or an `externalValue`, one of the two",
                    "`externalValue: examples/….json`",
                )),
            }
        }
        Ok(())
    }

    /// The examples beside the schemas themselves.
    fn components(&mut self) -> Result<(), Error> {
        let document = self.document;
        for (name, schema) in entries(document.raw.pointer("/components/schemas")) {
            let at = format!("components.schemas.{name}");
            if let Some(example) = schema.get("example") {
                let validator = self.validator(&at, &reference_to(name))?;
                self.one(&format!("{at}.example"), &validator, example);
            }
            for (property, schema) in entries(schema.get("properties")) {
                if let Some(example) = schema.get("example") {
                    let at = format!("{at}.properties.{property}");
                    let validator = self.validator(&at, schema)?;
                    self.one(&format!("{at}.example"), &validator, example);
                }
            }
        }
        Ok(())
    }

    /// A file that nothing points at is validated by nobody.
    fn strays(&mut self) -> Result<(), Error> {
        let folder = self.document.folder.join("examples");
        let Ok(listed) = std::fs::read_dir(&folder) else {
            return Ok(());
        };
        for entry in listed {
            let entry = entry.map_err(|source| Error::Read {
                path: folder.clone(),
                source,
            })?;
            let address = format!("examples/{}", entry.file_name().to_string_lossy());
            if !self.pointed_at.contains(&address) {
                self.problems.push(Problem::new(
                    format!("spec/{address}"),
                    "no operation points at this example, so nothing validates it",
                    format!("`externalValue: {address}` beside the schema that it is of"),
                ));
            }
        }
        Ok(())
    }

    fn file(&mut self, at: &str, validator: &Validator, address: &Value) -> Result<(), Error> {
        let address = address.as_str().unwrap_or_default();
        if !is_below(address) {
            self.problems.push(Problem::new(
                at,
                format!("`{address}` is no file beside {DOCUMENT}, and nothing is fetched"),
                "`externalValue: examples/….json`",
            ));
            return Ok(());
        }
        self.pointed_at.insert(address.to_owned());
        let path = self.document.folder.join(address);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.problems.push(Problem::new(
                    at,
                    format!("there is no file `{address}`"),
                    "the name of a file that is there",
                ));
                return Ok(());
            }
            Err(source) => return Err(Error::Read { path, source }),
        };
        match serde_json::from_str(&text) {
            Ok(example) => self.one(&format!("spec/{address}"), validator, &example),
            Err(error) => self.problems.push(Problem::new(
                format!("spec/{address}"),
                format!("this isn't JSON: {error}"),
                "the page's example, as JSON",
            )),
        }
        Ok(())
    }

    fn one(&mut self, at: &str, validator: &Validator, example: &Value) {
        for error in validator.iter_errors(example) {
            let place = error.instance_path().to_string();
            let place = if place.is_empty() {
                "the whole of it".to_owned()
            } else {
                place
            };
            self.problems.push(Problem::new(
                at,
                format!("{place} contradicts the schema: {error}"),
                "what the page shows; if that is this, it is the schema that has to change",
            ));
        }
    }

    fn validator(&self, at: &str, schema: &Value) -> Result<Validator, Error> {
        let schema = json!({
            "allOf": [to_json_schema(schema)],
            "components": { "schemas": self.schemas },
        });
        // Draft 4 is what the schemas of OpenAPI 3.0 are derived from.
        jsonschema::draft4::new(&schema)
            .map_err(|error| unsupported(at, format!("this is no schema: {error}")))
    }
}

/// Whether an address is of a file in the document's folder.
fn is_below(address: &str) -> bool {
    !address.is_empty()
        && !address.contains(':')
        && Path::new(address)
            .components()
            .all(|component| matches!(component, Component::Normal(_)))
}

fn reference_to(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// The component schemas as JSON Schema, replies with their base merged in.
fn schemas(raw: &Value) -> Value {
    let schemas = entries(raw.pointer("/components/schemas"))
        .map(|(name, schema)| (name.clone(), to_json_schema(&merged(raw, schema))))
        .collect();
    Value::Object(schemas)
}

/// A reply as one object: `additionalProperties` of a part would refuse what the other part has.
fn merged(raw: &Value, schema: &Value) -> Value {
    let Some(parts) = schema.get("allOf").and_then(Value::as_array) else {
        return schema.clone();
    };
    let mut properties = Map::new();
    let mut required = Vec::new();
    for part in parts {
        let part = part
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(schema_name)
            .and_then(|name| raw.pointer("/components/schemas")?.get(name))
            .unwrap_or(part);
        for (name, property) in entries(part.get("properties")) {
            properties.insert(name.clone(), property.clone());
        }
        required.extend(part.get("required").and_then(Value::as_array).cloned());
    }
    let required: Vec<_> = required.into_iter().flatten().collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), Value::Array(required));
    }
    Value::Object(object)
}

/// A schema of OpenAPI 3.0 in the words of JSON Schema draft 4.
fn to_json_schema(schema: &Value) -> Value {
    let mut converted = Map::new();
    for (key, value) in entries(Some(schema)) {
        let value = match key.as_str() {
            "properties" => Value::Object(
                entries(Some(value))
                    .map(|(name, property)| (name.clone(), to_json_schema(property)))
                    .collect(),
            ),
            "items" => to_json_schema(value),
            "nullable" | "example" => continue,
            name if name.starts_with("x-") => continue,
            _ => value.clone(),
        };
        converted.insert(key.clone(), value);
    }
    if schema.get("nullable") == Some(&Value::Bool(true))
        && let Some(kind) = converted.get("type").cloned()
    {
        converted.insert("type".to_owned(), json!([kind, "null"]));
    }
    if converted.contains_key("properties") && !converted.contains_key("additionalProperties") {
        converted.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    Value::Object(converted)
}

fn entries(object: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    object.and_then(Value::as_object).into_iter().flatten()
}
