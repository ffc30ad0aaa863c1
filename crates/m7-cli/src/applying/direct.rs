//! What is written without a plan, told to the store of the account.

use m7::{
    Outcome, Reply, Request,
    roster::{DirectWrite, History, Store},
};
use m7_models::{
    Operation, SipCreateRequest, SipDeleteRequest, SipUpdateRequest,
    operation::{SIP_CREATE, SIP_DELETE, SIP_UPDATE},
};

use super::Account;
use crate::{
    cli::{Global, roster::StoreArgs},
    connection::Connection,
    failure::Failure,
    input, print, roster_failure,
};

/// Takes in how a request ended: what an earlier run has kept of its number isn't so any more.
pub(crate) async fn note<T>(
    request: &Request,
    ended: &Result<Reply<T>, m7::Error>,
    connection: &Connection,
    global: &Global,
    store: &StoreArgs,
) {
    let write = match (of(request), ended) {
        (None, _) => return,
        (Some(write), Ok(_)) => write,
        (Some(write), Err(error)) => match error.outcome() {
            Outcome::Ambiguous | Outcome::Applied => write.uncertain(),
            _ => return,
        },
    };
    let told = async {
        let account = Account::of(connection, global, store)?;
        tell(&account, write).await
    };
    if let Err(failure) = told.await {
        let (message, _) = failure.into_words();
        print::warn(&format!(
            "what this machine has kept of the number from earlier runs isn't true any more, and couldn't \
             be brought up to date: {message}"
        ));
    }
}

/// What a request writes, if it is one of the contract's that changes what no list shows.
fn of(request: &Request) -> Option<DirectWrite> {
    let body = request.body();
    match Operation::by_path(request.path())?.id {
        id if id == SIP_CREATE.id => {
            let create: SipCreateRequest = body.parse().ok()?;
            Some(DirectWrite::created(create.number))
        }
        id if id == SIP_DELETE.id => {
            let delete: SipDeleteRequest = body.parse().ok()?;
            Some(DirectWrite::to(delete.sip_id).replaced())
        }
        id if id == SIP_UPDATE.id => updated(body.parse().ok()?),
        _ => None,
    }
}

fn updated(update: SipUpdateRequest) -> Option<DirectWrite> {
    let mut write = DirectWrite::to(update.sip_id);
    let unchanged = write.clone();
    if update.number.is_some() {
        write = write.replaced();
    }
    if update.password.is_some() {
        write = write.password();
    }
    if let Some(codecs) = update.coding_format {
        write = write.codecs(codecs);
    }
    if let Some(behind_nat) = update.is_nat {
        write = write.behind_nat(behind_nat);
    }
    // Who is bound, a list shows.
    (write != unchanged).then_some(write)
}

/// Tells the store of an account, if there is one.
async fn tell(account: &Account, write: DirectWrite) -> Result<(), Failure> {
    let (folder, name) = (account.folder.clone(), account.name.clone());
    let store = input::blocking(move || {
        let history = History::read(&folder, &name).map_err(roster_failure::without_file)?;
        if history.target().is_none() {
            return Ok(None);
        }
        let store = Store::open(folder, name).map_err(roster_failure::without_file)?;
        Ok(Some(store))
    });
    match store.await? {
        None => Ok(()),
        Some(store) => store
            .note(write)
            .await
            .map_err(roster_failure::without_file),
    }
}

#[cfg(test)]
mod tests {
    use m7::RawJson;

    use super::*;

    fn told(path: &str, body: &str) -> Option<DirectWrite> {
        let builder = m7::Client::builder().appkey("2000113").secret_key("x");
        let m7 = builder.base_url("http://127.0.0.1:9").build().unwrap();
        of(&m7.request(path, RawJson::from_text(body.to_owned()).unwrap()))
    }

    #[test]
    fn what_no_list_shows_is_told() {
        for (path, body, expected) in [
            (
                SIP_CREATE.path,
                r#"{"number": "2004", "password": "p"}"#,
                Some(DirectWrite::created("2004")),
            ),
            (
                SIP_UPDATE.path,
                r#"{"sipId": "a", "password": "p", "isNAT": true}"#,
                Some(DirectWrite::to("a").password().behind_nat(true)),
            ),
            (
                SIP_UPDATE.path,
                r#"{"sipId": "a", "number": "2005"}"#,
                Some(DirectWrite::to("a").replaced()),
            ),
            (SIP_UPDATE.path, r#"{"sipId": "a", "agentId": ""}"#, None),
            (
                SIP_DELETE.path,
                r#"{"sipId": "a"}"#,
                Some(DirectWrite::to("a").replaced()),
            ),
            (SIP_DELETE.path, "[]", None),
            ("/openapi/v1/call/sip/list", "{}", None),
            ("/anything", r#"{"sipId": "a"}"#, None),
        ] {
            assert_eq!(told(path, body), expected, "{path} {body}");
        }
    }
}
