//! Writes that no plan asked for.

use std::fmt;

use m7_models::{CodingFormat, SipId};

use super::Store;
use super::record::{Became, Direct, DirectEnd, Millis, Record};
use crate::Outcome;
use crate::roster::Error;

/// A write of one number that is made without a plan, by an operation of [`Sip`](crate::Sip): what a store
/// knows of the number isn't so any more afterwards. A store is told before it ([`Store::begin`]).
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
/// let begun = store.begin(DirectWrite::to(sip_id.clone()).password()).await?;
/// let updated = m7.sip().update(&sip_id).password("another").await;
/// begun.end(&updated).await?;
/// # updated?;
/// # Ok(())
/// # }
/// ```
///
/// [`Store::begin`]: super::Store::begin
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a store is told by Store::begin"]
pub struct DirectWrite {
    pub(super) number: Option<String>,
    pub(super) sip_id: Option<SipId>,
    replaces: bool,
    codecs: Option<Vec<CodingFormat>>,
    behind_nat: Option<bool>,
    password: bool,
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
        }
    }

    /// It deletes it, or gives it another number.
    pub fn replaced(self) -> Self {
        Self {
            replaces: true,
            ..self
        }
    }

    /// It sets these codecs.
    pub fn codecs(self, codecs: impl IntoIterator<Item = CodingFormat>) -> Self {
        Self {
            codecs: Some(codecs.into_iter().collect()),
            ..self
        }
    }

    /// It sets whether the phone is behind NAT.
    pub fn behind_nat(self, behind_nat: bool) -> Self {
        Self {
            behind_nat: Some(behind_nat),
            ..self
        }
    }

    /// It sets a password, which the store isn't told.
    pub fn password(self) -> Self {
        Self {
            password: true,
            ..self
        }
    }

    /// As the journal has it, of the number with this name.
    pub(super) fn record(self, id: u64, number: String) -> Direct {
        Direct {
            id,
            at: Millis::now(),
            number,
            sip_id: self.sip_id,
            replaces: self.replaces,
            codecs: self.codecs,
            behind_nat: self.behind_nat,
            password: self.password,
        }
    }
}

/// A write that a store knows to have begun. If it is dropped, it isn't known whether the write was done.
#[must_use = "the store is to be told how it ended"]
pub struct Begun {
    store: Store,
    /// None of a number of which the store knows nothing.
    pub(super) id: Option<u64>,
}

impl Begun {
    pub(super) fn new(store: Store, id: Option<u64>) -> Self {
        Self { store, id }
    }

    /// Tells the store how it ended, by what the call returned.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the journal can't be written.
    pub fn end<T>(
        self,
        ended: &Result<T, crate::Error>,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<T> {
        let became = match ended.as_ref().map_err(crate::Error::outcome) {
            Ok(_) | Err(Outcome::Applied) => Became::Done,
            Err(Outcome::NotSent) => Became::NotSent,
            Err(Outcome::Rejected) => Became::Rejected,
            Err(Outcome::Ambiguous) => Became::Unknown,
        };
        async move {
            match self.id {
                Some(id) => {
                    let end = DirectEnd { id, became };
                    self.store.append(Record::DirectEnd(end)).await
                }
                None => Ok(()),
            }
        }
    }
}

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Begun")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}
