use std::collections::HashSet;
use std::path::Path;
use std::{env, fs};

use m7_sandbox::fidelity::{BEHAVIOURS, Basis, Behaviour, behaviour, markdown_table};

/// What stands above the tables of FIDELITY.md.
const INTRODUCTION: &str = "\
# Is the sandbox right?

Everything that the sandbox does as the vendor's service, and on what that rests:

- **documented**: a page of the vendor says so. The SIP page is SIP号管理, the authorization page
  /v7/authorization/.
- **derived**: it follows from what a page says or shows, by arithmetic on its examples for instance.
- **assumed**: no page says so; it is this project's choice, and the real service may do otherwise. A
  client that is right with both depends on none of these.

`cargo xtask conformance` tries these rows against a sandbox, or against a real account, and tells
which don't hold. Nothing here has been compared with the real service yet.

This file is written from `fidelity.json` by
`RENEW=1 cargo test -p m7-sandbox --test guarantees fidelity_md`. In Rust the rows are
`m7_sandbox::fidelity::BEHAVIOURS`.
";

#[test]
fn fidelity_md_is_the_table_of_the_code() {
    let expected = format!("{INTRODUCTION}{}", markdown_table());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("FIDELITY.md");
    if env::var_os("RENEW").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == expected,
        "FIDELITY.md isn't what fidelity.json says. To write it anew:\n  \
         RENEW=1 cargo test -p m7-sandbox --test guarantees fidelity_md"
    );
}

#[test]
fn each_behaviour_has_an_id_of_its_own_and_fits_its_row() {
    let mut seen = HashSet::new();
    for Behaviour {
        id, does, basis, ..
    } in rows()
    {
        assert!(seen.insert(id), "two rows are called {id}");
        assert!(
            id.bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_lowercase()),
            "{id}: an id has small letters and hyphens"
        );
        for text in [does.as_str(), basis.ground()] {
            assert!(text.ends_with(['.', ')']), "{id}: no sentence: {text}");
            assert!(!text.contains(['|', '\n']), "{id}: breaks its row: {text}");
        }
    }
}

#[test]
fn each_assumption_is_named_where_it_is_made() {
    let named = named_in_the_code();
    for Behaviour { id, basis, .. } in rows() {
        assert!(
            !matches!(basis, Basis::Assumed(_)) || named.iter().any(|(_, named)| named == id),
            "no comment in src says `Assumed: {id}`"
        );
    }
}

#[test]
fn each_comment_names_a_behaviour_by_its_basis() {
    let named = named_in_the_code();
    assert!(named.len() > 50, "comments aren't found any more");
    for (basis, id) in named {
        let row = behaviour(&id).unwrap_or_else(|| {
            panic!("a comment says `{basis}: {id}`, which isn't in fidelity.json")
        });
        assert_eq!(
            row.basis.name(),
            basis.to_lowercase(),
            "a comment says `{basis}: {id}`"
        );
    }
}

fn rows() -> impl Iterator<Item = &'static Behaviour> {
    BEHAVIOURS.iter().flat_map(|area| &area.behaviours)
}

/// Basis and id, wherever a comment has a basis, a colon, and ids up to a full stop.
fn named_in_the_code() -> Vec<(String, String)> {
    let code = comments(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let mut named = Vec::new();
    for basis in ["Documented", "Derived", "Assumed"] {
        for after in code.split(&format!("{basis}: ")).skip(1) {
            let ids = after.split(['.', '(', '\n']).next().unwrap_or_default();
            named.extend(
                ids.split(',')
                    .map(|id| (basis.to_owned(), id.trim().to_owned())),
            );
        }
    }
    named
}

/// All comments of the code, each in one line.
fn comments(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&comments(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            for line in fs::read_to_string(&path).unwrap().lines() {
                match line.trim_start().strip_prefix("//") {
                    Some(comment) => {
                        all.push_str(comment.trim_start_matches(['/', '!']).trim());
                        all.push(' ');
                    }
                    None => all.push('\n'),
                }
            }
        }
    }
    all
}
