//! Requests that somebody captured, in whatever form they come.

mod curl;
mod har;
mod journal;
mod lines;
mod tree;
mod words;

#[cfg(test)]
pub(crate) use words::commands;

use std::sync::Arc;

use m7_auth::{PresentedHeaders, header};

pub(crate) use journal::Judged;

use crate::json::Json;

/// The headers that sign, in the order in which they are looked at.
const NAMES: [&str; 4] = [
    header::APPKEY,
    header::NONCE,
    header::TIMESTAMP,
    header::SIGN,
];

/// Where the paths of the API are.
const BELOW: &str = "/openapi/";

/// How much may be read of anything but a HAR file, in bytes.
pub(crate) const MOST: usize = 1024 * 1024;

/// How much may be read of a HAR file, which holds whole pages.
pub(crate) const MOST_OF_HAR: usize = 64 * 1024 * 1024;

/// A request as it was captured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Captured {
    pub(crate) method: Option<String>,
    /// As it was sent, query included.
    pub(crate) target: Option<String>,
    /// Those that sign, by their names in lower case.
    headers: Vec<(&'static str, String)>,
    pub(crate) body: Arc<str>,
    /// Why what is here isn't what was sent, if so.
    pub(crate) doubt: Option<String>,
    /// What the sandbox said of it.
    pub(crate) judged: Option<Judged>,
}

/// Why there is nothing to be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nothing {
    Empty,
    /// It is longer than what is read of its kind.
    TooLong,
    NoRequest,
}

/// The requests in what was read. It never fails for what it holds.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Captured>, Nothing> {
    let text = decoded(bytes);
    let text = text.trim();
    if text.is_empty() {
        return Err(Nothing::Empty);
    }
    if bytes.len() > MOST_OF_HAR {
        return Err(Nothing::TooLong);
    }
    let is_json = text.starts_with(['{', '[']);
    let found = match har::read(text).filter(|_| is_json) {
        Some(found) => found,
        None if bytes.len() > MOST => return Err(Nothing::TooLong),
        None => of_text(text, is_json),
    };
    if found.is_empty() {
        Err(Nothing::NoRequest)
    } else {
        Ok(found)
    }
}

fn of_text(text: &str, is_json: bool) -> Vec<Captured> {
    let of_json = || {
        is_json
            .then(|| tree::read(text))
            .filter(|found| !found.is_empty())
    };
    // What curl says that it has sent is more certain than what it was asked to.
    let of_curl = || (!lines::is_transcript(text)).then(|| curl::read(text));
    of_json()
        .or_else(|| of_curl().filter(|found| !found.is_empty()))
        .unwrap_or_else(|| lines::read(text))
}

/// The text, if need be from UTF-16, as some shells write files.
fn decoded(bytes: &[u8]) -> String {
    let pairs = |from: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| from(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => pairs(u16::from_le_bytes),
        [0xfe, 0xff, ..] => pairs(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    }
}

impl Captured {
    /// Takes a header, if it is one of those that sign.
    fn note(&mut self, name: &str, value: impl Into<String>) {
        if let Some(name) = known(name) {
            self.headers.push((name, value.into()));
        }
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first header that stands there twice, with two values.
    pub(crate) fn repeated(&self) -> Option<&'static str> {
        NAMES.into_iter().find(|name| {
            let mut values = self.headers.iter().filter(|(known, _)| known == name);
            let first = values.next();
            values.any(|other| Some(other) != first)
        })
    }

    /// What a verifier takes.
    pub(crate) fn presented(&self) -> PresentedHeaders<'_> {
        PresentedHeaders::from_lookup(|name| self.header(name).map(str::as_bytes))
    }

    /// The path, without the query.
    pub(crate) fn path(&self) -> Option<&str> {
        let target = self.target.as_deref()?;
        target.split(['?', '#']).next()
    }

    /// Takes the target from a URL.
    fn note_url(&mut self, url: &str) {
        self.target = Some(target_of(url).to_owned());
    }

    /// Whether it is a request to the API: it has one of the headers, or goes to one of its paths.
    fn is_one(&self) -> bool {
        !self.headers.is_empty() || self.path().is_some_and(|path| path.contains(BELOW))
    }
}

/// The header of this name, in any case, that signs.
fn known(name: &str) -> Option<&'static str> {
    let name = name.trim();
    NAMES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
}

/// What stands behind the host of a URL.
fn target_of(url: &str) -> &str {
    let behind = match url.split_once("://") {
        Some((_, behind)) => behind,
        None if url.starts_with('/') => return url,
        None => url,
    };
    behind
        .find(['/', '?'])
        .map_or("/", |start| &behind[start..])
}

