//! Whatever a spreadsheet saves of a roster is read as what stands in it.

use m7::roster::{PasswordRule, Roster, Row};
use m7::{CodingFormat, roster::Problems};

use crate::{numbers, problems};

fn read(csv: &str) -> Result<Roster, Problems> {
    Roster::from_csv(csv)
}

#[test]
fn columns_come_in_any_order_and_in_two_languages() {
    let expected = Roster::new(
        [
            Row::new("2001")
                .codecs([CodingFormat::G711a, CodingFormat::G729])
                .behind_nat(true)
                .password(PasswordRule::Generate)
                .password_version(2)
                .note("前台"),
            Row::new("2002").agent("5feb148e19a5207b5020e728"),
            Row::new("2003").no_agent(),
        ],
        None,
    );
    for csv in [
        "number,codecs,nat,agent_id,password,password_version,note\n\
         2001,G711A|G729,true,,generate,2,前台\n2002,,,5feb148e19a5207b5020e728\n2003,,,none\n",
        "备注,密码版本,密码,座席ID,是否NAT,编码,号码\n\
         前台,2,generate,,是,g711a g729,2001\n,,,5feb148e19a5207b5020e728,,,2002\n,,,无,,,2003\n",
        " Number , CODECS , Nat , Agent_ID , Password , Password_Version , Note \n\
         2001 , G711A/G729 , YES , , Generate , 2 , 前台 \n\
         2002,,,5feb148e19a5207b5020e728,,,\n2003,,,None,,,\n",
        "SIP 号码;语音编码;nat;坐席id;密码;密码版本;备注\n\
         2001;\"G711A, G729\";1;;generate;2;前台\n2002;;;5feb148e19a5207b5020e728\n2003;;;none\n",
        "number\tcodecs\tnat\tagent_id\tpassword\tpassword_version\tnote\n\
         2001\tG711A+g729\tTRUE\t\tgenerate\t2\t前台\n2002\t\t\t5feb148e19a5207b5020e728\n\
         2003\t\t\tNONE\n",
    ] {
        assert_eq!(read(csv), expected, "{csv}");
    }
}

#[test]
fn what_spreadsheets_add_is_passed_over() {
    for csv in [
        "number,note\n2001,x\n2002,y\n",
        "number,note\n2001,x\n2002,y",
        "number,note\r\n2001,x\r\n2002,y\r\n",
        "number,note\r2001,x\r2002,y\r",
        "sep=,\nnumber,note\n2001,x\n2002,y\n",
        "sep=;\r\nnumber;note\r\n2001;x\r\n2002;y\r\n",
        "SEP=|\nnumber|note\n2001|x\n2002|y\n",
        "\nnumber,note\n\n2001,x\n,\n   \n2002,y\n,,,,\n,,,,\n",
        "number,note,,\n2001,x,,\n2002,y,,\n",
        "number,note\n\"2001\", \"x\" \n=\"2002\",y\n",
    ] {
        let expected = [Row::new("2001").note("x"), Row::new("2002").note("y")];
        assert_eq!(read(csv), Roster::new(expected, None), "{csv:?}");
    }
}

#[test]
fn a_number_is_the_text_that_it_is() {
    for (csv, expected) in [
        ("number\n0042\n", "0042"),
        ("number,note\n\"=\"\"0042\"\"\",x\n", "0042"),
        ("number\n=\"0042\"\n", "0042"),
        ("number\n+8613800138000\n", "+8613800138000"),
        (
            "number\n20000000000000000000004\n",
            "20000000000000000000004",
        ),
        ("number\n2E5\n", "2E5"),
        ("number\n\"20,04\"\n", "20,04"),
        ("number\nreception@office\n", "reception@office"),
    ] {
        assert_eq!(numbers(csv), [expected]);
    }
}

#[test]
fn a_cell_in_quotes_holds_what_it_says() {
    let csv = "number,note\n2001,\"he said \"\"no\"\",\r\nand left\"\n2002,5\" phone\n";
    let expected = [
        Row::new("2001").note("he said \"no\",\nand left"),
        Row::new("2002").note("5\" phone"),
    ];
    assert_eq!(read(csv), Roster::new(expected, None));
}

#[test]
fn lines_are_those_of_the_file() {
    let bad = "2009,maybe,\n";
    for (before, line) in [
        ("", 2),
        ("2001,,\"a\nb\nc\"\n", 5),
        ("2001,,\"a\r\nb\"\r\n\r\n", 5),
        ("2001,,\"a\rb\"\r", 4),
        ("\n\n,,\n", 5),
    ] {
        let csv = format!("number,nat,note\n{before}{bad}");
        let expected = format!("line {line}, nat \"maybe\": write true or false");
        assert_eq!(problems(read(&csv)), [expected]);
    }
    let csv = format!("sep=,\nnumber,nat,note\n{bad}");
    assert!(problems(read(&csv))[0].starts_with("line 3, "));
}
