//! Holds what was printed to `docs/output.schema.json`.

use serde_json::{Value, json};

use crate::m7::Result;

const SCHEMA: &str = include_str!("../../docs/output.schema.json");

/// All commands that print data.
pub(crate) fn commands() -> Result<Vec<String>> {
    let schema: Value = serde_json::from_str(SCHEMA)?;
    let commands = schema["x-commands"].as_object().ok_or("no commands")?;
    Ok(commands.keys().cloned().collect())
}

/// The command of this line, if it prints data.
pub(crate) fn command(line: &str) -> Option<String> {
    let commands = commands().ok()?;
    commands
        .into_iter()
        .find(|command| line.contains(&format!(" {command} ")))
}

/// Whether what this line prints is a whole document of the schema.
pub(crate) fn is_whole(line: &str) -> bool {
    is_validated(line) && !line.contains("--fields")
}

/// Whether this line's streams are held to the schema.
fn is_validated(line: &str) -> bool {
    line.starts_with("$ ")
        && line.contains("m7 ")
        && line.contains("-o json")
        && !line.contains([';', '|', '>'])
}

/// Validates what a line printed.
pub(crate) fn validate(line: &str, exit: i32, stdout: &str, stderr: &str) -> Result {
    if !is_validated(line) {
        return Ok(());
    }
    let is_lines = line.contains("-o jsonl");
    if let Some(command) = command(line)
        && !stdout.is_empty()
        && is_whole(line)
    {
        let document = name(&command, if is_lines { "row" } else { "json" })?;
        let texts: Vec<&str> = if is_lines {
            stdout.lines().collect()
        } else {
            vec![stdout]
        };
        for text in texts {
            fits(&document, text)?;
        }
    }
    let is_in_vain = exit == 8 && line.contains(" sip wait ");
    // 8 and 10 are no failures elsewhere, and what a doctor finds isn't its own.
    if (matches!(exit, 1..=7) || is_in_vain) && !line.contains(" doctor ") {
        fits("Failure", stderr.lines().last().ok_or("nothing on stderr")?)?;
    }
    Ok(())
}

/// The definition of a command's document, or of its rows.
fn name(command: &str, part: &str) -> Result<String> {
    let schema: Value = serde_json::from_str(SCHEMA)?;
    let said = &schema["x-commands"][command];
    let name = said[part].as_str().or(said["json"].as_str());
    Ok(name.ok_or("no definition")?.to_owned())
}

fn fits(definition: &str, text: &str) -> Result {
    let mut schema: Value = serde_json::from_str(SCHEMA)?;
    jsonschema::meta::validate(&schema).map_err(|error| error.to_string())?;
    close(&mut schema);
    let root = json!({
        "$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": format!("#/$defs/{definition}"),
    });
    let validator = jsonschema::draft202012::new(&root).map_err(|error| error.to_string())?;
    let value = serde_json::from_str(text).map_err(|error| format!("{error}: {text}"))?;
    let wrong: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{} of {definition}: {error}", error.instance_path()))
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n").into())
    }
}

/// Has fields refused that the schema doesn't know, which is for whoever adds one to see.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(close);
            if object.get("properties").is_some_and(Value::is_object) && object.contains_key("type")
            {
                object.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