/// The first text of a value: itself, its digits, or the first of its items.
fn first_text(value: &Json) -> Option<&str> {
    match value {
        Json::Text(text) => Some(text),
        Json::Word(word) => Some(word.as_str()),
        Json::List(items) => items.first().and_then(first_text),
        Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(found: &[Captured]) -> Vec<[Option<&str>; 4]> {
        found
            .iter()
            .map(|request| NAMES.map(|name| request.header(name)))
            .collect()
    }

    const ALL: [Option<&str>; 4] = [Some("1"), Some("025513"), Some("1616408549"), Some("a+/=")];

    #[test]
    fn every_form_gives_the_same_request() {
        for text in [
            "m7-appkey: 1\nm7-nonce: 025513\nm7-timestamp: 1616408549\nm7-sign: a+/=",
            "M7-Sign: a+/=\r\nM7-TIMESTAMP:1616408549\r\nm7-Nonce:   025513 \r\nM7-Appkey: 1\r\n",
            "> POST /openapi/x HTTP/1.1\n> Host: a\n> m7-appkey: 1\n> m7-nonce: 025513\n> m7-timestamp: \
             1616408549\n> m7-sign: a+/=\n>\n< HTTP/1.1 200 OK\n{\"m7-sign\": \"echo\"}",
            "10:22 DEBUG m7-appkey: 1 m7-nonce: 025513 m7-timestamp: 1616408549 m7-sign: a+/= done",
            "{'m7-appkey': '1', 'm7-nonce': '025513', 'm7-timestamp': '1616408549', 'm7-sign': 'a+/='}",
            "{m7-appkey=1, m7-nonce=025513, m7-timestamp=1616408549, m7-sign=a+/=}",
            r#"{"m7-appkey": 1, "M7-Nonce": "025513", "m7-timestamp": 1616408549, "m7-sign": ["a+/="]}"#,
            r#"{"log": {"headers": [{"name": "m7-appkey", "value": "1"}, {"name": "m7-nonce", "value": "025513"},
                {"name": "m7-timestamp", "value": "1616408549"}, {"name": "m7-sign", "value": "a+/="}]}}"#,
            r#"["m7-appkey", "1", "m7-nonce", "025513", "m7-timestamp", "1616408549", "m7-sign", "a+/="]"#,
            "curl -X POST 'http://a/openapi/x' \\\n -H 'm7-appkey: 1' --header \"M7-Nonce: 025513\" \\\n  \
             --header=m7-timestamp:1616408549 -sH$'m7-sign: a\\x2b/=' -d '{}'",
            "curl ^\"http://a/openapi/x^\" ^\r\n  -H ^\"m7-appkey: 1^\" ^\r\n  -H ^\"m7-nonce: 025513^\" ^\r\n  \
             -H ^\"m7-timestamp: 1616408549^\" -H ^\"m7-sign: a+/=^\"",
        ] {
            let found = read(text.as_bytes()).unwrap();
            assert_eq!(signed(&found), [ALL], "{text}");
            assert_eq!(found[0].doubt, None, "{text}");
        }
        let utf16: Vec<u8> = "\u{feff}m7-appkey: 1\r\nm7-nonce: 2"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let found = read(&utf16).unwrap();
        assert_eq!(signed(&found), [[Some("1"), Some("2"), None, None]]);
    }

    #[test]
    fn several_requests_are_told_apart() {
        let two = "POST /openapi/a HTTP/1.1\nm7-appkey: 1\n\n{\"a\": 1}\n\nPOST /openapi/b HTTP/1.1\nm7-appkey: 2\n";
        let found = read(two.as_bytes()).unwrap();
        let targets: Vec<_> = found.iter().map(|it| it.target.as_deref()).collect();
        assert_eq!(targets, [Some("/openapi/a"), Some("/openapi/b")]);
        assert_eq!(&*found[0].body, "{\"a\": 1}");

        let blocks = "m7-appkey: 1\nm7-sign: a\n\nm7-appkey: 2\nm7-sign: b\n";
        assert_eq!(read(blocks.as_bytes()).unwrap().len(), 2);
        let twice = "m7-appkey: 1\nm7-appkey: 2\n";
        assert_eq!(
            read(twice.as_bytes()).unwrap()[0].repeated(),
            Some("m7-appkey")
        );
        let commands =
            "curl http://a/openapi/a; curl -H 'm7-sign: x' b.example | curl http://else/";
        assert_eq!(read(commands.as_bytes()).unwrap().len(), 2);
        let lines = "{\"m7-appkey\": \"1\"}\n{\"m7-appkey\": \"2\"}";
        assert_eq!(read(lines.as_bytes()).unwrap().len(), 2);
    }

    #[test]
    fn what_a_shell_would_have_put_in_is_not_taken_for_what_was_sent() {
        for text in [
            "curl -H \"m7-sign: $SIGN\" http://a/openapi/x",
            "curl -H \"m7-sign: `sign`\" http://a/openapi/x",
            "m7 sign headers --http | curl -H @- http://a/openapi/x",
            "curl --config c.txt http://a/openapi/x",
        ] {
            let found = read(text.as_bytes()).unwrap();
            assert!(found[0].doubt.is_some(), "{text}");
        }
        let literal = read(b"curl -H 'm7-sign: $x' http://a/openapi/x").unwrap();
        assert_eq!(literal[0].doubt, None);
        assert_eq!(literal[0].header("m7-sign"), Some("$x"));
    }

    #[test]
    fn what_holds_no_request_is_told_apart() {
        for (bytes, why) in [
            (&b""[..], Nothing::Empty),
            (b" \n\t", Nothing::Empty),
            (b"hello", Nothing::NoRequest),
            (b"{}", Nothing::NoRequest),
            (b"curl http://example.com/", Nothing::NoRequest),
            (b"{\"log\": {\"entries\": []}}", Nothing::NoRequest),
        ] {
            assert_eq!(read(bytes).unwrap_err(), why);
        }
        let long = "x".repeat(MOST + 1);
        assert_eq!(read(long.as_bytes()).unwrap_err(), Nothing::TooLong);
    }
}
