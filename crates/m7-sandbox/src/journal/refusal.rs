//! Why a request was refused, in all detail that is known.

use m7_auth::{Credentials, PresentedHeaders, Surroundings, WINDOW, diagnose, header};

use crate::refusal::Refusal;

use super::entry::{JournalMistake, JournalRefusal};
use super::reading::Secrets;
use super::record::Record;

/// Tells why a request was refused, if it was, without its `secrets`.
pub(super) fn told(
    record: &Record,
    accounts: &[Credentials],
    secrets: &Secrets,
) -> Option<JournalRefusal> {
    let refusal = record.refusal.as_ref()?;
    let hide = |text: &str| secrets.hide(text);
    let mut told = JournalRefusal {
        kind: refusal.kind(),
        message: refusal.told(|quoted| secrets.hide_quoted(quoted)),
        header: None,
        seconds: None,
        allowed_seconds: None,
        canonical: None,
        mistake: None,
        field: None,
    };
    match refusal {
        Refusal::Sign(refusal) => {
            told.canonical = canonical(record).map(|text| hide(&text));
            match refusal {
                m7_auth::Refusal::Missing { header }
                | m7_auth::Refusal::Malformed { header, .. } => told.header = Some(header),
                m7_auth::Refusal::OutsideWindow { seconds } => {
                    told.header = Some(header::TIMESTAMP);
                    told.seconds = Some(*seconds);
                    told.allowed_seconds = Some(WINDOW.as_secs());
                }
                m7_auth::Refusal::UnknownAppkey => told.header = Some(header::APPKEY),
                m7_auth::Refusal::WrongSign => told.header = Some(header::SIGN),
                _ => {}
            }
            if told.header == Some(header::SIGN) {
                let found = record.mistake.get_or_init(|| mistake(record, accounts));
                told.mistake = found.clone().map(|mistake| JournalMistake {
                    signed: mistake.signed.as_deref().map(hide),
                    ..mistake
                });
            }
        }
        Refusal::RepeatedHeader { name } => told.header = Some(name),
        Refusal::NoContentType | Refusal::ContentType { .. } => told.header = Some("content-type"),
        Refusal::Field { field, .. } => told.field = Some(field.clone()),
        _ => {}
    }
    Some(told)
}

/// Appkey, timestamp and nonce one after the other, as they were sent. `None` if one of them wasn't.
fn canonical(record: &Record) -> Option<String> {
    let mut canonical = String::new();
    for name in [header::APPKEY, header::TIMESTAMP, header::NONCE] {
        canonical.push_str(&String::from_utf8_lossy(sent(record, name)?));
    }
    Some(canonical)
}

/// What the client did instead, if it signed as one of the accounts.
fn mistake(record: &Record, accounts: &[Credentials]) -> Option<JournalMistake> {
    let presented = PresentedHeaders::from_lookup(|name| sent(record, name));
    let is_its = |account: &&Credentials| presented.appkey == Some(account.appkey().as_bytes());
    let account = accounts.iter().find(is_its)?;
    let surroundings = Surroundings {
        path: &record.target,
        body: record.body.as_ref().map_or(&[], |body| &body.bytes),
        others: accounts,
    };
    let mistake = diagnose(account, &presented, surroundings)?;
    Some(JournalMistake {
        kind: mistake.kind.name(),
        message: mistake.kind.to_string(),
        signed: mistake.signed,
        differs_at: mistake.differs_at,
    })
}

/// The value of a header that was sent.
fn sent<'r>(record: &'r Record, name: &str) -> Option<&'r [u8]> {
    record
        .headers
        .pairs()
        .find_map(|(sent, value)| (sent == name).then_some(value))
}
