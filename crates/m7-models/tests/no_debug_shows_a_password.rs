//! A password can be sent and can't be printed, whatever holds it.

mod documented;

use documented::documented;
use m7_models::{
    SipCreateRequest, SipCreateResponse, SipDeleteResponse, SipListResponse, SipPassword,
    SipUpdateRequest, SipUpdateResponse,
};
use proptest::prelude::*;

#[test]
fn of_a_documented_reply_which_echoes_it() -> Result<(), serde_json::Error> {
    let printed = [
        format!(
            "{:#?}",
            serde_json::from_str::<SipCreateResponse>(&documented("sip-create.response"))?
        ),
        format!(
            "{:#?}",
            serde_json::from_str::<SipUpdateResponse>(&documented("sip-update.response"))?
        ),
        format!(
            "{:#?}",
            serde_json::from_str::<SipListResponse>(&documented("sip-list.response"))?
        ),
        format!(
            "{:#?}",
            serde_json::from_str::<SipDeleteResponse>(&documented("sip-delete.response"))?
        ),
    ];
    for printed in printed {
        assert!(!printed.contains("123456"), "{printed}");
        assert!(
            !printed.contains("lmwwrahWCRO0x+3DhlMMVgB2V5ytUXp5GxbLTW9wOig="),
            "{printed}"
        );
    }
    Ok(())
}

#[test]
fn of_a_documented_request() -> Result<(), serde_json::Error> {
    let create: SipCreateRequest = serde_json::from_str(&documented("sip-create.request"))?;
    let update: SipUpdateRequest = serde_json::from_str(&documented("sip-update.request"))?;
    assert_eq!(create.password, SipPassword::new("123456"));
    assert_eq!(update.password, Some(SipPassword::new("123456")));
    assert!(!format!("{create:?}{update:?}{create:#?}{update:#?}").contains("123456"));
    Ok(())
}

proptest! {
    #[test]
    fn of_any_request(secret in "[!-~]{6,40}") {
        // The names of types and fields stand in the output too.
        prop_assume!(!"SipCreateRequest SipUpdateRequest password redacted number coding_format".contains(&secret));
        let create = SipCreateRequest::new("2004", secret.as_str());
        let update = SipUpdateRequest::new("5f").with_password(secret.as_str());
        for printed in [format!("{create:?}{update:?}"), format!("{create:#?}{update:#?}")] {
            prop_assert!(!printed.contains(&secret), "{}", printed);
            prop_assert!(printed.contains("[redacted]"), "{}", printed);
        }
        // It isn't lost either.
        prop_assert_eq!(create.password.expose(), &secret);
        let json = serde_json::to_value(&create)?;
        prop_assert_eq!(json["password"].as_str(), Some(secret.as_str()));
    }

    #[test]
    fn of_an_error_about_it(digits in "[1-9][0-9]{7,14}") {
        let body = format!(r#"{{"number":"2004","password":{digits}}}"#);
        let error = serde_json::from_str::<SipCreateRequest>(&body).unwrap_err();
        prop_assert!(!error.to_string().contains(&digits), "{}", error);
    }
}
