//! A roster is the same, whatever it was saved as.

use m7::roster::{Roster, Row};

const CSV: &str = "号码,备注\r\n2001,前台\r\n2002,\"销售, 上海\"\r\n";
const YAML: &str = "version: 1\nnumbers:\n  - number: 2001\n    note: 前台\n  - number: 2002\n    note: 销售, 上海\n";

/// The text as each of the encodings that are read.
fn encoded(text: &str) -> Vec<Vec<u8>> {
    let (gbk, _, unmappable) = encoding_rs::GBK.encode(text);
    assert!(!unmappable);
    let units: Vec<u16> = text.encode_utf16().collect();
    let utf_16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let units = units.iter().flat_map(|unit| bytes(*unit));
        mark.into_iter().chain(units).collect()
    };
    vec![
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        gbk.into_owned(),
        utf_16([0xff, 0xfe], u16::to_le_bytes),
        utf_16([0xfe, 0xff], u16::to_be_bytes),
    ]
}

#[test]
fn of_csv_and_of_yaml() {
    let expected = [
        Row::new("2001").note("前台"),
        Row::new("2002").note("销售, 上海"),
    ];
    let expected = Roster::new(expected, None);
    for bytes in encoded(CSV) {
        assert_eq!(Roster::from_csv(&bytes), expected, "{bytes:?}");
    }
    for bytes in encoded(YAML) {
        assert_eq!(Roster::from_yaml(&bytes), expected, "{bytes:?}");
    }
}

#[test]
fn of_what_only_gb18030_has() {
    let csv = "number,note\n2001,𠀀\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(csv);
    assert_eq!(Roster::from_csv(bytes), Roster::from_csv(csv));
}
