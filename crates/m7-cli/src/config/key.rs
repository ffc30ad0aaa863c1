//! What can be set in a profile, and what it can be set to.

use std::time::Duration;

use clap::ValueEnum;
use m7::{Credentials, NonceShare};
use toml_edit::{InlineTable, Item, Value};

use crate::cli::{self, Output};

/// What there is where nothing applies.
pub(crate) const NOT_SET: &str = "not set";

/// A setting that a profile may have, beside its secret key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Appkey,
    BaseUrl,
    Timeout,
    Output,
    NonceShare,
}

impl Key {
    pub(crate) const ALL: [Self; 5] = [
        Self::Appkey,
        Self::BaseUrl,
        Self::Timeout,
        Self::Output,
        Self::NonceShare,
    ];

    /// What it is called in the file and on the command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Appkey => "appkey",
            Self::BaseUrl => "base_url",
            Self::Timeout => "timeout",
            Self::Output => "output",
            Self::NonceShare => "nonce_share",
        }
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.as_str() == name)
    }

    /// What applies where nobody says anything, in words.
    pub(crate) fn default(self) -> &'static str {
        match self {
            Self::Appkey => NOT_SET,
            Self::BaseUrl => m7::DOCUMENTED_BASE_URL,
            Self::Timeout => "45 to 270, by operation",
            Self::Output => "table",
            Self::NonceShare => "all of them",
        }
    }

    /// What is wrong with a value, if anything is, in words that quote nothing.
    pub(crate) fn check(self, text: &str) -> Result<(), String> {
        match self {
            Self::Appkey => Credentials::new(text, "anything")
                .map(drop)
                .map_err(|error| error.to_string()),
            // What else is wrong with one is for whoever uses it to tell.
            Self::BaseUrl if text.is_empty() => Err("it is empty".to_owned()),
            Self::BaseUrl => Ok(()),
            Self::Timeout => timeout(text).map(drop),
            Self::Output => output(text).map(drop),
            Self::NonceShare => nonce_share(text).map(drop),
        }
    }

    /// The text of a value in a file, checked.
    pub(crate) fn text_of(self, item: &Item) -> Result<String, String> {
        let text = match (self, item.as_value()) {
            (Self::Timeout, Some(Value::Integer(seconds))) => seconds.value().to_string(),
            (Self::Timeout, Some(Value::Float(seconds))) => seconds.value().to_string(),
            (Self::Timeout, _) => {
                return Err("it must be a number of seconds, e.g. 30, without quotes".to_owned());
            }
            (Self::NonceShare, Some(Value::InlineTable(share))) => share_text(share)?,
            (Self::NonceShare, _) => return Err(SHARE_IN_A_FILE.to_owned()),
            (_, Some(Value::String(text))) => text.value().clone(),
            _ => return Err("it must be a text in quotes".to_owned()),
        };
        self.check(&text)?;
        Ok(text)
    }

    /// A checked text as the value of a file.
    pub(crate) fn value_of(self, text: &str) -> Value {
        match self {
            Self::Timeout => match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(seconds), _) => seconds.into(),
                (_, Ok(seconds)) => seconds.into(),
                _ => text.into(),
            },
            Self::NonceShare => nonce_share(text).map_or_else(|_| text.into(), share_value),
            _ => text.into(),
        }
    }
}

pub(crate) fn timeout(text: &str) -> Result<Duration, String> {
    cli::seconds(text)
}

pub(crate) fn output(text: &str) -> Result<Output, String> {
    Output::from_str(text, false)
        .map_err(|_| "it must be table, json, jsonl, csv or yaml".to_owned())
}

const SHARE_IN_A_FILE: &str =
    "it must be which share of how many, counted from 0: { index = 2, count = 8 }";

/// Reads `index=2,count=8`, whose numbers are those of `M7_NONCE_SHARE_INDEX` and
/// `M7_NONCE_SHARE_COUNT`.
pub(crate) fn nonce_share(text: &str) -> Result<NonceShare, String> {
    let (index, count) = text
        .strip_prefix("index=")
        .and_then(|text| text.split_once(",count="))
        .and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)))
        .ok_or("it must be which share of how many, counted from 0: index=2,count=8")?;
    NonceShare::new(index, count).map_err(|error| error.to_string())
}

/// A share as [`nonce_share`] reads it.
pub(crate) fn shown_share(share: NonceShare) -> String {
    format!("index={},count={}", share.index(), share.count())
}

fn share_text(table: &InlineTable) -> Result<String, String> {
    let number = |name| table.get(name).and_then(Value::as_integer);
    match (number("index"), number("count"), table.len()) {
        (Some(index), Some(count), 2) => Ok(format!("index={index},count={count}")),
        _ => Err(SHARE_IN_A_FILE.to_owned()),
    }
}

fn share_value(share: NonceShare) -> Value {
    let numbers = [("index", share.index()), ("count", share.count())];
    let table: InlineTable = numbers
        .into_iter()
        .map(|(name, number)| (name, Value::from(i64::from(number))))
        .collect();
    table.into()
}

/// What is wrong with a base URL, if anything is. It never quotes it, since it may hold a password.
pub(crate) fn base_url_problem(text: &str) -> Option<String> {
    // Only whoever builds a client checks it; this one is never used.
    let built = m7::Client::builder()
        .appkey("0")
        .secret_key("0")
        .base_url(text)
        .without_proxy()
        .build();
    let said = built.err()?.to_string();
    Some(match said.strip_prefix("the base URL is unusable: ") {
        Some(reason) => reason.to_owned(),
        None => said,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_as_it_is_read() {
        let text = "index=2,count=8";
        assert_eq!(shown_share(nonce_share(text).unwrap()), text);
        let written = Key::NonceShare.value_of(text);
        assert_eq!(written.to_string(), "{ index = 2, count = 8 }");
        assert_eq!(
            Key::NonceShare.text_of(&Item::Value(written)).as_deref(),
            Ok(text)
        );
        for text in [
            "",
            "2/8",
            "index=8,count=8",
            "index=-1,count=8",
            "index=2",
            "index=2, count=8",
        ] {
            assert!(nonce_share(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_of_seconds_is_written_as_a_number() {
        for (text, written) in [("30", "30"), ("0.5", "0.5")] {
            assert_eq!(Key::Timeout.value_of(text).to_string(), written);
        }
    }
}
