//! What a field of a SIP number may hold.

use m7_models::{CodingFormat, SipPassword};

use crate::refusal::Refusal;

/// How many digits a number may have. Assumed.
const DIGITS: std::ops::RangeInclusive<usize> = 1..=32;

/// 1 to 32 digits.
pub(super) fn check_number(number: &str) -> Result<(), Refusal> {
    if DIGITS.contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(Refusal::Number {
            number: number.to_owned(),
        })
    }
}

/// Anything but nothing.
pub(super) fn check_password(password: &SipPassword) -> Result<(), Refusal> {
    if password.expose().is_empty() {
        Err(Refusal::EmptyPassword)
    } else {
        Ok(())
    }
}

/// Only codecs that the contract lists.
pub(super) fn check_codecs(codecs: &[CodingFormat]) -> Result<(), Refusal> {
    match codecs.iter().find(|codec| !codec.is_known()) {
        None => Ok(()),
        Some(unknown) => Err(Refusal::UnknownCodec {
            codec: unknown.as_str().to_owned(),
        }),
    }
}

/// `""` is nothing.
pub(super) fn if_not_blank(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
