//! An HTTP library's next version must not be this crate's: none of their types is in a signature.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// What may name the generated client: `raw()`, and what is re-exported of it, which is its own.
const ALLOWED: [&str; 2] = [
    "pub fn raw(&self) -> m7_client::Client {",
    "pub use m7_client::Timeouts;",
];

#[test]
fn this_crate_depends_on_no_http_library() {
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    let dependencies = manifest
        .split("\n[")
        .find_map(|table| table.strip_prefix("dependencies]\n"))
        .unwrap();
    for library in ["reqwest", "progenitor", "hyper", "http", "tower", "rustls"] {
        assert!(
            !dependencies
                .lines()
                .any(|line| line.starts_with(&format!("{library}."))
                    || line.starts_with(&format!("{library} "))),
            "{library} is a dependency"
        );
    }
}

#[test]
fn only_raw_names_the_generated_client() {
    let mut public = 0;
    for file in sources(&folder().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        for item in text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("pub "))
        {
            public += 1;
            let foreign = [
                "m7_client",
                "reqwest",
                "progenitor",
                "hyper",
                "http::",
                "tokio",
            ]
            .iter()
            .any(|library| item.contains(library));
            assert!(
                !foreign || ALLOWED.contains(&item),
                "{}: {item}",
                file.display()
            );
        }
    }
    assert!(public > 100, "only {public} public items were found");
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
