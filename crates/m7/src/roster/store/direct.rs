//! Writes that no plan asked for.

use m7_models::{CodingFormat, SipId};

use super::record::{Direct, Millis};

/// A write of one number that was made without a plan, by an operation of [`Sip`](crate::Sip): what a
/// store knows of the number isn't so any more. To be told to the store after it ([`Store::note`]).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let test = m7::testing::Sandboxed::start().await?;
/// # let m7 = test.client();
/// # let folder = tempfile::tempdir()?;
/// # let store = m7::roster::Store::open(folder.path().join("2000113"), "2000113 at the sandbox")?;
/// # let sip_id = m7.sip().create("2004", "a-password").await?.data.sip_id;
/// use m7::roster::DirectWrite;
///
/// m7.sip().update(&sip_id).password("another").await?;
/// store.note(DirectWrite::to(sip_id).password()).await?;
/// # Ok(())
/// # }
/// ```
///
/// [`Store::note`]: super::Store::note
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a store is told by Store::note"]
pub struct DirectWrite {
    pub(super) number: Option<String>,
    pub(super) sip_id: Option<SipId>,
    replaces: bool,
    codecs: Option<Vec<CodingFormat>>,
    behind_nat: Option<bool>,
    password: bool,
    is_certain: bool,
}

impl DirectWrite {
    /// A write to the number that has this id.
    pub fn to(sip_id: impl Into<SipId>) -> Self {
        Self::of(None, Some(sip_id.into()))
    }

    /// A create of this number: what was known of one that had its name is void.
    pub fn created(number: impl Into<String>) -> Self {
        Self::of(Some(number.into()), None).replaced()
    }

    fn of(number: Option<String>, sip_id: Option<SipId>) -> Self {
        Self {
            number,
            sip_id,
            replaces: false,
            codecs: None,
            behind_nat: None,
            password: false,
            is_certain: true,
        }
    }

    /// It was deleted, or has another number now.
    pub fn replaced(self) -> Self {
        Self {
            replaces: true,
            ..self
        }
    }

    /// It set these codecs.
    pub fn codecs(self, codecs: impl IntoIterator<Item = CodingFormat>) -> Self {
        Self {
            codecs: Some(codecs.into_iter().collect()),
            ..self
        }
    }

    /// It set whether the phone is behind NAT.
    pub fn behind_nat(self, behind_nat: bool) -> Self {
        Self {
            behind_nat: Some(behind_nat),
            ..self
        }
    }

    /// It set a password, which the store isn't told.
    pub fn password(self) -> Self {
        Self {
            password: true,
            ..self
        }
    }

    /// It isn't known whether it was done.
    pub fn uncertain(self) -> Self {
        Self {
            is_certain: false,
            ..self
        }
    }

    /// As the journal has it, of the number with this name.
    pub(super) fn record(self, number: String) -> Direct {
        Direct {
            at: Millis::now(),
            number,
            sip_id: self.sip_id,
            replaces: self.replaces,
            codecs: self.codecs,
            behind_nat: self.behind_nat,
            password: self.password,
            is_certain: self.is_certain,
        }
    }
}
