//! The four operations, one after the other.

use m7::testing::Sandboxed;
use m7::{CodingFormat, RegisterStatus};

#[tokio::test]
async fn a_number_is_created_listed_updated_and_deleted() -> Result<(), Box<dyn std::error::Error>>
{
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.client();
    let sip = m7.sip();

    let created = sip
        .create("2004", "a-password")
        .codecs(["G711A", "G729"])
        .behind_nat(true)
        .await?;
    let sip_id = created.data.sip_id;
    assert_eq!(created.call.operation(), "sip_create");
    assert_eq!(created.call.attempts(), 1);

    let listed = sip.list().await?.data;
    let [number] = &*listed else {
        panic!("one number was created: {listed:?}");
    };
    assert_eq!((number.number.as_str(), &number.sip_id), ("2004", &sip_id));
    assert_eq!(number.register_status, RegisterStatus::Unregistered);
    assert_eq!(
        number.account_id.as_deref(),
        Some(test.sandbox().credentials().appkey())
    );
    assert_eq!(number.agent, None);

    sip.update(&sip_id)
        .number("2005")
        .password("another")
        .codec(CodingFormat::Gsm)
        .behind_nat(false)
        .await?;
    assert_eq!(sip.get("2005").await?.data.sip_id, sip_id);
    assert!(sip.get("2004").await.unwrap_err().is_not_found());

    let deleted = sip.delete(sip_id).await?;
    assert_eq!(deleted.call.operation(), "sip_delete");
    assert!(sip.list().await?.data.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_list_holds_those_that_are_asked_for() -> Result<(), Box<dyn std::error::Error>> {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.client();
    let sip = m7.sip();
    for number in ["2004", "2005", "2006"] {
        sip.create(number, "a-password").await?;
    }
    test.register("2005").await?;

    let numbers = |listed: m7::Reply<m7::Items<m7::SipNumber>>| -> Vec<String> {
        listed.data.into_iter().map(|item| item.number).collect()
    };
    assert_eq!(numbers(sip.list().registered().await?), ["2005"]);
    assert_eq!(numbers(sip.list().unregistered().await?), ["2004", "2006"]);
    assert_eq!(numbers(sip.list().number("2006").await?), ["2006"]);
    assert_eq!(
        numbers(sip.list().number("2006").registered().await?),
        [""; 0]
    );
    Ok(())
}
