//! placeholder
use super::{Document, Error};
pub(crate) fn validate(_document: &Document) -> Result<(), Error> {
    Ok(())
}
