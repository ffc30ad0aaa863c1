//! Names of profiles and settings, and what was probably meant by a wrong one.

use std::fmt;

/// Closer than this, one name is likely meant for the other. It is what clap takes for its own.
const ALIKE: f64 = 0.7;

/// Longer than any name.
const LONGEST: usize = 64;

/// What a profile may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProfileName(String);

impl ProfileName {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let fits = |c: char| c.is_alphanumeric() || ".-_".contains(c);
        if text.is_empty() {
            Err("it is empty".to_owned())
        } else if text.len() > LONGEST || !text.chars().all(fits) {
            Err(format!(
                "a profile's name is of letters, digits, and the characters .-_, and no longer than \
                 {LONGEST} bytes"
            ))
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was probably meant, as the end of a sentence: `; did you mean "prod"?`, or nothing.
pub(crate) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    known
        .into_iter()
        .map(|it| (strsim::jaro_winkler(name, it), it))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map_or_else(String::new, |(_, it)| format!("; did you mean {it:?}?"))
}

/// Names as a list for people: `a, b, c`.
pub(crate) fn alternatives<'a>(known: impl IntoIterator<Item = &'a str>) -> String {
    known.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised() {
        let known = ["appkey", "base_url", "timeout"];
        for (name, expected) in [
            ("base_ulr", r#"; did you mean "base_url"?"#),
            ("baseurl", r#"; did you mean "base_url"?"#),
            ("xyz", ""),
        ] {
            assert_eq!(suggestion(name, known), expected);
        }
    }

    #[test]
    fn a_name_can_stand_anywhere() {
        for name in ["prod", "kunde-7.test_2", "生产"] {
            assert!(ProfileName::parse(name).is_ok(), "{name}");
        }
        for name in ["", "a b", "a\"b", "a\nb", "a/b", &"x".repeat(65)] {
            assert!(ProfileName::parse(name).is_err(), "{name}");
        }
    }
}
