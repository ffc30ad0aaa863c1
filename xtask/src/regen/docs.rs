//! Doc comments from the document's descriptions, with how well each is founded.

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use super::document::{Document, schema_name};
use super::naming::{BASIS, NOTE};

/// The documentation of a component schema or of a property that has a schema of its own.
pub(crate) fn of_schema(schema: &Schema) -> String {
    let data = &schema.schema_data;
    let extension = |name: &str| data.extensions.get(name).and_then(Value::as_str);
    compose(
        data.description.as_deref(),
        extension(BASIS),
        extension(NOTE),
    )
}

/// The documentation of a property; one that only refers to a component has that component's.
pub(crate) fn of_property(document: &Document, property: &ReferenceOr<Box<Schema>>) -> String {
    match property {
        ReferenceOr::Item(schema) => of_schema(schema),
        ReferenceOr::Reference { reference } => schema_name(reference)
            .and_then(|name| document.schema(name))
            .map(of_schema)
            .unwrap_or_default(),
    }
}

/// Description, basis and note as the lines of a doc comment.
pub(crate) fn compose(
    description: Option<&str>,
    basis: Option<&str>,
    note: Option<&str>,
) -> String {
    let description = description.unwrap_or_default().trim();
    let basis = match basis {
        Some("documented") => "*Documented.*",
        Some("derived") => "*Derived* from the pages' examples.",
        Some("assumed") => "*Assumed:* no page says so.",
        _ => "",
    };
    let founded = [basis, note.unwrap_or_default().trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    [description, &founded]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// A text as doc attributes, one for each line, so that it is printed as `///` lines.
pub(crate) fn attributes(text: &str) -> Vec<syn::Attribute> {
    without_rust(text.trim())
        .iter()
        .map(|line| {
            let spaced = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            syn::parse_quote!(#[doc = #spaced])
        })
        .collect()
}

/// The lines of a text, its code blocks marked as text: rustdoc takes one that is only fenced or
/// indented for Rust, compiles it and runs it.
fn without_rust(text: &str) -> Vec<String> {
    let mut fence: Option<&str> = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        let own = line.trim_start();
        let indent = line.len() - own.len();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| own.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => {
                fence = Some(mark);
                let tagged = !own.trim_start_matches(['`', '~']).is_empty();
                lines.push(if tagged {
                    line.to_owned()
                } else {
                    format!("{line}text")
                });
            }
            (Some(open), Some(mark)) if open == mark => {
                fence = None;
                lines.push(line.to_owned());
            }
            // Three blanks are the most that a paragraph may be indented by.
            (None, None) if indent > 3 => lines.push(format!("   {own}")),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}
