//! Whatever is wrong with YAML is said at once, with its place and with what to write.

use m7::roster::Roster;

use crate::problems;

#[test]
fn of_an_entry() {
    let keys = "use number, range, codecs, nat, agent, password, password_version, note";
    let codecs = "it knows G711A, G711U, GSM, G729, VP8, ILBC";
    for (entry, expected) in [
        ("{number: 2004, nat: maybe}", vec!["column 25, nat \"maybe\": write true or false".to_owned()]),
        (
            "{number: 2004, codecs: [G711A, opus, 7]}",
            vec![
                format!("column 36, codecs: \"opus\" is no codec of the API: {codecs}"),
                format!("column 42, codecs: \"7\" is no codec of the API: {codecs}"),
            ],
        ),
        ("{number: 2004, codecs: []}", vec!["column 5, codecs: there is none: name one at least, or leave it out".to_owned()]),
        (
            "{number: 2004, codecs: {G711A: true}}",
            vec!["column 28, codecs: one value is expected here, no list and no keys".to_owned()],
        ),
        ("{number: [2004]}", vec!["column 14, number: one value is expected here, no list and no keys".to_owned()]),
        ("{number: 2004, codec: G711A}", vec![format!("column 20, codec: it isn't known here: {keys}; did you mean \"codecs\"?")]),
        ("{number: 2004, agent_id: x}", vec![format!("column 20, agent_id: it isn't known here: {keys}")]),
        (
            "{number: 2004, nat: true, nat: false, number: 2005}",
            vec![
                "column 31, nat: it stands there twice: leave one".to_owned(),
                "column 43, number: it stands there twice: leave one".to_owned(),
            ],
        ),
        ("{number: 2004, password_version: 0}", vec!["column 38, password_version \"0\": write a whole number from 1".to_owned()]),
        (
            "{number: 2004, password: }",
            vec!["column 28, password: there is nothing: write generate, env:NAME or file:PATH, or leave it out".to_owned()],
        ),
        (
            "{number: 2.004E+03}",
            vec!["column 5, number \"2.004E+03\": Excel has shortened this number: format the column as text and type it again".to_owned()],
        ),
        ("{note: x}", vec!["column 5, number: an entry needs a number or a range: write number: \"2004\", or range: 2010-2019".to_owned()]),
        ("{number: }", vec!["column 5, number: the number is empty".to_owned()]),
        ("2004", vec!["column 5, numbers: an entry has keys: write it as - number: \"2004\"".to_owned()]),
        ("{number: 1, range: 2-3}", vec!["column 24, range: an entry is for a number or for a range: write one of the two".to_owned()]),
        ("{range: 2004}", vec!["column 13, range \"2004\": write the first and the last number, as in 2010-2019".to_owned()]),
        ("{range: 900-1000}", vec!["column 13, range \"900-1000\": \"900-1000\" is no number and no range of numbers: write both ends with as many digits, as in 0900-1099".to_owned()]),
        ("{range: 000000-100000}", vec!["column 13, range \"000000-100000\": these are 100001 numbers: a range has 100000 at most".to_owned()]),
        (
            "{range: 2010-2019, agent: 5feb148e19a5207b5020e728}",
            vec!["column 13, agent: an agent has one number: write the number that is the agent's by itself".to_owned()],
        ),
    ] {
        let yaml = format!("version: 1\nnumbers:\n  - {entry}\n");
        let expected: Vec<String> = expected.iter().map(|what| format!("line 3, {what}")).collect();
        assert_eq!(problems(Roster::from_yaml(yaml)), expected, "{entry}");
    }
}

