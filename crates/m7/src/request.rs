//! Any request, also one that the contract doesn't have.

use std::collections::{BTreeMap, BTreeSet};

use m7_envelope::redact::names_a_secret;
use m7_envelope::{Data, DecodeError, Envelope, RawJson};
use m7_models::operation::{SIP_CREATE, SIP_DELETE, SIP_UPDATE, UNLISTED};
use m7_models::{Operation, SipDeleteRequest, SipId, SipIdentity, SipPassword, SipUpdateRequest};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::call::{self, Options, Sent, Subject};
use crate::callable::callable;
use crate::{Client, Error, Reply, input};

/// A request with any body to any path, which is signed, attempted and judged as every other call is.
/// Made by [`Client::request`].
///
/// What may be repeated comes from the path. That of an operation of the contract has that operation's
/// effect, and a write whose outcome is open is looked for as if it had been asked for by name, if its
/// body is the contract's. **Of any other path nothing is known, so it counts as a create whose outcome
/// can't be looked for**: it is sent again only if nothing was done, has a create's time, and stays
/// [`Ambiguous`](crate::Outcome::Ambiguous) otherwise. Its [`Error::operation`] is `unlisted`.
///
/// `Debug` shows no secret of the body.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Request {
    client: Client,
    posted: Posted,
    options: Options,
}

impl Request {
    pub(crate) fn new(client: Client, path: String, body: RawJson) -> Self {
        Self {
            client,
            posted: Posted::new(path, body),
            options: Options::default(),
        }
    }

    /// The same as this request of an operation.
    pub(crate) fn of<R: call::Request + Serialize>(
        client: &Client,
        request: &R,
        options: &Options,
    ) -> Result<Self, Error> {
        call::check(request, options)?;
        let body = RawJson::from_value(request)
            .map_err(|error| Error::invalid_input(request.operation(), error.to_string()))?;
        Ok(Self {
            client: client.clone(),
            posted: Posted::new(request.path().to_owned(), body),
            options: options.clone(),
        })
    }

    /// Where it is sent, below the base URL.
    pub fn path(&self) -> &str {
        &self.posted.path
    }

    /// What is sent. **It may hold a password**: don't log it.
    pub fn body(&self) -> &RawJson {
        &self.posted.body
    }

    /// Refuses what [`send`](Self::send) would refuse to send, and sends nothing.
    ///
    /// # Errors
    ///
    /// Of the kind [`InvalidInput`](crate::ErrorKind::InvalidInput).
    pub fn check(&self) -> Result<(), Error> {
        call::check(&self.posted, &self.options)
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Whether it may have taken effect nevertheless says [`Error::outcome`]. A path that
    /// can't be below the base URL is [`InvalidInput`](crate::ErrorKind::InvalidInput): one that doesn't
    /// begin with `/`, or holds `..`, a query or what stands in no path.
    pub async fn send(self) -> Result<Reply<Answer>, Error> {
        let reply = call::make(&self.client, &self.posted, &self.options).await?;
        Ok(reply.map(|opened| opened.answer))
    }
}

callable!(Request => Answer);

/// What the service answered that did what it was asked to: the reply's envelope, whose `success` is
/// true.
///
/// `Debug` shows no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The `code` of the reply, `200` as documented. Empty if there was none, and if it isn't a reply
    /// but a list that says that it was done ([`CallReport::evidence`](crate::CallReport::evidence)).
    pub code: String,
    /// The `message` of the reply. Empty where the code is.
    pub message: String,
    /// The `data` of the reply. Some have none.
    pub data: Option<RawJson>,
    /// The request as the gateway saw it. **It echoes the request, password and sign included**: don't
    /// log it.
    pub info: Option<RawJson>,
}

/// What is sent.
#[derive(Clone, Debug)]
struct Posted {
    path: String,
    body: RawJson,
    operation: &'static Operation,
    passwords: Vec<SipPassword>,
    target: Option<Target>,
}

/// What a write of the contract is about.
#[derive(Clone, Debug)]
enum Target {
    Create(String),
    Replace(Box<SipUpdateRequest>),
    Remove(SipId),
}

/// An answer, and the `sipId` that is in it, if so.
#[derive(Debug)]
struct Opened {
    answer: Answer,
    made: Option<SipId>,
}

impl Posted {
    fn new(path: String, body: RawJson) -> Self {
        let operation = Operation::by_path(&path).unwrap_or(&UNLISTED);
        let mut passwords = Vec::new();
        if let Ok(value) = body.parse() {
            find_secrets(&value, false, &mut passwords);
        }
        Self {
            target: Target::of(operation, &body),
            path,
            body,
            operation,
            passwords,
        }
    }
}

impl Target {
    /// What the body says that it is about. `None` if a list couldn't show all that it asks for.
    fn of(operation: &Operation, body: &RawJson) -> Option<Self> {
        #[derive(Deserialize)]
        struct Numbered {
            number: String,
        }

        match operation.id {
            id if id == SIP_CREATE.id => {
                let Numbered { number } = body.parse().ok()?;
                Some(Self::Create(number))
            }
            id if id == SIP_UPDATE.id => {
                let update: SipUpdateRequest = body.parse().ok()?;
                let known = RawJson::from_value(&update).ok()?;
                (fields(&known)? == fields(body)?).then(|| Self::Replace(Box::new(update)))
            }
            id if id == SIP_DELETE.id => {
                let delete: SipDeleteRequest = body.parse().ok()?;
                Some(Self::Remove(delete.sip_id))
            }
            _ => None,
        }
    }
}

impl call::Request for Posted {
    type Data = Opened;

