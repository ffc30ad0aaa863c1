//! Whatever is wrong with CSV is said at once, with its line and with what to write.

use m7::roster::Roster;

use crate::problems;

const CODECS: &str = "it knows G711A, G711U, GSM, G729, VP8, ILBC";

#[test]
fn of_a_cell() {
    for (row, expected) in [
        ("20 04", r#"number: the number "20 04" holds a space"#),
        (
            "2.004E+03",
            r#"number "2.004E+03": Excel has shortened this number: format the column as text and type it again"#,
        ),
        (
            "8.61381E+12",
            r#"number "8.61381E+12": Excel has shortened this number: format the column as text and type it again"#,
        ),
        (
            "2004-2009",
            r#"number "2004-2009": 2004-2009 is a range, and a row is for one number: write a row for each, or in YAML a range"#,
        ),
        (
            "２００４",
            r#"number "２００４": its digits are full-width: write 2004"#,
        ),
        (
            "＋８６２００４",
            r#"number "＋８６２００４": its digits are full-width: write +862004"#,
        ),
        (
            "20\u{200b}04",
            "number \"20\\u{200b}04\": it holds the character U+200B, which can't be seen: type it again",
        ),
        (",G711A", "number: the number is empty"),
        (
            "2004,opus",
            &format!(r#"codecs "opus": "opus" is no codec of the API: {CODECS}"#),
        ),
        (
            "2004,G711A|G711a",
            "codecs: G711A stands there twice: leave one",
        ),
        (
            "2004,|",
            "codecs: there is none: name one at least, or leave it out",
        ),
        ("2004,,maybe", r#"nat "maybe": write true or false"#),
        (
            "2004,,,5feb 148e",
            r#"agent_id: the agentId "5feb 148e" holds a space"#,
        ),
        (
            "2004,,,5.4E+23",
            r#"agent_id "5.4E+23": Excel has shortened this number: format the column as text and type it again"#,
        ),
        (
            "2004,,,,hunter2",
            "password: it must be generate, env:NAME or file:PATH; a password itself must not stand in a \
             roster, where whoever reads the file would read it",
        ),
        (
            "2004,,,,,0",
            r#"password_version "0": write a whole number from 1"#,
        ),
        (
            "2004,,,,,-1",
            r#"password_version "-1": write a whole number from 1"#,
        ),
        (
            "2004,,,,,2.0",
            r#"password_version "2.0": write a whole number from 1"#,
        ),
        ("2004,,,,,,a\u{7}b", "note: it holds the character U+0007"),
    ] {
        let csv = format!("number,codecs,nat,agent_id,password,password_version,note\n{row}\n");
        let expected = format!("line 2, {expected}");
        assert_eq!(problems(Roster::from_csv(csv)), [expected], "{row}");
    }
}

#[test]
fn of_a_row() {
    let header = "number,codecs,nat,note";
    for (rows, expected) in [
        (
            "2001,G711A,G729,yes,x",
            vec![
                "line 2: it has more cells than the header: put a cell that holds the separator in quotes",
            ],
        ),
        (
            "2001\n2002\n2001\n2001",
            vec![
                "line 4, number \"2001\": line 2 is for it already: leave one of the two",
                "line 5, number \"2001\": line 2 is for it already: leave one of the two",
            ],
        ),
        // One of which something else is wrong is there all the same.
        (
            "2001,,maybe\n2001",
            vec![
                "line 2, nat \"maybe\": write true or false",
                "line 3, number \"2001\": line 2 is for it already: leave one of the two",
            ],
        ),
        (
            "2001,,maybe\n20 02,,no\n2003,,perhaps",
            vec![
                "line 2, nat \"maybe\": write true or false",
                "line 3, number: the number \"20 02\" holds a space",
                "line 4, nat \"perhaps\": write true or false",
            ],
        ),
    ] {
        assert_eq!(
            problems(Roster::from_csv(format!("{header}\n{rows}\n"))),
            expected,
            "{rows}"
        );
    }
}

#[test]
fn of_a_header() {
    let columns = "it may have number, codecs, nat, agent_id, password, password_version, note";
    let example = "number,codecs,nat,password,note";
    for (header, expected) in [
        (
            "number,codec",
            vec![format!(
                r#"line 1, header "codec": no column of a roster: {columns}; did you mean "codecs"?"#
            )],
        ),
        ("number,colour", vec![format!(r#"line 1, header "colour": no column of a roster: {columns}"#)]),
        ("number,nat,Number", vec!["line 1, header \"Number\": this column is there twice: leave one".to_owned()]),
        ("号码,nat,number", vec!["line 1, header \"number\": this column is there twice: leave one".to_owned()]),
        (
            "number,工号",
            vec![
                "line 1, header \"工号\": agents are named by their id for now: write a column agent_id \
                 with their ids, or leave this one out"
                    .to_owned(),
            ],
        ),
        (
            "numbr,nat",
            vec![
                format!(r#"line 1, header "numbr": no column of a roster: {columns}; did you mean "number"?"#),
                format!("line 1, header: there is no column number: write a header such as {example}"),
            ],
        ),
        (
            "2001,G711A",
            vec![format!(
                "line 1: it must be a header, which names the columns: begin with a line such as {example}"
            )],
        ),
        (
            "号码，编码",
            vec![format!("line 1: its commas are full-width: separate the columns by `,`, as in {example}")],
        ),
    ] {
        let csv = format!("{header}\n2001\n");
        assert_eq!(problems(Roster::from_csv(csv)), expected, "{header}");
    }
}

#[test]
fn of_a_file() {
    let empty = "it is empty: begin with a header line such as number,codecs,nat,password,note";
    let workbook = "this is an Excel workbook: save it as \"CSV UTF-8\" there, and take that file";
    for (bytes, expected) in [
        (&b""[..], empty),
        (b"\n \r\n,,\n", empty),
        (b"\xef\xbb\xbf", empty),
        (
            b"number,nat\n,\n",
            "there is no row below the header: write one for each number, such as 2001,",
        ),
        (b"PK\x03\x04\x14\x00\x06\x00", workbook),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", workbook),
        (
            b"number\n20\x0001\n",
            "line 2: it holds a byte 0, as no text does: save it as UTF-8",
        ),
        (
            b"number,note\n2001,x\n2002,\xff\xff\n",
            "line 3: it holds bytes that are no text in UTF-8, GB18030 (GBK) or UTF-16: save it as UTF-8",
        ),
        (
            b"\xff\xfen\x00u\x00\n\x00\x00\xd8x\x00",
            "line 2: it holds bytes that are no text in UTF-8, GB18030 (GBK) or UTF-16: save it as UTF-8",
        ),
    ] {
        assert_eq!(problems(Roster::from_csv(bytes)), [expected], "{bytes:?}");
    }
}
