//! What must not be shown, and how much of the rest is.

use std::collections::BTreeSet;

use m7_envelope::redact::{redact, redact_value};

/// How much of a value is shown, in characters.
const SHOWN: usize = 200;

/// How much of a value is looked at: it may be a list of 100,000 numbers.
const LOOKED_AT: usize = 50 * SHOWN;

/// The secrets of this run.
#[derive(Default)]
pub(crate) struct Secrets(BTreeSet<String>);

impl Secrets {
    pub(crate) fn add(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.0.insert(secret.to_owned());
        }
    }

    /// The text without secrets and control characters, and cut.
    pub(crate) fn hide(&self, text: &str) -> String {
        // What is cut off here wouldn't be shown anyway.
        let text: String = text.chars().take(LOOKED_AT).collect();
        let mut hidden = redact(&text).into_owned();
        for secret in &self.0 {
            hidden = redact_value(&hidden, secret).into_owned();
        }
        let mut characters = hidden.chars().map(|character| match character {
            character if character.is_control() => ' ',
            character => character,
        });
        let mut shown: String = characters.by_ref().take(SHOWN).collect();
        if characters.next().is_some() {
            shown.push('…');
        }
        shown
    }
}
