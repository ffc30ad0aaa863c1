//! From what is kept to what is shown: the only way out of the journal, so all that it hides is
//! hidden here.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use m7_auth::Credentials;
use m7_envelope::redact::{REDACTED, names_a_secret, redact, redact_value};
use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::shown::CUT;

use super::entry::{JournalEntry, JournalReply, JournalRequest};
use super::record::{Kept, Record};
use super::refusal;

/// What is shorter is no secret worth the name, and would be found in every other text.
const SHORTEST: usize = 4;

/// What the journal shows of a record.
pub(super) fn entry(seq: u64, record: &Record, accounts: &[Credentials]) -> JournalEntry {
    let secrets = Secrets::of(record, accounts);
    let answer = Answer::of(record);
    let shown = |kept: &Option<Kept>| {
        let text = |kept: &Kept| secrets.hide(&String::from_utf8_lossy(&kept.bytes));
        (
            kept.as_ref().map(text),
            kept.as_ref().is_some_and(|kept| kept.truncated),
        )
    };
    let (body, truncated) = shown(&record.body);
    let request = JournalRequest {
        headers: headers(record, &secrets),
        body,
        truncated,
    };
    let (body, truncated) = shown(&record.reply);
    JournalEntry {
        seq,
        at: SystemTime::UNIX_EPOCH + Duration::from_millis(record.at),
        request_id: record.request_id.as_ref().map(ToString::to_string),
        client: record.client,
        method: secrets.hide(&record.method),
        path: secrets.hide(&record.target),
        operation: record.operation,
        appkey: record.appkey.clone(),
        status: record.status,
        code: answer.code,
        message: answer
            .message
            .map(|message| message_told(message, record, &secrets)),
        duration: record.duration,
        committed: record.committed,
        fault: record.fault.clone(),
        refusal: refusal::told(record, accounts, &secrets),
        request,
        reply: JournalReply { body, truncated },
    }
}

/// The parts of an envelope that an entry repeats.
#[derive(Default, Deserialize)]
struct Answer {
    code: Option<String>,
    message: Option<String>,
}

impl Answer {
    /// What the reply says. Of one that isn't kept whole, what is known without it.
    fn of(record: &Record) -> Self {
        let Some(reply) = &record.reply else {
            return Self::default();
        };
        if !reply.truncated {
            // A fault may have made anything of it.
            return serde_json::from_slice(&reply.bytes).unwrap_or_default();
        }
        match (&record.refusal, record.status, &record.fault) {
            (None, Some(200), None) => Self {
                code: Some("200".to_owned()),
                message: Some("requestSuccess".to_owned()),
            },
            _ => Self::default(),
        }
    }
}

/// The sandbox's own sentence: only what it quotes can have a secret in it.
fn message_told(message: String, record: &Record, secrets: &Secrets) -> String {
    match &record.refusal {
        Some(refusal) if refusal.to_string() == message => {
            refusal.told(|quoted| secrets.hide_quoted(quoted))
        }
        _ => message,
    }
}

fn headers(record: &Record, secrets: &Secrets) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, value) in record.headers.pairs() {
        let value = if names_a_secret(name) {
            REDACTED.to_owned()
        } else {
            secrets.hide(&String::from_utf8_lossy(value))
        };
        match headers.last_mut() {
            Some((last, values)) if last == name => {
                values.push_str(", ");
                values.push_str(&value);
            }
            _ => headers.push((name.to_owned(), value)),
        }
    }
    headers
}

/// What must not be shown wherever it stands: a secret key that was put into the wrong header, a
/// password that was put into the wrong field.
pub(super) struct Secrets(Vec<Zeroizing<String>>);

impl Secrets {
    fn of(record: &Record, accounts: &[Credentials]) -> Self {
        let mut secrets = Self(Vec::new());
        for account in accounts {
            secrets.add(account.expose_secret_key());
        }
        for (name, value) in record.headers.pairs() {
            if names_a_secret(name) {
                secrets.add(&String::from_utf8_lossy(value));
            }
        }
        if let Some(body) = &record.body
            && let Ok(body) = serde_json::from_slice(&body.bytes)
        {
            secrets.add_named(&body);
        }
        // The longest first, so that none is left in part because another is a part of it.
        secrets
            .0
            .sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }

    fn add(&mut self, secret: &str) {
        if secret.len() >= SHORTEST {
            self.0.push(Zeroizing::new(secret.to_owned()));
        }
    }

    /// All that stands in a body under the name of a secret.
    fn add_named(&mut self, body: &Value) {
        match body {
            Value::Object(fields) => {
                for (name, value) in fields {
                    if names_a_secret(name) {
                        self.add_all(value);
                    } else {
                        self.add_named(value);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_named(item)),
            _ => {}
        }
    }

    fn add_all(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add(text),
            Value::Number(number) => self.add(&number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.add_all(item)),
            Value::Object(fields) => fields.values().for_each(|value| self.add_all(value)),
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// Hides a part of a sentence that quotes what was sent. A quote may be cut within a secret.
    pub(super) fn hide_quoted(&self, quoted: &str) -> String {
        let mut hidden = self.hide(quoted);
        if let Some(kept) = hidden.strip_suffix(CUT)
            && let Some(at) = self.begins_at(kept)
        {
            hidden.truncate(at);
            hidden.push_str(REDACTED);
        }
        hidden
    }

    /// Where the beginning of a secret stands at the end of a text.
    fn begins_at(&self, text: &str) -> Option<usize> {
        let is_beginning = |end: &str| self.0.iter().any(|secret| secret.starts_with(end));
        let mut places = text.char_indices().map(|(at, _)| at);
        places.find(|at| is_beginning(&text[*at..]))
    }

    pub(super) fn hide(&self, text: &str) -> String {
        let mut hidden = redact(text);
        for secret in &self.0 {
            if let Cow::Owned(text) = redact_value(&hidden, secret) {
                hidden = Cow::Owned(text);
            }
        }
        hidden.into_owned()
    }
}
