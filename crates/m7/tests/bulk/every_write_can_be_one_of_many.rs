use std::collections::BTreeMap;

use m7::testing::{AGENT_ID, Sandboxed};
use m7::{Error, Reply, SipIdentity};

const NUMBERS: [&str; 5] = ["2001", "2002", "2003", "2004", "2005"];

/// A number goes through each of them.
#[tokio::test]
async fn every_write_can_be_one_of_many() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();

    let creates = NUMBERS.map(|number| (number, sip.create(number, "a-password")));
    let ids: BTreeMap<_, _> = m7::bulk(creates)
        .results()
        .await
        .into_iter()
        .map(|item| (item.key, item.result.unwrap().data.sip_id))
        .collect();
    assert_eq!(ids.keys().copied().collect::<Vec<_>>(), NUMBERS);

    let updates = ids.clone().into_iter().map({
        let sip = sip.clone();
        move |(number, id)| (number, sip.update(id).password("another-password"))
    });
    all_succeed(m7::bulk(updates)).await;

    test.register("2003").await.unwrap();
    all_succeed(m7::bulk([("2003", sip.bind(&ids["2003"], AGENT_ID))])).await;
    assert!(sip.get("2003").await.unwrap().data.agent.is_some());
    all_succeed(m7::bulk([("2003", sip.unbind(&ids["2003"]))])).await;
    assert!(sip.get("2003").await.unwrap().data.agent.is_none());

    let deletes = ids.into_iter().map({
        let sip = sip.clone();
        move |(number, id)| (number, sip.delete(id))
    });
    all_succeed(m7::bulk(deletes).concurrency(3)).await;
    assert!(sip.list().await.unwrap().data.is_empty());
}

/// A row of a roster is more than one call, and of different ones.
#[tokio::test]
async fn a_call_may_be_several() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let rows = NUMBERS.map(|number| {
        let sip = sip.clone();
        let row = async move {
            let new = sip.create(number, "a-password").await?;
            sip.update(&new.data.sip_id)
                .number(format!("{number}0"))
                .await
        };
        (number, row)
    });
    all_succeed(m7::bulk(rows)).await;
    let numbers = sip.list().await.unwrap().data;
    assert!(numbers.iter().all(|number| number.number.ends_with('0')));
    assert_eq!(numbers.len(), NUMBERS.len());
}

async fn all_succeed(bulk: m7::bulk::Bulk<&'static str, SipIdentity>) {
    let results = bulk.results().await;
    assert!(!results.is_empty());
    let all: Result<Vec<Reply<SipIdentity>>, Error> =
        results.into_iter().map(|item| item.result).collect();
    all.unwrap();
}
