//! What a field of a SIP number may hold.

use m7_models::{CodingFormat, SipPassword};

use crate::refusal::Refusal;
use crate::shown::Shown;

/// 1 to 32 digits. Assumed: number-form.
pub(crate) fn check_number(number: &str) -> Result<(), Refusal> {
    let not_a_digit = |character: char| !character.is_ascii_digit();
    if let Some(index) = number.chars().position(not_a_digit) {
        let position = index + 1;
        return Err(Refusal::NumberCharacter { position });
    }
    match number.len() {
        1..=32 => Ok(()),
        found => Err(Refusal::NumberLength { found }),
    }
}

/// Anything but nothing. Assumed: password-form.
pub(crate) fn check_password(password: &SipPassword) -> Result<(), Refusal> {
    if password.expose().is_empty() {
        Err(Refusal::EmptyPassword)
    } else {
        Ok(())
    }
}

/// Only codecs that the contract lists. Assumed: codec-known.
pub(crate) fn check_codecs(codecs: &[CodingFormat]) -> Result<(), Refusal> {
    match codecs.iter().find(|codec| !codec.is_known()) {
        None => Ok(()),
        Some(unknown) => Err(Refusal::UnknownCodec {
            codec: Shown::of(unknown.as_str()),
        }),
    }
}

/// `""` is nothing.
pub(crate) fn if_not_blank(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