#[test]
fn of_a_document() {
    let none = "there are none: write an entry - number: \"2004\" for each";
    let example = "write version: 1, and numbers: with an entry - number: \"2004\" for each";
    for (yaml, expected) in [
        ("", vec![format!("it is empty: {example}")]),
        ("# nothing\n", vec![format!("it is empty: {example}")]),
        ("- 2004\n", vec![format!("it is no roster: {example}")]),
        ("number,codecs\n2004,G711A\n", vec![format!("it is no roster: {example}")]),
        (
            "numbers:\n  - number: 2004\n",
            vec!["version: it is missing: write version: 1 at the top".to_owned()],
        ),
        (
            "version: 2\nnumbers:\n  - number: 2004\n",
            vec!["line 1, column 10, version \"2\": only version 1 is read here: write version: 1".to_owned()],
        ),
        (
            "version: 1\n",
            vec!["numbers: there are none: write numbers: and an entry - number: \"2004\" for each".to_owned()],
        ),
        ("version: 1\nnumbers: []\n", vec![format!("line 2, column 10, numbers: {none}")]),
        ("version: 1\nnumbers:\n", vec![format!("line 2, column 8, numbers: {none}")]),
        (
            "version: 1\nnumbers: 2004\n",
            vec!["line 2, column 10, numbers: it must be a list: write an entry - number: \"2004\" for each".to_owned()],
        ),
        (
            "version: 1\nnumber:\n  - number: 2004\ndefaults:\n  agent: none\n  nat: maybe\nscope: [2-1]\n",
            vec![
                "numbers: there are none: write numbers: and an entry - number: \"2004\" for each".to_owned(),
                "line 2, column 1, number: it isn't known here: use version, scope, defaults, numbers; did you mean \"numbers\"?".to_owned(),
                "line 5, column 3, agent: it isn't known here: use codecs, nat, password, password_version".to_owned(),
                "line 6, column 8, nat \"maybe\": write true or false".to_owned(),
                "line 7, column 9, scope: \"2-1\" is no number and no range of numbers: write the smaller end first".to_owned(),
            ],
        ),
        (
            "version: 1\nscope: 2000-2999\nnumbers:\n  - number: 2004\n  - range: 2003-2005\n  - number: 3000\n",
            vec![
                "line 5, column 5, number \"2004\": line 4, column 5 is for it already: leave one of the two".to_owned(),
                "line 6, column 5, number \"3000\": it is outside the roster's scope: widen the scope, or take the row out".to_owned(),
            ],
        ),
    ] {
        assert_eq!(problems(Roster::from_yaml(yaml)), expected, "{yaml}");
    }
}

#[test]
fn of_a_range_once() {
    let yaml = "version: 1\nscope: 2000-2999\nnumbers:\n  - number: 2004\n    codecs: [GSM, GSM]\n  \
                - range: 2003-2005\n    codecs: [VP8, VP8]\n  - range: 3000-3999\n";
    assert_eq!(
        problems(Roster::from_yaml(yaml)),
        [
            "line 4, column 5, codecs: GSM stands there twice: leave one",
            "line 6, column 5, codecs: VP8 stands there twice: leave one",
            "line 6, column 5, number \"2004\": line 4, column 5 is for it already: leave one of the two",
            "line 8, column 5, number \"3000\": it is outside the roster's scope: widen the scope, or take \
             the row out",
        ]
    );
    let many = "  - range: 00000-99999\n".repeat(3);
    assert_eq!(
        problems(Roster::from_yaml(format!("version: 1\nnumbers:\n{many}"))),
        [
            "line 4, column 5, number \"00000\": line 3, column 5 is for it already: leave one of the two",
            "line 5, column 12, range \"00000-99999\": with these there are more than 250000 numbers",
        ]
    );
}

#[test]
fn of_what_is_no_yaml() {
    for (yaml, expected) in [
        (
            "version: 1\nnumbers:\n\t- number: 2004\n",
            "line 3, column 2: YAML is indented by spaces: replace the tab",
        ),
        (
            "version: 1\nnumbers: [\n  {number: 2004}\n",
            "line 2, column 10: a bracket is open here: close it, and separate what is in it by commas",
        ),
        (
            "version: 1\nnumbers:\n  - number: \"2004\n",
            "line 3, column 13: a quote opens here and none closes it: close it",
        ),
        (
            "version: 1\nnumbers:\n  - number: 2004\n    note: a: b\n",
            "line 4, column 12: a `:` can't stand here: put a text that holds it in quotes, and check the indentation",
        ),
        (
            "version: 1\nnumbers:\n  - number: 2004\n   note: a\n",
            "line 4, column 4: this isn't indented as what is around it: let the keys of an entry begin in one column",
        ),
        (
            "version: 1\n---\nversion: 1\n",
            "line 3, column 1: a second document begins here: write all into one, and leave `---` out",
        ),
        (
            "version: 1\nnumbers: *all\n",
            "line 2, column 10: a text that begins with * stands for one marked by & before, and there is none of this name: put it in quotes",
        ),
        (
            "version: 1\nnumbers:\n  - number: !2004 x\n",
            "line 3, column 19: what begins with ! before this is a tag, which isn't known here: put all of it in quotes",
        ),
        (
            "version: 1\nnumbers:\n  - number: @2004\n",
            "line 3, column 13: a text can't begin with this character: put it in quotes",
        ),
    ] {
        assert_eq!(problems(Roster::from_yaml(yaml)), [expected], "{yaml}");
    }
}
