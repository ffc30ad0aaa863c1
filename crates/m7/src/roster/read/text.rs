//! The text of a file, whatever it was saved as.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

use crate::roster::{Place, Problem};

/// What begins an Excel workbook: a zip archive, or an older compound file.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

/// The text of these bytes: UTF-8, UTF-16 with a byte order mark, or GB18030, of which GBK and
/// GB 2312 are parts.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    if WORKBOOKS.iter().any(|begin| bytes.starts_with(begin)) {
        let what = "this is an Excel workbook: save it as \"CSV UTF-8\" there, and take that file";
        return Err(Problem::new(what));
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => decode_as(UTF_16LE, rest)?,
        [0xfe, 0xff, rest @ ..] => decode_as(UTF_16BE, rest)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => decode_unmarked(rest)?,
        bytes => decode_unmarked(bytes)?,
    };
    match text.find('\0') {
        None => Ok(text),
        Some(at) => {
            let what = "it holds a byte 0, as no text does: save it as UTF-8";
            Err(Problem::new(what).at(Place::line(line_of(&text.as_bytes()[..at]))))
        }
    }
}

fn decode_unmarked(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    let of_utf8 = match str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error.valid_up_to(),
    };
    GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| {
            // Of two that fail, the one that got further is likelier to be meant.
            let at = of_utf8.max(read_as(GB18030, bytes));
            undecodable(line_of(&bytes[..at]))
        })
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, Problem> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| {
            let at = read_as(encoding, bytes);
            let (text, _) = encoding.decode_without_bom_handling(&bytes[..at]);
            undecodable(line_of(text.as_bytes()))
        })
}

/// How many of the bytes come before what is no character.
fn read_as(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = vec![0; most.unwrap_or_default()];
    match decoder.decode_to_utf8_without_replacement(bytes, &mut text, true) {
        (DecoderResult::Malformed(bad, after), read, _) => {
            read.saturating_sub(usize::from(bad) + usize::from(after))
        }
        (_, read, _) => read,
    }
}

fn undecodable(line: usize) -> Problem {
    let what =
        "it holds bytes that are no text in UTF-8, GB18030 (GBK) or UTF-16: save it as UTF-8";
    Problem::new(what).at(Place::line(line))
}

/// The line in which what follows this stands.
fn line_of(before: &[u8]) -> usize {
    let ends = |end: u8| before.split(|byte| *byte == end).count();
    match ends(b'\n') {
        // With nothing but carriage returns, these end the lines.
        1 => ends(b'\r'),
        line => line,
    }
}
