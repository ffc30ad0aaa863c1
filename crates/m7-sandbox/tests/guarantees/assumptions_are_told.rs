use std::collections::HashSet;
use std::fs;
use std::path::Path;

use m7_sandbox::assumptions::{ASSUMPTIONS, markdown_table};

#[test]
fn the_readme_has_the_table_of_the_code() {
    let readme = include_str!("../../README.md");
    let table = markdown_table();
    assert!(
        readme.contains(&table),
        "README.md doesn't have this table:\n\n{table}"
    );
    let (_, assumed) = readme.split_once("## What is assumed").unwrap();
    let rows = assumed
        .lines()
        .filter(|line| line.starts_with("| `"))
        .count();
    assert_eq!(rows, ASSUMPTIONS.len());
}

#[test]
fn each_assumption_has_an_id_of_its_own_and_is_named_where_it_is_made() {
    let ids: HashSet<_> = ASSUMPTIONS.iter().map(|assumption| assumption.id).collect();
    assert_eq!(ids.len(), ASSUMPTIONS.len());
    let code = code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for id in ids {
        assert!(code.contains(&format!(" {id}")), "no comment names {id}");
    }
}

/// All of the code but the table itself, each comment in one line.
fn code(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&code(&path));
        } else if !path.ends_with("assumptions.rs") {
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines() {
                all.push(' ');
                all.push_str(line.trim_start_matches(['/', '!', ' ']));
            }
        }
    }
    all
}
