//! What is written into labels: texts of the vendor's and of phones.

use std::borrow::Cow;

use crate::print;

/// Longer values say nothing more to anybody, and are kept by Prometheus in each of its blocks.
const LONGEST: usize = 128;

/// A text from elsewhere as a label's value: with what could play with a terminal made visible, and no
/// longer than is of use. The format's own escapes are for its writer.
pub(super) fn value(text: &str) -> String {
    let text = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    };
    print::visible(&text).into_owned()
}

/// The same of what may not be there: a label without a value is none.
pub(super) fn value_or_none(text: Option<&str>) -> String {
    text.map(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_stays_as_it_is() {
        assert_eq!(
            value("凯哥测试 \"Telephone\" \\ 1.0"),
            "凯哥测试 \"Telephone\" \\ 1.0"
        );
        assert_eq!(value_or_none(None), "");
    }

    #[test]
    fn what_is_long_is_cut_and_what_is_unfit_made_visible() {
        assert_eq!(value(&"话".repeat(500)), format!("{}…", "话".repeat(128)));
        assert_eq!(value("a\u{1b}[2J\n\0"), r"a\u{1b}[2J\n\u{0}");
    }
}
