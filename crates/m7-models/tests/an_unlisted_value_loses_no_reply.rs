//! A value that the vendor adds to an enum decodes, and encodes again as it came.

use m7_models::{CodingFormat, RegisterStatus, SipListRequest};
use proptest::prelude::*;

#[test]
fn listed_values_have_their_names() -> Result<(), serde_json::Error> {
    for (text, format) in [
        ("G711A", CodingFormat::G711a),
        ("G711U", CodingFormat::G711u),
        ("GSM", CodingFormat::Gsm),
        ("G729", CodingFormat::G729),
        ("VP8", CodingFormat::Vp8),
        ("ILBC", CodingFormat::Ilbc),
    ] {
        assert_eq!(CodingFormat::from(text), format);
        assert_eq!(
            serde_json::from_str::<CodingFormat>(&format!("{text:?}"))?,
            format
        );
        assert_eq!(format.to_string(), text);
        assert!(format.is_known());
        assert!(CodingFormat::KNOWN.contains(&format));
    }
    assert_eq!(CodingFormat::KNOWN.len(), 6);
    Ok(())
}

#[test]
fn a_status_is_read_as_number_or_digits_and_written_as_number() -> Result<(), serde_json::Error> {
    for (json, status) in [
        ("0", RegisterStatus::Unregistered),
        ("1", RegisterStatus::Registered),
        (r#""0""#, RegisterStatus::Unregistered),
        (r#""1""#, RegisterStatus::Registered),
        ("7", RegisterStatus::Unknown(7)),
        (r#""-7""#, RegisterStatus::Unknown(-7)),
    ] {
        let decoded: RegisterStatus = serde_json::from_str(json)?;
        assert_eq!(decoded, status, "{json}");
        assert_eq!(serde_json::to_string(&decoded)?, json.trim_matches('"'));
    }
    Ok(())
}

#[test]
fn a_status_that_is_no_number_is_an_error() {
    for json in [
        r#""registered""#,
        r#""""#,
        "1.5",
        "true",
        "null",
        "[1]",
        "18446744073709551615",
    ] {
        assert!(
            serde_json::from_str::<RegisterStatus>(json).is_err(),
            "{json}"
        );
    }
}

#[test]
fn the_echo_of_a_request_decodes_too() -> Result<(), serde_json::Error> {
    let echo: SipListRequest =
        serde_json::from_str(r#"{"number":"2000","registerStatuses":["1"]}"#)?;
    assert_eq!(
        echo.register_statuses,
        Some(vec![RegisterStatus::Registered])
    );
    Ok(())
}

proptest! {
    #[test]
    fn any_text_survives(text: String) {
        let format = CodingFormat::from(text.as_str());
        prop_assert_eq!(format.as_str(), text.as_str());
        prop_assert_eq!(format.is_known(), CodingFormat::KNOWN.contains(&format));
        let json = serde_json::to_string(&format)?;
        prop_assert_eq!(serde_json::from_str::<CodingFormat>(&json)?, format);
    }

    #[test]
    fn any_number_survives(number: i64) {
        let status = RegisterStatus::from(number);
        prop_assert_eq!(status.as_i64(), number);
        prop_assert_eq!(status.is_known(), RegisterStatus::KNOWN.contains(&status));
        let json = serde_json::to_string(&status)?;
        prop_assert_eq!(&json, &number.to_string());
        prop_assert_eq!(serde_json::from_str::<RegisterStatus>(&json)?, status);
        prop_assert_eq!(serde_json::from_str::<RegisterStatus>(&format!("\"{json}\""))?, status);
    }
}
