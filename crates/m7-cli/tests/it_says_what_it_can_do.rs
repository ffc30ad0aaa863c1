//! Shells, people and programs learn from `m7` itself what can be typed.

mod m7;

use std::process::Command;

use m7::{Machine, Ran, Result};
use serde_json::Value;

#[test]
fn a_shell_completes_commands_and_options() -> Result {
    let machine = Machine::new()?;
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = machine.run(&format!("completions {shell}"))?;
        assert_eq!(ran.exit, 0, "{ran:?}");
        assert!(ran.stdout.contains("roster"), "{shell}");
    }
    // It is longer than an argument may be.
    let script = tempfile::NamedTempFile::new()?;
    std::fs::write(&script, machine.run("completions bash")?.stdout)?;
    for (typed, completed) in [
        ("m7 si", "sip sign"),
        ("m7 roster pl", "plan"),
        ("m7 roster apply --max", "--max-deletes"),
    ] {
        let words: Vec<_> = typed.split(' ').collect();
        let [.., before, last] = words[..] else {
            return Err("too few words".into());
        };
        let ask = format!(
            ". {}\nCOMP_WORDS=({typed}); COMP_CWORD={}; _m7 m7 {last} {before}; \
             echo \"${{COMPREPLY[*]}}\"",
            script.path().display(),
            words.len() - 1
        );
        let ran = Ran::of(Command::new("bash").args(["-c", &ask]).output()?)?;
        assert_eq!(ran.stdout.trim(), completed, "{ran:?}");
    }
    Ok(())
}

#[test]
fn each_command_has_a_page_of_the_manual() -> Result {
    let machine = Machine::new()?;
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("man").join("man1");
    let mut man = machine.command(["man", "--out"]);
    let ran = Ran::of(man.arg(&out).output()?)?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    for page in ["m7", "m7-sip-create", "m7-roster-apply", "m7-docs"] {
        let text = std::fs::read_to_string(out.join(format!("{page}.1")))?;
        assert!(text.contains(".TH"), "{page}");
    }
    let printed = machine.run("man")?;
    assert!(printed.stdout.contains(".TH m7 1"), "{printed:?}");
    Ok(())
}

#[test]
fn programs_read_the_whole_tree() -> Result {
    let machine = Machine::new()?;
    let tree = machine.run("docs --json")?.json()?;
    assert_eq!(tree, machine.run("docs -o json")?.json()?);
    let mut paths = Vec::new();
    collect(&tree["command"], &mut paths);
    for path in ["m7 sip list", "m7 roster apply", "m7 sandbox serve"] {
        assert!(paths.iter().any(|it| it == path), "{path}");
    }
    // Each can be asked for its help.
    for path in &paths {
        let help = machine.run(&format!("{} --help", path.trim_start_matches("m7 ")))?;
        assert_eq!(help.exit, 0, "{path}: {help:?}");
    }
    let lines = machine.run("docs")?.stdout;
    assert_eq!(lines.lines().count(), paths.len());
    Ok(())
}

fn collect(command: &Value, paths: &mut Vec<String>) {
    let below = command["commands"].as_array();
    match below.filter(|below| !below.is_empty()) {
        Some(below) => below.iter().for_each(|below| collect(below, paths)),
        None => paths.extend(command["path"].as_str().map(ToOwned::to_owned)),
    }
}

#[test]
fn a_typing_mistake_is_answered_with_what_was_meant() -> Result {
    let machine = Machine::new()?;
    for (typed, meant) in [
        ("sip crate 2004", "'create'"),
        ("rooster plan x", "'roster'"),
        ("sip list --regstered", "'--registered'"),
    ] {
        let ran = machine.run(typed)?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(ran.stderr.contains(meant), "{ran:?}");
    }
    Ok(())
}
