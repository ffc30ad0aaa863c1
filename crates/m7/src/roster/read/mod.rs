//! Rosters from files.

mod cells;
mod column;
mod csv;
mod entry;
mod file;
mod header;
mod near;
mod node;
mod records;
mod syntax;
mod text;
mod yaml;

pub(super) use column::Column;
pub use file::ReadError;
