//! What somebody may have meant who wrote something else.

/// More than this and it is another word.
const MOST_EDITS: usize = 2;

/// `; did you mean "codecs"?` if one of the names is near to this one, and nothing otherwise.
pub(super) fn did_you_mean(name: &str, names: impl IntoIterator<Item = &'static str>) -> String {
    let name: Vec<char> = name.trim().to_lowercase().chars().collect();
    // A longer one is near to nothing that is known, and takes long to compare.
    if name.len() > 40 {
        return String::new();
    }
    let edits = |known: &str| edits(&name, &known.chars().collect::<Vec<_>>());
    let nearest = names
        .into_iter()
        .map(|known| (edits(known), known))
        .min_by_key(|(edits, _)| *edits);
    match nearest {
        // Of a short word, two edits leave nothing.
        Some((edits, known)) if edits <= MOST_EDITS && edits * 2 < known.len() => {
            format!("; did you mean {known:?}?")
        }
        _ => String::new(),
    }
}

/// How many characters must be added, left out or replaced to make one of the other.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_meant_if_any() {
        let near = |name| did_you_mean(name, ["number", "nat", "codecs", "note"]);
        assert_eq!(near("Numbr"), r#"; did you mean "number"?"#);
        assert_eq!(near("codec"), r#"; did you mean "codecs"?"#);
        assert_eq!(near("notes"), r#"; did you mean "note"?"#);
        assert_eq!(near("name"), "");
        assert_eq!(near(&"number".repeat(20)), "");
    }
}
