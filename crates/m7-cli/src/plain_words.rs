//! What a decoder says is wrong with some JSON, in the words of whoever wrote the JSON.

use std::borrow::Cow;

/// Says what to write instead, and where. What it doesn't know is left as it is.
pub(crate) fn of(message: &str) -> String {
    let (message, place) = match message.rsplit_once(" at line ") {
        Some((message, place)) => (
            message,
            format!(" (line {})", place.replace(" column", ", column")),
        ),
        None => (message, String::new()),
    };
    format!("{}{place}", what_to_do(message))
}

fn what_to_do(message: &str) -> Cow<'_, str> {
    let (found, expected) = match message.rsplit_once(", expected ") {
        Some((found, expected)) => (found, expected),
        None => (message, ""),
    };
    if let Some((_, value)) = found
        .strip_prefix("invalid ")
        .and_then(|found| found.split_once(": "))
        && !expected.is_empty()
    {
        return format!("it must be {}, not {}", wanted(expected), given(value)).into();
    }
    if found.starts_with("unknown ") {
        let expected = expected.trim_start_matches("one of ");
        let name = quoted(found).map_or_else(String::new, |name| format!("`{name}` "));
        return format!("{name}isn't known here: use {expected}").into();
    }
    if let Some(name) = found.strip_prefix("missing field ") {
        return format!("{name} is missing: add it").into();
    }
    if let Some(name) = found.strip_prefix("duplicate field ") {
        return format!("{name} stands there twice: leave one").into();
    }
    if found.starts_with("EOF ") {
        return "it ends before the JSON does: write the rest, or close what is open".into();
    }
    message.into()
}

/// What a type is called in JSON.
fn wanted(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a string" => "a text",
        "a sequence" => "an array",
        "a map" => "an object",
        _ if expected.starts_with("struct ") => "an object",
        _ if expected.starts_with("tuple ") => "an array",
        _ => expected,
    }
}

/// A value, where it is quoted, and otherwise its kind.
fn given(found: &str) -> Cow<'_, str> {
    match found {
        "string" => "a text".into(),
        "integer" | "floating point" => "a number".into(),
        "boolean" => "true or false".into(),
        "map" => "an object".into(),
        "sequence" => "an array".into(),
        _ => match (quoted(found), found.strip_prefix("string ")) {
            (_, Some(text)) => text.into(),
            (Some(value), None) => value.into(),
            (None, None) => found.into(),
        },
    }
}

fn quoted(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('`')?;
    rest.rsplit_once('`').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_s_words_become_plain() {
        for (said, plain) in [
            (
                "invalid value: integer `-1`, expected u64 at line 1 column 10",
                "it must be a whole number, 0 or more, not -1 (line 1, column 10)",
            ),
            (
                r#"invalid type: string "two", expected u64 at line 1 column 22"#,
                r#"it must be a whole number, 0 or more, not "two" (line 1, column 22)"#,
            ),
            (
                "invalid type: integer, expected a string at line 1 column 31",
                "it must be a text, not a number (line 1, column 31)",
            ),
            (
                r#"invalid type: string "x", expected struct variant Fault::Status"#,
                r#"it must be an object, not "x""#,
            ),
            (
                "unknown variant `soon`, expected `beforeCommit` or `afterCommit`",
                "`soon` isn't known here: use `beforeCommit` or `afterCommit`",
            ),
            (
                "unknown field `nht`, expected one of `nth`, `every`",
                "`nht` isn't known here: use `nth`, `every`",
            ),
            ("missing field `fault`", "`fault` is missing: add it"),
            ("it is from 0 to 1", "it is from 0 to 1"),
        ] {
            assert_eq!(of(said), plain);
        }
    }
}
