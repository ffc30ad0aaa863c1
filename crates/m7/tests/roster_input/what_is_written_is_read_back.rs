//! A roster and its file are one thing: what is written is read as what it was.

use m7::CodingFormat;
use m7::roster::{PasswordRule, Roster, Row, Scope};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn row() -> impl Strategy<Value = Row> {
    let number = prop_oneof![
        "[0-9]{1,12}",
        "[-+a-zA-Z0-9,;|=.@#:!&*'\\[\\]{}%~?<>前é]{1,12}",
        select(
            &[
                "true",
                "null",
                "~",
                "0x10",
                "1_000",
                "1e5",
                "-",
                "none",
                "2010-2019",
                "#"
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    let codecs = subsequence(CodingFormat::KNOWN, 1..=3).prop_shuffle();
    let rule = prop_oneof![
        Just(PasswordRule::Generate),
        "[A-Z_]{1,9}".prop_map(PasswordRule::Environment),
        "[ -~前\n\t]{1,20}".prop_map(|path| PasswordRule::File(path.into())),
    ];
    let agent = option::of(prop_oneof![
        Just(None),
        "[0-9a-z,;'|#:-]{1,24}".prop_map(Some)
    ]);
    let note = option::of("[ -~前台é\u{a0}\u{feff}\u{2028}😀\n\r\t]{0,30}");
    (
        number,
        option::of(codecs),
        option::of(any::<bool>()),
        agent,
        option::of(rule),
        1..4_u32,
        note,
    )
        .prop_map(|(number, codecs, nat, agent, rule, version, note)| {
            let mut row = Row::new(number).password_version(version);
            if let Some(codecs) = codecs {
                row = row.codecs(codecs);
            }
            if let Some(nat) = nat {
                row = row.behind_nat(nat);
            }
            row = match agent {
                None => row,
                Some(None) => row.no_agent(),
                Some(Some(agent)) => row.agent(agent),
            };
            if let Some(rule) = rule {
                row = row.password(rule);
            }
            row.note(note.unwrap_or_default())
        })
}

/// Whatever rows a roster accepts, and at least one of them.
fn roster() -> impl Strategy<Value = Roster> {
    vec(row(), 1..6).prop_filter_map("no roster", |rows| {
        let sound = rows
            .into_iter()
            .filter(|row| Roster::new([row.clone()], None).is_ok());
        Roster::new(sound, None)
            .ok()
            .filter(|roster| !roster.rows().is_empty())
    })
}

proptest! {
    #[test]
    fn as_csv(roster in roster()) {
        let csv = roster.to_csv();
        prop_assert_eq!(Roster::from_csv(&csv), Ok(roster), "{}", csv);
    }

    #[test]
    fn as_yaml(roster in roster()) {
        let yaml = roster.to_yaml();
        prop_assert_eq!(Roster::from_yaml(&yaml), Ok(roster), "{}", yaml);
    }
}

#[test]
fn only_columns_with_something_in_them_are_written() {
    let rows = [Row::new("2002").note("a, \"b\""), Row::new("2001")];
    let roster = Roster::new(rows, None).unwrap();
    assert_eq!(
        roster.to_csv(),
        "number,note\n2001,\n2002,\"a, \"\"b\"\"\"\n"
    );
    assert_eq!(
        Roster::new([Row::new("=1+1")], None).unwrap().to_csv(),
        "number\n=1+1\n"
    );
}

#[test]
fn the_scope_is_written_as_yaml() {
    let scope: Scope = "2000-2999,0001-0009,8001,+86-5".parse().unwrap();
    let row = Row::new("2004")
        .codecs([CodingFormat::G711a, CodingFormat::G729])
        .behind_nat(true);
    let roster = Roster::new([row.agent("5feb148e19a5207b5020e728")], Some(scope)).unwrap();
    let yaml = roster.to_yaml();
    assert_eq!(
        yaml,
        "version: 1\nscope: [\"2000-2999\", \"0001-0009\", \"+86-5\", \"8001\"]\nnumbers:\n  \
         - number: \"2004\"\n    codecs: [G711A, G729]\n    nat: true\n    \
         agent: \"5feb148e19a5207b5020e728\"\n"
    );
    assert_eq!(Roster::from_yaml(yaml), Ok(roster));
}

#[test]
fn what_no_file_can_say_is_no_roster() {
    let file = |path: &str| PasswordRule::File(path.into());
    for (row, what) in [
        (
            Row::new("20\"04"),
            "number \"20\\\"04\": it holds a quote: write it without",
        ),
        (Row::new("2".repeat(201)), "it is longer than 200 bytes"),
        (
            Row::new("1").agent("None"),
            "as an agent's id it would mean nobody in a file",
        ),
        (
            Row::new("1").codecs(Vec::<CodingFormat>::new()),
            "codecs: there is none: name one at least",
        ),
        (
            Row::new("1").password(file("a ")),
            "password: no roster file can say it",
        ),
        (
            Row::new("1").password(file("")),
            "password: no roster file can say it",
        ),
        (
            Row::new("1").password(PasswordRule::Environment(String::new())),
            "no roster file can say it",
        ),
        (
            Row::new("1").note("x".repeat(1001)),
            "note: a note has 1000 characters at most",
        ),
        (
            Row::new("1").note("a\u{0}b"),
            "note: it holds the character U+0000",
        ),
    ] {
        let problems = Roster::new([row], None).unwrap_err().to_string();
        assert!(problems.contains(what), "{problems}");
    }
}
