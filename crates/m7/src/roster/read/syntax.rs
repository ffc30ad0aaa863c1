//! Why a YAML document can't be read, in the words of whoever wrote it.

use std::borrow::Cow;

use serde_saphyr::granit_parser::ErrorKind;
use serde_saphyr::localizer::ExternalMessageSource;
use serde_saphyr::{Error, MessageFormatter as _, UserMessageFormatter};

use crate::roster::{Place, Problem};

/// What is wrong, and where. Nothing of the document is quoted: it may be a password.
pub(super) fn in_plain_words(error: &Error) -> Problem {
    let what: Cow<'_, str> = match error {
        Error::AliasError { error, .. } | Error::WithSnippet { error, .. } => {
            return in_plain_words(error);
        }
        Error::MultipleDocuments { .. } => {
            "a second document begins here: write all into one, and leave `---` out".into()
        }
        Error::UnknownAnchor { .. } => {
            "a text that begins with * stands for one marked by & before, and there is none of this \
             name: put it in quotes"
                .into()
        }
        Error::UnsupportedTag { .. } => {
            "what begins with ! before this is a tag, which isn't known here: put all of it in quotes".into()
        }
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            "what a * stands for holds that * itself: write it out".into()
        }
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            "it is nested too deeply, or repeats too much by & and *: write it out".into()
        }
        Error::ExternalMessage { source, msg, .. } => match &**source {
            ExternalMessageSource::Parser(error) => of_the_parser(error.kind())
                .map_or_else(|| no_yaml(msg), Cow::Borrowed),
            _ => no_yaml(msg),
        },
        error => no_yaml(&UserMessageFormatter.format_message(error)),
    };
    let problem = Problem::new(what);
    match error.location() {
        Some(at) if at.line() > 0 => problem.at(place(at)),
        _ => problem,
    }
}

/// Where the library says that something stands.
pub(super) fn place(at: serde_saphyr::Location) -> Place {
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    Place::at(number(at.line()), number(at.column()))
}

fn no_yaml(why: &str) -> Cow<'static, str> {
    format!("it is no YAML: {why}").into()
}

/// What the usual slips are, and what to do about them.
fn of_the_parser(kind: &ErrorKind) -> Option<&'static str> {
    use ErrorKind as Kind;
    Some(match kind {
        Kind::TabNotAllowed | Kind::TabInBlockIndentation | Kind::TabInIndentation => {
            "YAML is indented by spaces: replace the tab"
        }
        Kind::UnclosedQuotedScalar => "a quote opens here and none closes it: close it",
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            "after the closing quote there is more: put all of it in quotes"
        }
        Kind::UnclosedFlowCollection { .. }
        | Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::ExpectedFlowMappingSeparator => {
            "a bracket is open here: close it, and separate what is in it by commas"
        }
        Kind::MisplacedFlowCollectionEnd | Kind::MismatchedFlowCollectionEnd { .. } => {
            "this bracket closes none that is open: take it out, or put the text in quotes"
        }
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => {
            "a `:` can't stand here: put a text that holds it in quotes, and check the indentation"
        }
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => {
            "a `key: value` is expected here: write a colon and a blank after the key"
        }
        Kind::ExpectedBlockMappingKey
        | Kind::ExpectedBlockSequenceEntry
        | Kind::InvalidIndentation
        | Kind::BlockSequenceEntryNotAllowed => {
            "this isn't indented as what is around it: let the keys of an entry begin in one column"
        }
        Kind::UnexpectedCharacter { .. } => {
            "a text can't begin with this character: put it in quotes"
        }
        _ => return None,
    })
}
