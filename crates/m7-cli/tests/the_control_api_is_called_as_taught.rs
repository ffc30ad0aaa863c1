//! What the sandbox's README and `m7 sandbox serve --help` say of the control API is so. It is called
//! as they say, with curl.

#![cfg(unix)]

mod m7;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use m7::{Machine, Ran, Result, Served};
use serde_json::{Value, json};

/// The address that the README has the sandbox listen on.
const README_ADDRESS: &str = "http://127.0.0.1:8787";
const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// Runs a script in which curl fails if the sandbox refuses, and returns what it printed.
fn run(script: &str) -> Result<Vec<Value>> {
    let script = format!("set -eu\ncurl() {{ command curl --fail-with-body \"$@\"; }}\n{script}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).env("NO_PROXY", "127.0.0.1");
    let ran = Ran::of(shell.output()?)?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    let values = serde_json::Deserializer::from_str(&ran.stdout).into_iter();
    Ok(values.collect::<std::result::Result<_, _>>()?)
}

fn base_url(served: &Served) -> &str {
    served.ready["baseUrl"].as_str().unwrap_or_default()
}

#[test]
fn the_readme_s_calls_do_what_it_says() -> Result {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../m7-sandbox/README.md");
    let readme = std::fs::read_to_string(readme)?;
    let (_, rest) = readme.split_once("```sh\n").ok_or("no shell example")?;
    let (script, _) = rest.split_once("```").ok_or("it has no end")?;
    assert!(script.contains(README_ADDRESS), "{script}");

    let machine = Machine::new()?;
    let served = Served::start(machine.command(["sandbox", "serve"]))?;
    let replies = run(&script.replace(README_ADDRESS, base_url(&served)))?;
    let [state, seeded, snapshot, restored, journal, reset] = &replies[..] else {
        return Err(format!("{replies:#?}").into());
    };
    assert_eq!(state["accounts"][0]["total"], 0);
    assert_eq!(seeded["numbers"][0]["number"], "2004");
    assert_eq!(snapshot["numbers"], 1);
    assert_eq!(restored, snapshot);
    assert_eq!(journal["entries"], json!([]));
    assert_eq!(reset["numbers"], 1);
    Ok(())
}

#[test]
fn the_help_has_every_call_and_no_other() -> Result {
    let machine = Machine::new()?;
    let help = machine.run("sandbox serve --help")?.stdout;
    let taught: BTreeSet<_> = help.lines().flat_map(calls).collect();

    let served = Served::start(machine.command(["sandbox", "serve"]))?;
    let document = run(&format!(
        "curl -s {}/_sandbox/openapi.json",
        base_url(&served)
    ))?;
    let paths = document[0]["paths"].as_object().ok_or("no paths")?;
    let described = paths.iter().flat_map(|(path, item)| {
        let has = |method: &&str| item.get(method.to_lowercase()).is_some();
        let methods = METHODS.into_iter().filter(has);
        methods.map(move |method| format!("{method} {path}"))
    });
    assert_eq!(taught, described.collect());
    Ok(())
}

/// The calls of a line like `GET, PUT  /_sandbox/clock  {"now", "scale"}`.
fn calls(line: &str) -> Vec<String> {
    let mut words = line
        .split_whitespace()
        .map(|word| word.trim_end_matches(','));
    let mut methods = Vec::new();
    loop {
        match words.next() {
            Some(word) if METHODS.contains(&word) => methods.push(word),
            Some(path) if path.starts_with("/_sandbox/") => {
                return methods.iter().map(|it| format!("{it} {path}")).collect();
            }
            _ => return Vec::new(),
        }
    }
}

#[test]
fn the_help_s_example_has_a_stand_in_register() -> Result {
    let machine = Machine::new()?;
    let help = machine.run("sandbox serve --help")?.stdout;
    let start = help.find("  curl -d").ok_or("no example")?;
    let (example, _) = help[start..].split_once("\n\n").ok_or("it has no end")?;

    let served = Served::start(machine.command(["sandbox", "serve"]))?;
    let replies = run(&format!(
        "M7_BASE_URL={0}\n\
         curl -s {0}/_sandbox/seed -H 'content-type: application/json' \
         -d '{{\"numbers\": [{{\"number\": \"2004\", \"password\": \"a-password\"}}]}}'\n\
         {example}\ncurl -s {0}/_sandbox/state",
        base_url(&served),
    ))?;
    let state = replies.last().ok_or("no reply")?;
    assert_eq!(state["accounts"][0]["registered"], 1);
    Ok(())
}