    fn operation(&self) -> &'static Operation {
        self.operation
    }

    fn path(&self) -> &str {
        &self.path
    }

    fn check(&self) -> Result<(), input::Wrong> {
        input::check_path(&self.path)
    }

    fn passwords(&self) -> &[SipPassword] {
        &self.passwords
    }

    fn subject(&self) -> Option<Subject<'_>> {
        Some(match self.target.as_ref()? {
            Target::Create(number) => Subject::Create(number),
            Target::Replace(update) => Subject::Replace(update),
            Target::Remove(sip_id) => Subject::Remove(sip_id),
        })
    }

    fn about(&self) -> Option<&str> {
        if self.operation == &UNLISTED {
            return Some(&self.path);
        }
        self.subject().map(Subject::name)
    }

    fn settled(sip_id: SipId) -> Option<Opened> {
        let data = RawJson::from_value(&SipIdentity::new(sip_id)).ok();
        Some(Opened::new(String::new(), String::new(), data, None))
    }

    fn made(data: &Opened) -> Option<&SipId> {
        data.made.as_ref()
    }

    async fn send(&self, client: &m7_client::Client) -> Sent<Opened> {
        client.post_json(&self.path, &self.body).await?.map(opened)
    }

    fn salvage(reply: &[u8]) -> Result<Envelope<Opened>, DecodeError> {
        Envelope::from_slice(reply).map(opened)
    }
}

/// The same envelope, with all that it says in its data, which so is there in every success.
fn opened(envelope: Envelope<RawJson>) -> Envelope<Opened> {
    let (code, message) = (envelope.code.as_str().to_owned(), envelope.message.clone());
    let info = envelope.request_info.as_ref();
    let info = info.and_then(|info| RawJson::from_value(info).ok());
    let answer = |data| Opened::new(code, message, data, info);
    if envelope.success && envelope.data.is_absent() {
        let data = Data::Typed(answer(None));
        // There is nothing to be changed.
        let mut opened = envelope.map(|_| unreachable!("it has no data"));
        opened.data = data;
        return opened;
    }
    envelope.map(|data| answer(Some(data)))
}

impl Opened {
    fn new(code: String, message: String, data: Option<RawJson>, info: Option<RawJson>) -> Self {
        let made = data.as_ref().and_then(|data| data.parse().ok());
        Self {
            made: made.map(|made: SipIdentity| made.sip_id),
            answer: Answer {
                code,
                message,
                data,
                info,
            },
        }
    }
}

impl<'de> Deserialize<'de> for Opened {
    /// Of the data alone; the rest is put around it by [`opened`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let data = RawJson::deserialize(deserializer)?;
        Ok(Self::new(String::new(), String::new(), Some(data), None))
    }
}

/// The names of an object's fields.
fn fields(object: &RawJson) -> Option<BTreeSet<String>> {
    let fields: BTreeMap<String, RawJson> = object.parse().ok()?;
    Some(fields.into_keys().collect())
}

/// Gathers the texts that a body holds under the name of a secret.
fn find_secrets(value: &Value, is_secret: bool, found: &mut Vec<SipPassword>) {
    match value {
        Value::String(text) if is_secret => found.push(SipPassword::new(text.as_str())),
        Value::Array(items) => {
            for item in items {
                find_secrets(item, is_secret, found);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                find_secrets(value, is_secret || names_a_secret(name), found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(path: &str, body: &str) -> Posted {
        Posted::new(
            path.to_owned(),
            RawJson::from_text(body.to_owned()).unwrap(),
        )
    }

    #[test]
    fn a_path_of_the_contract_is_its_operation_and_any_other_is_a_create() {
        use call::Request as _;

        let delete = posted(SIP_DELETE.path, r#"{"sipId": "a"}"#);
        assert_eq!(delete.operation(), &SIP_DELETE);
        assert_eq!(delete.about(), Some("a"));
        let other = posted("/openapi/v1/call/query/agent", "{}");
        assert_eq!(other.operation().effect, m7_models::Effect::Create);
        assert!(other.subject().is_none());
        assert_eq!(other.about(), Some("/openapi/v1/call/query/agent"));
    }

    #[test]
    fn what_a_list_cannot_show_whole_is_not_looked_for() {
        use call::Request as _;

        let update = |body| posted(SIP_UPDATE.path, body).subject().is_some();
        assert!(update(r#"{"sipId": "a", "number": "2004"}"#));
        assert!(!update(
            r#"{"sipId": "a", "number": "2004", "ringTime": 7}"#
        ));
        assert!(!update(r#"{"number": "2004"}"#));
        assert!(
            posted(SIP_CREATE.path, r#"{"number": "2004"}"#)
                .subject()
                .is_some()
        );
        assert!(posted(SIP_CREATE.path, "[]").subject().is_none());
    }

    #[test]
    fn the_secrets_of_a_body_are_known_wherever_they_stand() {
        let body = r#"{"a": [{"sipPassword": "hunter2"}], "credential": {"x": ["tr0ub4dor"]}, "number": "3"}"#;
        let posted = posted("/a", body);
        let found: Vec<&str> = posted.passwords.iter().map(SipPassword::expose).collect();
        assert_eq!(found, ["hunter2", "tr0ub4dor"]);
        let shown = format!("{posted:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("tr0ub4dor"),
            "{shown}"
        );
    }

    #[test]
    fn an_answer_without_data_is_an_answer() {
        let reply = br#"{"success": true, "code": "200", "message": "ok"}"#;
        let answer = opened(Envelope::from_slice(reply).unwrap())
            .into_data()
            .unwrap()
            .answer;
        assert_eq!((answer.message.as_str(), answer.data), ("ok", None));
        let refused = br#"{"success": false, "code": "1", "message": "no", "data": ""}"#;
        assert!(
            opened(Envelope::from_slice(refused).unwrap())
                .into_data()
                .is_none()
        );
    }
}
