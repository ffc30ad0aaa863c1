//! Help is in Chinese for whoever asks for it, by option or by locale, and all else stays as it is.

mod m7;

use std::fs;

use m7::{Machine, Ran, Result};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

/// A locale as a Chinese machine has it.
const CHINESE: &[(&str, &str)] = &[("LANG", "zh_CN.UTF-8")];

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn a_chinese_locale_has_chinese_help() -> Result {
    let machine = Machine::new()?;
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        for typed in [
            "--help",
            "-h",
            "help",
            "help sip create",
            "sip create --help",
        ] {
            let ran = machine.run_where(&[(variable, "zh_CN.UTF-8")], typed)?;
            assert_eq!(ran.exit, 0, "{ran:?}");
            assert!(ran.stdout.contains("用法：m7"), "{typed}: {ran:?}");
            assert!(ran.stdout.contains("全局选项："), "{typed}: {ran:?}");
        }
    }
    Ok(())
}

#[test]
fn the_option_comes_before_the_locale() -> Result {
    let machine = Machine::new()?;
    let english = machine.run("sip create --help")?;
    assert!(english.stdout.contains("Usage: m7"), "{english:?}");
    let option = machine.run_where(CHINESE, "--lang en sip create --help")?;
    assert_eq!(option.stdout, english.stdout);
    let chinese = machine.run_where(CHINESE, "sip create --help")?;
    for typed in ["--lang zh sip create --help", "sip create --help --lang=zh"] {
        let option = machine.run_where(&[("LC_ALL", "C")], typed)?;
        assert_eq!(option.stdout, chinese.stdout, "{typed}");
    }
    Ok(())
}

#[test]
fn another_language_is_refused_with_those_there_are() -> Result {
    let ran = Machine::new()?.run("--lang fr sip list")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("possible values: en, zh"), "{ran:?}");
    Ok(())
}

#[test]
fn a_command_that_is_missing_is_answered_on_stderr() -> Result {
    let ran = Machine::new()?.run_where(CHINESE, "sip")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("用法：m7 sip"), "{ran:?}");
    Ok(())
}

#[test]
fn data_errors_and_notes_are_the_same_in_any_language() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    for typed in [
        "--sandbox sip list",
        "--sandbox sip list -o json",
        "--sandbox sip get 2005",
        "--sandbox sip bind 2004 --agent none",
        "sip list",
        "sip lst",
        "sip lst -o json",
        "sip -o json",
        "--version",
        "config list",
    ] {
        let english = machine.run(typed)?;
        let chinese = machine.run_where(CHINESE, typed)?;
        assert_eq!(chinese.exit, english.exit, "{typed}");
        assert_eq!(chinese.stdout, english.stdout, "{typed}");
        assert_eq!(words(&chinese.stderr), words(&english.stderr), "{typed}");
    }
    Ok(())
}

/// Without what is another one each time: the ids of requests, and how long they took.
fn words(text: &str) -> Vec<&str> {
    let is_id = |word: &str| word.len() == 32 && word.chars().all(|c| c.is_ascii_hexdigit());
    text.split(|c: char| !c.is_alphabetic() && !c.is_ascii_hexdigit())
        .filter(|word| !is_id(word) && word.parse::<u32>().is_err())
        .collect()
}

#[test]
fn no_line_is_wider_than_the_terminal() -> Result {
    let machine = Machine::new()?;
    let mut paths = Vec::new();
    let tree = machine.run("docs --json")?.json()?;
    collect(&tree["command"], &mut paths);
    assert!(paths.len() > 30, "{paths:?}");
    for path in &paths {
        for (columns, asked) in [
            ("100", "--help"),
            ("100", "-h"),
            ("80", "--help"),
            ("80", "-h"),
        ] {
            let typed = format!("{path} {asked}");
            let typed = typed.trim_start_matches("m7 ");
            let ran = machine.run_where(&[("LANG", "zh_CN.UTF-8"), ("COLUMNS", columns)], typed)?;
            assert!(is_chinese(&ran.stdout), "{typed}: {ran:?}");
            for line in ran.stdout.lines() {
                assert!(
                    line.width() <= columns.parse()?,
                    "{typed} at {columns}: {line}"
                );
            }
        }
    }
    Ok(())
}

/// Each command, those that only have others below them included.
fn collect(command: &Value, paths: &mut Vec<String>) {
    paths.extend(command["path"].as_str().map(ToOwned::to_owned));
    let below = command["commands"].as_array();
    below
        .into_iter()
        .flatten()
        .for_each(|it| collect(it, paths));
}

#[test]
fn programs_read_the_same_names_with_other_texts() -> Result {
    let machine = Machine::new()?;
    let english = machine.run("docs --json --lang en")?.json()?;
    let chinese = machine.run("docs --json --lang zh")?.json()?;
    assert_eq!(names(&chinese), names(&english));
    for text in ["/command/about", "/command/usage", "/exitCodes/0/meaning"] {
        let text = |docs: &Value| docs.pointer(text).map(ToString::to_string);
        assert!(is_chinese(&text(&chinese).ok_or("no text")?));
        assert!(!text(&english).ok_or("no text")?.contains('用'));
    }
    Ok(())
}

/// The document without what is said in words.
fn names(docs: &Value) -> Value {
    let mut docs = docs.clone();
    blank(&mut docs);
    docs
}

fn blank(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if ["about", "usage", "more", "help", "meaning"].contains(&name.as_str()) {
                    *value = Value::Null;
                }
                blank(value);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(blank),
        _ => {}
    }
}

#[test]
fn pages_of_the_manual_are_in_the_language_too() -> Result {
    let machine = Machine::new()?;
    let folder = tempfile::tempdir()?;
    for language in ["en", "zh"] {
        let out = folder.path().join(language);
        let mut man = machine.command(["man", "--lang", language, "--out"]);
        let ran = Ran::of(man.arg(&out).output()?)?;
        assert_eq!(ran.exit, 0, "{ran:?}");
    }
    let pages = |language| -> Result<Vec<_>> {
        let pages = fs::read_dir(folder.path().join(language))?;
        let mut names: Vec<_> = pages.filter_map(|it| Some(it.ok()?.file_name())).collect();
        names.sort();
        Ok(names)
    };
    assert_eq!(pages("zh")?, pages("en")?);
    for page in pages("zh")? {
        let text = fs::read_to_string(folder.path().join("zh").join(&page))?;
        assert!(text.contains(".SH 名称\n"), "{page:?}");
        assert!(text.contains(".SH 全局选项\n"), "{page:?}");
    }
    Ok(())
}
