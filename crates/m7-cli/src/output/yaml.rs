//! Data as YAML.

use serde::Serialize;

use crate::{failure::Failure, print};

/// A value as a document of block style. Texts that another reader would take for something else are
/// quoted, by YAML 1.1 too.
pub(super) fn text(value: &impl Serialize) -> Result<String, Failure> {
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    let yaml = serde_saphyr::to_string_with_options(value, options)
        .map_err(|error| Failure::new(format!("can't write the result as YAML: {error}")))?;
    if yaml.contains(|c: char| c != '\n' && print::is_unfit(c)) {
        // JSON is YAML, and can escape whatever could play with a terminal.
        return super::json::text(value);
    }
    Ok(yaml)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn texts_come_back_as_texts() {
        let texts = [
            "0042",
            "no",
            "No",
            "y",
            "on",
            "1e3",
            "0x1F",
            "0o17",
            "1_000",
            "12:30",
            "-1",
            "+1",
            ".5",
            "~",
            "null",
            "",
            " a ",
            "true",
            "2020-12-28 14:33:40",
            "192.0.2.10:5060",
            "- a",
            "a: b",
            "a #b",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "'",
            "\"",
            "\\",
            "a\nb",
            "\t",
            "凯哥测试",
            "{a}",
            "[a]",
            "---",
            "...",
            "inf",
            ".inf",
            "NaN",
            ".nan",
            "a\u{1b}[2J",
            "\u{9b}",
            "\u{202e}",
            "\u{feff}a",
            "<<",
            "=",
        ];
        let value = json!({ "texts": texts.as_slice(), "number": 42, "none": null, "yes": true });
        let yaml = text(&value).unwrap();
        assert!(
            !yaml.contains(|c: char| c != '\n' && print::is_unfit(c)),
            "{yaml}"
        );
        assert_eq!(
            serde_saphyr::from_str::<Value>(&yaml).unwrap(),
            value,
            "{yaml}"
        );
        for one in texts {
            let yaml = text(&json!({ one: one })).unwrap();
            let back: Value = serde_saphyr::from_str(&yaml).unwrap();
            assert_eq!(back, json!({ one: one }), "{yaml}");
        }
    }

    #[test]
    fn what_a_reader_of_yaml_1_1_would_take_for_something_else_is_quoted() {
        for one in ["0042", "no", "1e3", "12:30:00", "2020-12-28"] {
            let yaml = text(&json!({ "number": one })).unwrap();
            assert!(yaml.contains(['"', '\'']), "{yaml}");
        }
    }
}
