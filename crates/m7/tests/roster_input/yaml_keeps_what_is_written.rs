//! In YAML, a number is what is written, and what isn't said is what the defaults say.

use m7::CodingFormat;
use m7::roster::{PasswordRule, Roster, Row, Scope};

#[test]
fn a_number_is_the_text_that_it_is() {
    for number in [
        "2004",
        "0042",
        "007",
        "1_000",
        "0x10",
        "0o17",
        "0b11",
        "1e5",
        "2.50",
        "-1",
        "+8613800138000",
        "99999999999999999999999999",
        "true",
        "no",
        ".inf",
        ".nan",
        "12:30",
    ] {
        for written in [
            number.to_owned(),
            format!("\"{number}\""),
            format!("'{number}'"),
        ] {
            let yaml = format!("version: 1\nnumbers:\n  - number: {written}   # so it is\n");
            let roster = Roster::from_yaml(yaml).unwrap();
            assert_eq!(roster.rows()[0].number(), number, "{written}");
        }
    }
    let yaml = "version: 1\nnumbers:\n  - {number: 0042}\n  - {number: &a 0043, note: *a}\n";
    let expected = [Row::new("0042"), Row::new("0043").note("0043")];
    assert_eq!(Roster::from_yaml(yaml), Roster::new(expected, None));
}

#[test]
fn a_row_says_what_the_defaults_do_not() {
    let yaml = "
version: 1
scope: [2000-2999, '8001']
defaults: {codecs: [G711A, g729], nat: no, password: generate, password_version: 2}
numbers:
  - number: 2004
    codecs: GSM
    nat: true
    agent: 5feb148e19a5207b5020e728
    password_version: 1
    note: |
      front desk
      by the door
  - range: 2098-2100
    password: env:PASSWORD_{number}
    agent: none
  - number: 8001
    codecs:
    note: ~
";
    let scope: Scope = "2000-2999,8001".parse().unwrap();
    let of_defaults = |number: &str| {
        let row = Row::new(number)
            .behind_nat(false)
            .password(PasswordRule::Generate);
        let codecs = [CodingFormat::G711a, CodingFormat::G729];
        row.codecs(codecs).password_version(2)
    };
    let of_range = |number: &str| {
        let rule = PasswordRule::Environment("PASSWORD_{number}".to_owned());
        of_defaults(number).password(rule).no_agent()
    };
    let single = of_defaults("2004")
        .codecs([CodingFormat::Gsm])
        .behind_nat(true)
        .agent("5feb148e19a5207b5020e728")
        .password_version(1)
        .note("front desk\nby the door");
    let rows = [
        single,
        of_range("2098"),
        of_range("2099"),
        of_range("2100"),
        of_defaults("8001"),
    ];
    assert_eq!(Roster::from_yaml(yaml), Roster::new(rows, Some(scope)));
}

#[test]
fn what_is_marked_once_can_be_meant_again() {
    let yaml = "version: 1\nnumbers:\n  - &desk {number: 2001, codecs: &few [GSM], note: desk}\n  \
                - {number: 2002, codecs: *few}\n  - {<<: *desk, number: 2003}\n";
    let row = |number: &str| Row::new(number).codecs([CodingFormat::Gsm]);
    let rows = [
        row("2001").note("desk"),
        row("2002"),
        row("2003").note("desk"),
    ];
    assert_eq!(Roster::from_yaml(yaml), Roster::new(rows, None));
}
