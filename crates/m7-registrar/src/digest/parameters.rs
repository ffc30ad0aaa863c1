//! The parameters behind a scheme, in a challenge and in its answer (RFC 3261 §25.1, auth-param).

use std::collections::BTreeMap;

/// A `Digest` header that doesn't follow the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Reads `name=value, name="value"` with names in lower case. A name given twice is malformed: which
/// of the two counts would be anybody's guess.
pub(super) fn parameters(mut rest: &str) -> Result<BTreeMap<String, String>, Malformed> {
    let mut parameters = BTreeMap::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return Ok(parameters);
        }
        let (name, after) = rest.split_once('=').ok_or(Malformed)?;
        let name = name.trim_end_matches([' ', '\t']);
        if name.is_empty() || name.contains([' ', '\t', ',', '"']) {
            return Err(Malformed);
        }
        let (value, after) = value(after.trim_start_matches([' ', '\t']))?;
        rest = after.trim_start_matches([' ', '\t']);
        if !(rest.is_empty() || rest.starts_with(',')) {
            return Err(Malformed);
        }
        if parameters
            .insert(name.to_ascii_lowercase(), value)
            .is_some()
        {
            return Err(Malformed);
        }
    }
}

/// Takes a token or a quoted string from the front, unquoted, and gives what follows it.
fn value(text: &str) -> Result<(String, &str), Malformed> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        let (token, rest) = text.split_at(end);
        return if token.is_empty() || token.contains('"') {
            Err(Malformed)
        } else {
            Ok((token.to_owned(), rest))
        };
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Ok((value, &quoted[index + 1..])),
            '\\' => value.push(characters.next().ok_or(Malformed)?.1),
            character => value.push(character),
        }
    }
    Err(Malformed)
}
