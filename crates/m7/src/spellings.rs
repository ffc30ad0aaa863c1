//! How a server may spell a character of what was sent to it.

/// The names that HTML has for U+00A0 to U+00FF, in that order (HTML 4.01 §24.2).
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy \
    reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 \
    frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml \
    Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute \
    Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
    ugrave uacute ucirc uuml yacute thorn yuml";

/// The spellings of `c`, itself first: as in a string of JSON or of a program, in a URL or a form,
/// and in HTML, and each of these as it stands in another of them.
///
/// But for the first, upper and lower case are the same, so that each stands here once. What no one
/// escapes, letters and digits of ASCII, is spelled one way only.
pub(crate) fn spellings(c: char) -> Vec<String> {
    let mut all = vec![c.to_string()];
    if c.is_ascii_alphanumeric() {
        return all;
    }
    add(&mut all, escapes(c));
    let once = all.clone();
    for encode in [json, json_with_slashes, json_for_html, percent, html] {
        add(&mut all, once.iter().map(|spelling| encode(spelling)));
    }
    let twice = all.clone();
    // JSON in JSON in JSON: the request, in a message about it, in the log that is quoted.
    add(&mut all, twice.iter().map(|spelling| json(spelling)));
    all
}

fn add(all: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for spelling in more {
        if !all.contains(&spelling) {
            all.push(spelling);
        }
    }
}

/// Every usual way to escape one character.
fn escapes(c: char) -> Vec<String> {
    let code = u32::from(c);
    let mut all = vec![
        json_unicode(c),
        percent_bytes(c),
        hex_bytes(c),
        format!("&#{code};"),
        format!("&#{code:03};"),
        format!("&#x{code:x};"),
        format!("&#x{code:02x};"),
        format!("\\u{{{code:x}}}"),
    ];
    if c.is_ascii_punctuation() {
        all.push(format!("\\{c}"));
    }
    if let Ok(byte) = u8::try_from(code) {
        // Of a server that takes a character for a byte.
        all.extend([
            format!("%{byte:02x}"),
            format!("%u{byte:04x}"),
            format!("\\x{byte:02x}"),
        ]);
    }
    let named = match c {
        ' ' => Some("+".to_owned()),
        '\t' => Some("\\t".to_owned()),
        '\n' => Some("\\n".to_owned()),
        '\r' => Some("\\r".to_owned()),
        '&' => Some("&amp;".to_owned()),
        '<' => Some("&lt;".to_owned()),
        '>' => Some("&gt;".to_owned()),
        '"' => Some("&quot;".to_owned()),
        '\'' => Some("&apos;".to_owned()),
        _ => code
            .checked_sub(0xa0)
            .and_then(|at| LATIN_1.split_whitespace().nth(usize::try_from(at).ok()?))
            .map(|name| format!("&{name};")),
    };
    all.extend(named);
    all
}

/// What JSON escapes if nobody asks for more.
fn json(text: &str) -> String {
    each(text, |c| match c {
        '"' | '\\' => format!("\\{c}"),
        c => c.to_string(),
    })
}

/// As PHP writes JSON.
fn json_with_slashes(text: &str) -> String {
    each(text, |c| match c {
        '"' | '\\' | '/' => format!("\\{c}"),
        c if c.is_ascii() => c.to_string(),
        c => json_unicode(c),
    })
}

/// As Go and Gson write JSON, fit to stand in HTML.
fn json_for_html(text: &str) -> String {
    each(text, |c| match c {
        '"' | '\\' => format!("\\{c}"),
        '&' | '<' | '>' | '\'' => json_unicode(c),
        c => c.to_string(),
    })
}

fn percent(text: &str) -> String {
    each(text, |c| match c {
        c if c.is_ascii_alphanumeric() => c.to_string(),
        c => percent_bytes(c),
    })
}

fn html(text: &str) -> String {
    each(text, |c| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        c => c.to_string(),
    })
}

fn each(text: &str, encode: impl Fn(char) -> String) -> String {
    each_of(text.chars(), encode)
}

fn each_of<T>(parts: impl IntoIterator<Item = T>, encode: impl Fn(T) -> String) -> String {
    parts.into_iter().map(encode).collect()
}

/// `\u00e4`, and two of them for what is beyond U+FFFF.
fn json_unicode(c: char) -> String {
    let units = c.encode_utf16(&mut [0; 2]).to_vec();
    each_of(units, |unit| format!("\\u{unit:04x}"))
}

fn percent_bytes(c: char) -> String {
    bytes(c, "%")
}

fn hex_bytes(c: char) -> String {
    bytes(c, "\\x")
}

fn bytes(c: char, before: &str) -> String {
    let bytes = c.to_string().into_bytes();
    each_of(bytes, |byte| format!("{before}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_spelled_as_servers_do() {
        for (c, expected) in [
            (
                'ä',
                &["\\u00e4", "\\\\u00e4", "%c3%a4", "%e4", "&auml;", "&#228;"][..],
            ),
            ('/', &["\\/", "\\\\/", "\\\\\\/", "%2f", "&#47;", "\\u002f"]),
            (
                '"',
                &["\\\"", "\\\\\\\"", "&quot;", "&#34;", "&#034;", "%5c%22"],
            ),
            ('\'', &["&#39;", "&#039;", "&#x27;", "\\'"]),
            ('&', &["\\u0026", "&amp;", "&amp;amp;", "\\u0026amp;"]),
            (' ', &["+", "%20", "&#32;"]),
            ('😀', &["\\ud83d\\ude00", "%f0%9f%98%80", "&#128512;"]),
            ('ÿ', &["&yuml;"]),
        ] {
            let found = spellings(c);
            assert_eq!(found[0], c.to_string());
            for spelling in expected {
                assert!(
                    found.iter().any(|found| found == spelling),
                    "{c}: {spelling}"
                );
            }
        }
        assert_eq!(spellings('7'), ["7"]);
    }
}
