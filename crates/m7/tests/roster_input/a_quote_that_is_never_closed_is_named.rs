//! A slip with a quote is named where it begins, and takes no other row along.

use m7::roster::Roster;

use crate::problems;

const OPEN: &str = "a quote (\") opens a cell here and none closes it: close it; a quote inside a cell \
    is written twice (\"\")";
const MORE: &str = "after the quote that closes a cell there is more: a quote inside a cell is written \
    twice (\"\")";

#[test]
fn it_is_named_with_the_line_where_it_begins() {
    for (csv, expected) in [
        ("number,note\n2001,\"a\n", vec![format!("line 2: {OPEN}")]),
        (
            "number,note\n2001,\"a \"b\" c\"\n",
            vec![format!("line 2: {MORE}")],
        ),
        (
            "number,note\n2001,\"\n2002,x\n2003,y\n",
            vec![format!("line 2: {OPEN}")],
        ),
        // The next quote closes it, and isn't where the slip is.
        (
            "number,note\n2001,\"a\n2002,b\n2003,\"c\"\n",
            vec![format!("line 2: {MORE}")],
        ),
        ("\"number\n2001\n", vec![format!("line 1: {OPEN}")]),
        // What comes after is read all the same.
        (
            "number,nat,note\n2001,no,\"a\n2002,maybe,b\n2003,no,\"c\"d\n2004,no,e\n2004,,\n",
            vec![
                format!("line 2: {MORE}"),
                "line 3, nat \"maybe\": write true or false".to_owned(),
                format!("line 4: {MORE}"),
                "line 6, number \"2004\": line 5 is for it already: leave one of the two"
                    .to_owned(),
            ],
        ),
    ] {
        assert_eq!(problems(Roster::from_csv(csv)), expected, "{csv}");
    }
}

#[test]
fn a_whole_file_is_no_cell() {
    let rows: Vec<String> = (3000..6000).map(|n| format!("{n},x\n")).collect();
    let rows = rows.concat();
    let csv = format!("number,note\n2001,\"a\n{rows}3000,x\n");
    assert_eq!(
        problems(Roster::from_csv(csv)),
        [
            format!("line 2: {OPEN}"),
            "line 3003, number \"3000\": line 3 is for it already: leave one of the two".to_owned(),
        ]
    );
}
