//! What is written without a plan, told to the store of the account.

use m7::{
    Reply, Request,
    roster::{Begun, DirectWrite, Store},
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

/// What a store was told of, if there is one that knows the number.
pub(crate) struct Noted(Option<Begun>);

/// Tells the store of the account, if there is one, what is about to be sent: whatever becomes of it, what
/// an earlier run has kept of the number isn't taken to be so any more. Fails, so that nothing is sent, if
/// a run is writing to the account.
pub(crate) async fn begin(
    request: &Request,
    connection: &Connection,
    global: &Global,
    store: &StoreArgs,
) -> Result<Noted, Failure> {
    let Some(write) = of(request) else {
        return Ok(Noted(None));
    };
    let account = Account::of(connection, global, store)?;
    let (folder, name) = (account.folder, account.name);
    let store = input::blocking(move || {
        Store::open_existing(folder, name).map_err(roster_failure::without_file)
    });
    let begun = match store.await? {
        None => None,
        Some(store) => {
            let begun = store.begin(write).await;
            Some(begun.map_err(roster_failure::without_file)?)
        }
    };
    Ok(Noted(begun))
}

impl Noted {
    /// Tells how it ended. That this fails is no failure of the write.
    pub(crate) async fn end<T>(self, ended: &Result<Reply<T>, m7::Error>) {
        let Some(begun) = self.0 else {
            return;
        };
        if let Err(error) = begun.end(ended).await {
            let (message, _) = roster_failure::without_file(error).into_words();
            print::warn(&format!(
                "what this machine has kept of the number isn't known to be so any more, since its \
                 journal can't be written: {message}"
            ));
        }
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
