//! Headers anywhere in JSON: in an object, in pairs, in a text that quotes them.

use std::sync::Arc;

use super::{Captured, Judged, first_text, known, lines};
use crate::json::Json;

/// Longer ones are none, and would be kept for each request.
const LONGEST_URL: usize = 4096;

/// What is said around some headers of the request that they belong to.
#[derive(Clone, Copy, Default)]
struct Around<'a> {
    method: Option<&'a str>,
    url: Option<&'a str>,
    body: Option<&'a Arc<str>>,
    entry: Option<&'a Json>,
}

/// The requests in a text of one or more values. None if it isn't JSON.
pub(super) fn read(text: &str) -> Vec<Captured> {
    let mut found = Vec::new();
    let values = serde_json::Deserializer::from_str(text).into_iter::<m7::RawJson>();
    for value in values {
        let Some(json) = value.ok().and_then(|raw| Json::of(&raw).ok()) else {
            return Vec::new();
        };
        walk(&json, Around::default(), &mut found);
    }
    found
}

fn walk(json: &Json, around: Around<'_>, found: &mut Vec<Captured>) {
    match json {
        Json::Object(fields) => {
            let body = text(json, &["body", "data"]).map(Arc::from);
            let around = around.with(json, body.as_ref());
            let pairs = fields
                .iter()
                .filter_map(|(name, value)| Some((name.as_str(), first_text(value)?)));
            found.extend(around.request(pairs));
            // The answer in a journal echoes the request.
            let is_echo = |name: &str| name == "reply" && json.field("seq").is_some();
            for (name, value) in fields {
                if !is_echo(name) {
                    walk(value, around, found);
                }
            }
        }
        Json::List(items) => {
            let named = items.iter().filter_map(|item| {
                Some((
                    item.field("name")?.text()?,
                    first_text(item.field("value")?)?,
                ))
            });
            let listed = items.iter().filter_map(|item| match item {
                Json::List(pair) => Some((pair.first()?.text()?, first_text(pair.get(1)?)?)),
                _ => None,
            });
            let flat = items.as_chunks::<2>().0.iter();
            let flat = flat.filter_map(|[name, value]| Some((name.text()?, first_text(value)?)));
            found.extend(around.request(named.chain(listed).chain(flat)));
            for item in items {
                walk(item, around, found);
            }
        }
        Json::Text(text) if text.len() > "m7-sign".len() => found.extend(lines::read(text)),
        Json::Text(_) | Json::Word(_) => {}
    }
}

/// The first of these fields that is a text.
fn text<'a>(object: &'a Json, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| object.field(name)?.text())
}

impl<'a> Around<'a> {
    /// What an object adds.
    fn with(self, object: &'a Json, body: Option<&'a Arc<str>>) -> Self {
        let url = text(object, &["url", "path", "uri"]).filter(|url| url.len() <= LONGEST_URL);
        Self {
            method: text(object, &["method"]).or(self.method),
            url: url.or(self.url),
            body: body.or(self.body),
            entry: Judged::of(object)
                .is_some()
                .then_some(object)
                .or(self.entry),
        }
    }

    /// The request with those of these headers that sign, if there is one.
    fn request<'b>(self, headers: impl Iterator<Item = (&'b str, &'b str)>) -> Option<Captured> {
        let mut headers = headers.filter(|(name, _)| known(name).is_some()).peekable();
        headers.peek()?;
        let mut captured = Captured {
            method: self.method.map(str::to_owned),
            body: self.body.map(Arc::clone).unwrap_or_default(),
            judged: self.entry.and_then(Judged::of),
            ..Captured::default()
        };
        for (name, value) in headers {
            captured.note(name, value);
        }
        if let Some(url) = self.url {
            captured.note_url(url);
        }
        Some(captured)
    }
}
