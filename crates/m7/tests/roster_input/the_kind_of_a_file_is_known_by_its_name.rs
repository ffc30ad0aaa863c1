//! A file is read as what its name says, and its password files are looked for beside it.

use std::error::Error as _;
use std::fs;

use m7::roster::{PasswordRule, ReadError, Roster, Row};

const CSV: &str = "number,password\n2004,file:secrets/{number}\n";
const YAML: &str = "version: 1\nnumbers: [{number: 2004, password: \"file:secrets/{number}\"}]\n";

#[test]
fn by_its_extension() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = folder.path().join("secrets/{number}");
    let expected = [Row::new("2004").password(PasswordRule::File(secrets))];
    let expected = Roster::new(expected, None).unwrap();
    for (name, text) in [
        ("roster.csv", CSV),
        ("roster.CSV", CSV),
        ("roster.txt", &CSV.replace(',', "\t")),
        ("roster.tsv", &CSV.replace(',', "\t")),
        ("roster.yaml", YAML),
        ("my.roster.yml", YAML),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        assert_eq!(Roster::read(&path).unwrap(), expected, "{name}");
    }
}

#[test]
fn an_absolute_path_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("elsewhere");
    let path = folder.path().join("roster.csv");
    fs::write(
        &path,
        format!("number,password\n2004,file:{}\n", secret.display()),
    )
    .unwrap();
    let expected = Row::new("2004").password(PasswordRule::File(secret));
    assert_eq!(Roster::read(&path).unwrap().rows(), [expected]);
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("roster.csv");
    let error = Roster::read(&missing).unwrap_err();
    assert!(matches!(error, ReadError::Io { .. }) && error.source().is_some());
    assert_eq!(
        error.to_string(),
        format!("{} can't be read", missing.display())
    );

    for name in ["roster.json", "roster", ".csv"] {
        let path = folder.path().join(name);
        fs::write(&path, CSV).unwrap();
        let error = Roster::read(&path).unwrap_err();
        assert!(matches!(error, ReadError::UnknownKind { .. }), "{name}");
        assert!(error.to_string().ends_with(
            "doesn't say what it holds: let it end in .csv, .tsv or .txt (CSV), or in .yaml or .yml (YAML)"
        ));
    }

    let workbook = folder.path().join("roster.xlsx");
    fs::write(&workbook, b"PK\x03\x04").unwrap();
    let error = Roster::read(&workbook).unwrap_err();
    assert!(matches!(&error, ReadError::Problems(problems) if problems.len() == 1));
    assert!(error.to_string().contains("save it as \"CSV UTF-8\""));
}

#[test]
fn what_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv");
    let file = fs::File::create(&path).unwrap();
    file.set_len(64 * 1024 * 1024 + 1).unwrap();
    let error = Roster::read(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        "it is larger than 64 MiB: divide it into several"
    );
}
