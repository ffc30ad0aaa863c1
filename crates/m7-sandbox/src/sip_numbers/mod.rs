//! SIP numbers: what is checked, and what is done, for each operation on them.

mod create;
mod delete;
mod fields;
mod list;
mod update;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fields::{check_codecs, check_number, check_password, if_not_blank};
pub(crate) use list::list;
pub(crate) use update::update;
