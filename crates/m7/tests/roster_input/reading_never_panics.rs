//! Whatever a file holds, reading it ends with a roster or with problems.

use std::fmt::Write as _;

use m7::roster::{Problems, Roster};
use proptest::prelude::*;

fn reads(bytes: &[u8]) {
    let check = |read: Result<Roster, Problems>| match read {
        Ok(roster) => assert!(!roster.rows().is_empty()),
        Err(problems) => assert_ne!(problems.len(), 0),
    };
    check(Roster::from_csv(bytes));
    check(Roster::from_yaml(bytes));
}

proptest! {
    #[test]
    fn of_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        reads(&bytes);
    }

    #[test]
    fn of_marked_bytes(
        mark in prop::sample::select(vec![&b"\xff\xfe"[..], b"\xfe\xff", b"\xef\xbb\xbf"]),
        bytes in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        reads(&[mark, &bytes].concat());
    }

    #[test]
    fn of_what_looks_like_csv(rows in "[\"\",;\t\r\n =0-9a-zé前０.E+-]{0,200}") {
        reads(format!("number,note,password\n{rows}").as_bytes());
        reads(rows.as_bytes());
    }

    #[test]
    fn of_what_looks_like_yaml(entries in "[-:\\[\\]{}&*!'\"|>#~<? \n0-9a-c前]{0,200}") {
        let begin = "version: 1\nnumbers:\n  - number: &a 1\n    note: ";
        reads(format!("{begin}{entries}").as_bytes());
        reads(entries.as_bytes());
    }
}

#[test]
fn what_yaml_multiplies_is_bounded() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..9 {
        let aliases = vec![format!("*a{}", n - 1); 9].join(", ");
        writeln!(bomb, "a{n}: &a{n} [{aliases}]").unwrap();
    }
    reads(bomb.as_bytes());
    reads("[".repeat(100_000).as_bytes());
    reads("- ".repeat(100_000).as_bytes());
    reads("? ".repeat(100_000).as_bytes());
}
