//! What is shown to those who write their first roster is one.

use std::path::{Path, PathBuf};

use m7::roster::Roster;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples")
        .join(name)
}

#[test]
fn of_csv() {
    let roster = Roster::read(example("roster.csv")).unwrap();
    let numbers: Vec<&str> = roster.rows().iter().map(m7::roster::Row::number).collect();
    assert_eq!(numbers, ["2001", "2002", "2003", "2004", "2005", "2006"]);
    // So that applying it needs no phone.
    assert!(!roster.to_csv().contains("agent_id"));
}

#[test]
fn of_yaml() {
    let roster = Roster::read(example("roster.yaml")).unwrap();
    assert_eq!(roster.rows().len(), 11);
    assert!(roster.scope().unwrap().contains("8001"));
    assert!(
        roster
            .to_yaml()
            .contains("agent: \"5feb148e19a5207b5020e728\"")
    );
}
