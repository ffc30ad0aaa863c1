//! What is kept of a request until somebody asks: as little work as possible, nothing redacted yet.
//!
//! It has secrets in it, so it has no `Debug` and never leaves the journal.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{HeaderMap, Method};
use m7_envelope::RequestId;

use crate::refusal::Refusal;

use super::entry::{JournalFault, JournalMistake};

/// How much is kept of a body, in bytes. A documented reply has a tenth of it.
pub(super) const BODY_KEPT: usize = 16 * 1024;

/// How much is kept of a request's target, in characters.
const TARGET_KEPT: usize = 1024;

/// How much is kept of a method, in characters. It may be any word.
const METHOD_KEPT: usize = 32;

pub(super) struct Record {
    /// Unix milliseconds, by the sandbox's clock.
    pub(super) at: u64,
    /// `None` if it was given up in the middle.
    pub(super) request_id: Option<RequestId>,
    pub(super) client: Option<SocketAddr>,
    pub(super) method: Box<str>,
    pub(super) target: Box<str>,
    pub(super) operation: Option<&'static str>,
    pub(super) appkey: Option<String>,
    pub(super) status: Option<u16>,
    pub(super) duration: Duration,
    pub(super) committed: bool,
    pub(super) fault: Option<JournalFault>,
    pub(super) refusal: Option<Refusal>,
    pub(super) headers: Headers,
    pub(super) body: Option<Kept>,
    pub(super) reply: Option<Kept>,
    /// Looked for when it is asked for first, since that takes a while.
    pub(super) mistake: OnceLock<Option<JournalMistake>>,
}

impl Record {
    /// How much memory it takes, in bytes: roughly, and rather too much.
    pub(super) fn size(&self) -> usize {
        let of = |kept: &Option<Kept>| kept.as_ref().map_or(0, |kept| kept.bytes.len());
        // What a client signed by mistake is made of what it sent, and kept when it is found.
        let signed = match self.refusal {
            Some(Refusal::Sign(m7_auth::Refusal::WrongSign)) => {
                self.target.len() + self.headers.0.len() + of(&self.body)
            }
            _ => 0,
        };
        // Twice its own size stands for the small texts and the allocator's share.
        2 * size_of::<Self>()
            + self.method.len()
            + self.target.len()
            + self.appkey.as_ref().map_or(0, String::len)
            + self.fault.as_ref().map_or(0, |fault| fault.rule.len())
            + self.refusal.as_ref().map_or(0, Refusal::size)
            + self.headers.0.len()
            + of(&self.body)
            + of(&self.reply)
            + signed
    }
}

/// The beginning of a body.
pub(super) struct Kept {
    pub(super) bytes: Box<[u8]>,
    pub(super) truncated: bool,
}

impl Kept {
    /// A copy: the bytes themselves may be a part of a larger buffer, which would be kept with them.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let beginning = &bytes[..bytes.len().min(BODY_KEPT)];
        Self {
            bytes: beginning.into(),
            truncated: beginning.len() < bytes.len(),
        }
    }
}

/// A request's headers as one text: a header's values are parts of the buffer that they were read
/// into, and would keep all of it.
pub(super) struct Headers(Box<[u8]>);

impl Headers {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut text = Vec::with_capacity(512);
        for (name, value) in headers {
            text.extend_from_slice(name.as_str().as_bytes());
            text.push(b':');
            text.extend_from_slice(value.as_bytes());
            // No header has one in its value.
            text.push(b'\n');
        }
        Self(text.into())
    }

    /// Names and values in the order of their arrival; values of one name are together.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.split(|byte| *byte == b'\n').filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let name = str::from_utf8(&line[..colon]).ok()?;
            Some((name, &line[colon + 1..]))
        })
    }
}

/// The beginning of a request's target, `/path?query`.
pub(super) fn kept_target(target: &str) -> Box<str> {
    beginning(target, TARGET_KEPT).into()
}

/// The beginning of a request's method.
pub(super) fn kept_method(method: &Method) -> Box<str> {
    beginning(method.as_str(), METHOD_KEPT).into()
}

fn beginning(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters);
    end.map_or(text, |(end, _)| &text[..end])
}
